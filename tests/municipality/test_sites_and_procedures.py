"""Sites and procedures: what a body has, what citizens may choose, which text is in force."""

from collections.abc import Callable
from typing import get_args

import pytest

from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import changes_of
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality import queries
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.coded import CodeTaken
from madoguchi.municipality.models import SITE_KINDS, Procedure, ProcedureText, Site
from madoguchi.municipality.procedures import TextIncomplete, change_procedure, make_procedure, revise_text
from madoguchi.municipality.sites import change_site, make_site
from madoguchi.municipality.tables import SiteRow
from tests.worlds import ADMIN, CLERK, TODAY

pytestmark = pytest.mark.django_db
Applied = Callable[[str], None]


@pytest.mark.req("RSV-03")
@pytest.mark.preset_key("procedures.csv")
@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        ("hatsukaichi", ["pickup", "certificate", "pin", "application", "other"]),
        ("kawagoe", ["pickup"]),
        ("nishitokyo", []),
        ("digital-agency", []),
    ],
)
def test_each_body_offers_its_own_procedures(applied: Applied, preset: str, expected: list[str]) -> None:
    applied(preset)
    assert [procedure.code for procedure in queries.procedures_offered()] == expected


@pytest.mark.req("RSV-03", "PLT-12")
def test_the_list_of_procedures_is_changed_without_code(applied: Applied) -> None:
    applied("hatsukaichi")
    labels = {"label_ja": "住所の変更", "label_ja_easy": "住所を かえる", "label_en": "Change of address"}
    make_procedure("address", by=ADMIN, position=0, is_active=True, **labels)
    change_procedure(Procedure.objects.get(code="other"), by=ADMIN, is_active=False)
    codes = [procedure.code for procedure in queries.procedures_offered()]
    assert codes == ["address", "pickup", "certificate", "pin", "application"]
    with pytest.raises(CodeTaken):
        make_procedure("address", by=ADMIN, position=0, is_active=True, **labels)


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
@pytest.mark.preset_key("languages.web")
def test_every_procedure_has_its_texts_in_every_language_with_source(applied: Applied, language: str) -> None:
    applied("hatsukaichi")
    for procedure in queries.procedures_offered():
        text = queries.text_in_force(procedure, language)
        assert text is not None
        assert text.language == language
        assert text.bring
        assert text.notes
        assert text.source
        assert text.reviewed_on is None  # 要確認


def test_a_revised_text_is_a_new_version_and_the_old_one_stays(applied: Applied) -> None:
    applied("hatsukaichi")
    pickup = Procedure.objects.get(code="pickup")
    revise_text(
        pickup, "ja", by=ADMIN, bring="はがき\r\n", notes="本人が来てください", source="市", reviewed_on=TODAY
    )
    text = queries.text_in_force(pickup, "ja")
    assert text is not None
    assert (text.number, text.bring) == (2, "はがき")
    assert ProcedureText.objects.filter(procedure=pickup, language="ja").count() == 2
    event = Event.objects.filter(kind="procedure.text_revised").latest("id")
    assert {"bring", "notes", "warning", "source", "reviewed_on"} == {
        change.field for change in changes_of(event, with_personal=False)
    }
    again = revise_text(
        pickup, "ja", by=ADMIN, bring="はがき", notes="本人が来てください", source="市", reviewed_on=TODAY
    )
    assert again is None


def test_half_a_text_is_refused(applied: Applied) -> None:
    applied("hatsukaichi")
    with pytest.raises(TextIncomplete):
        revise_text(Procedure.objects.get(code="pickup"), "ja", by=ADMIN, bring="はがき", notes="  ")


def test_a_language_without_text_falls_back_to_japanese(applied: Applied) -> None:
    applied("hatsukaichi")
    labels = {"label_ja": "住所の変更", "label_ja_easy": "住所を かえる", "label_en": "Change of address"}
    address = make_procedure("address", by=ADMIN, position=9, is_active=True, **labels)
    assert queries.text_in_force(address, "en") is None
    revise_text(address, "ja", by=ADMIN, bring="カード", notes="なし")
    text = queries.text_in_force(address, "en")
    assert text is not None
    assert text.language == "ja"


@pytest.mark.preset_key("switches.branch_places", "switches.support_desks")
@pytest.mark.switch("branch_places", "support_desks")
def test_branches_and_desks_are_dormant_while_their_switch_is_off(applied: Applied) -> None:
    applied("hatsukaichi")
    change_site(Site.objects.get(code="branch"), by=ADMIN, is_active=True)
    make_site("desk", by=ADMIN, name="臨時の机", kind="desk", is_active=True)
    assert [site.code for site in queries.sites_in_use()] == ["main"]
    change_settings({"switches.branch_places": True, "switches.support_desks": True}, by=ADMIN)
    assert {site.code for site in queries.sites_in_use()} == {"main", "branch", "desk"}


def test_kawagoe_has_its_six_desks_with_addresses(applied: Applied) -> None:
    applied("kawagoe")
    sites = list(queries.sites_in_use())
    assert len(sites) == 6
    assert all(site.address.startswith("川越市") for site in sites)


def test_a_preset_may_name_every_kind_of_site_and_no_other() -> None:
    assert get_args(SiteRow.model_fields["kind"].annotation) == tuple(SITE_KINDS)


def test_only_who_may_edit_settings_changes_places(applied: Applied) -> None:
    applied("hatsukaichi")
    with pytest.raises(MissingRight):
        change_site(Site.objects.get(code="main"), by=CLERK, name="別の名前")


@pytest.mark.preset_key("body.code", "body.name", "contract.title")
def test_the_contract_says_whose_it_is(applied: Applied) -> None:
    applied("nishitokyo")
    contract = queries.contract()
    assert (contract.body_code, contract.body_name) == ("nishitokyo", "西東京市")
    assert contract.title == "マイナンバーカードコールセンター運営委託（案）"
    assert contract.covers(contract.service_from)
    assert not contract.covers(contract.service_until.replace(day=1, month=4))
