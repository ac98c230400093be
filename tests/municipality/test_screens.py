"""The settings on the screen: seen by who may see, changed by who may change, every change in the history."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.config import presets
from madoguchi.core.history.models import Event
from madoguchi.municipality import parts, queries
from madoguchi.municipality.models import OpeningDay, Procedure, Setting, Site
from tests.services.signed_in import session_for, staff_of

pytestmark = pytest.mark.django_db
Applied = Callable[[str], None]
HOME = "/staff/office/settings/"


def client_of(role: Role) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_for(staff_of(role))
    return client


@pytest.fixture
def admin() -> Client:
    return client_of(Role.CITY_ADMIN)


WHEN = {"effective_on": "2027-04-01", "note": "市と協議"}


@pytest.mark.req("PLT-12")
@pytest.mark.parametrize("role", [Role.DATA_STAFF, Role.CITY_ADMIN])
def test_data_staff_and_city_administrators_change_a_setting_from_a_day_on(applied: Applied, role: Role) -> None:
    applied("hatsukaichi")
    client = client_of(role)
    answer = client.post(f"{HOME}key/targets.answer_rate_percent/", {"value": "85", **WHEN}, follow=True)
    assert "2027年4月1日から変える予定にしました" in answer.content.decode()
    assert queries.value_of("targets.answer_rate_percent") == 80
    assert queries.value_of("targets.answer_rate_percent", on=date(2027, 4, 1)) == 85
    event = Event.objects.get(kind="setting.planned")
    assert event.actor_key == f"test-{role.value}"
    assert "市と協議" in event.body
    assert (
        "想定" in client.get(f"{HOME}planned/").content.decode()
        or "応答率の目標" in client.get(f"{HOME}planned/").content.decode()
    )


@pytest.mark.req("PLT-12")
def test_who_may_only_look_gets_no_form_and_no_change(applied: Applied) -> None:
    applied("hatsukaichi")
    client = client_of(Role.OPERATOR)
    page = client.get(f"{HOME}key/targets.answer_rate_percent/").content.decode()
    assert "変更する</button>" not in page
    assert client.post(f"{HOME}key/targets.answer_rate_percent/", {"value": "1", **WHEN}).status_code == 403
    assert client.post(f"{HOME}sites/new/", {}).status_code == 403
    assert client.post(f"{HOME}export/").status_code == 403
    assert queries.value_of("targets.answer_rate_percent") == 80


@pytest.mark.parametrize("preset", ["hatsukaichi", "kawagoe", "nishitokyo", "digital-agency"])
def test_every_page_of_the_settings_opens_for_each_preset(applied: Applied, admin: Client, preset: str) -> None:
    applied(preset)
    pages = ["", "switches/", "contacts/", "planned/", "unread/", "readings/", "days/", "sites/", "procedures/"]
    for page in [*pages, "days/close/", "days/open/", "sites/new/", "procedures/new/", "days/?calendar=counter"]:
        assert admin.get(HOME + page).status_code == 200, page


def test_the_form_of_every_key_gives_back_the_value_that_it_shows(applied: Applied) -> None:
    """Saved as it was opened, nothing changes: no type of value loses anything on the screen."""
    from madoguchi.web.office.settings.forms import SettingForm

    applied("digital-agency")
    for name, key in parts.all_keys().items():
        if key.section == "sign_in":
            continue
        value = queries.value_of(name)
        blank = SettingForm(key=key, value=value)
        shown = {field: blank[field].value() for field in blank.fields}
        form = SettingForm(
            {field: value for field, value in shown.items() if value is not None}, key=key, value=value
        )
        assert form.is_valid(), (name, form.errors)
        assert key.plain(key.read(parts_json(form.plain_value()))) == key.plain(value), name


def parts_json(value: object) -> str:
    from madoguchi.core.history.canonical import canonical

    return canonical(value)


def test_hours_are_changed_in_one_form_and_wrong_ones_are_named(applied: Applied, admin: Client) -> None:
    applied("digital-agency")
    days = {f"value_{kind}": "10:00-17:00" for kind in ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")}
    wrong = admin.post(f"{HOME}key/telephone_hours.week/", {**days, "value_sun": "10:00-19:00", **WHEN})
    assert "範囲（telephone_hours.frame）の外" in wrong.content.decode()
    overlap = admin.post(
        f"{HOME}key/telephone_hours.week/", {**days, "value_mon": "10:00-12:00 11:00-13:00", **WHEN}
    )
    assert "重なっています" in overlap.content.decode()
    assert not queries.planned_changes().exists()
    assert admin.post(f"{HOME}key/telephone_hours.week/", {**days, **WHEN}).status_code == 302
    assert queries.planned_changes().count() == 1


def test_a_planned_change_is_withdrawn_after_a_question(applied: Applied, admin: Client) -> None:
    applied("hatsukaichi")
    admin.post(f"{HOME}key/switches.waiting_list/", {"value": "true", **WHEN})
    row = Setting.objects.get(key="switches.waiting_list", effective_on=date(2027, 4, 1))
    assert "取り消しますか" in admin.get(f"{HOME}planned/{row.pk}/withdraw/").content.decode()
    admin.post(f"{HOME}planned/{row.pk}/withdraw/")
    assert not queries.planned_changes().exists()


def test_whose_contract_it_is_cannot_be_changed_on_the_screen(applied: Applied, admin: Client) -> None:
    applied("hatsukaichi")
    assert admin.post(f"{HOME}key/body.code/", {"value": "kawagoe", **WHEN}).status_code == 403
    assert admin.get(f"{HOME}key/no.such/").status_code == 404


@pytest.mark.req("CAL-12", "PLT-12")
def test_a_closure_is_entered_with_its_agreement_and_stands_in_the_month(applied: Applied, admin: Client) -> None:
    applied("kawagoe")
    form = {
        "day": "2026-02-10",
        "calendar": "telephone",
        "note": "庁舎の停電",
        "agreed_with": "市民課",
        "agreed_on": "",
    }
    assert "協議した日" in admin.post(f"{HOME}days/close/", form).content.decode()
    admin.post(f"{HOME}days/close/", {**form, "agreed_on": "令和8年1月20日"})
    row = OpeningDay.objects.get()
    assert (row.agreed_with, row.agreed_on) == ("市民課", date(2026, 1, 20))
    assert "庁舎の停電" in admin.get(f"{HOME}days/?month=2026-02").content.decode()
    admin.post(f"{HOME}days/{row.pk}/withdraw/")
    assert not OpeningDay.objects.exists()


def test_a_special_opening_is_entered(applied: Applied, admin: Client) -> None:
    applied("hatsukaichi")
    form = {"day": "2026-12-12", "calendar": "counter", "site": "main", "hours": "09:00-12:00", "note": "休日開庁"}
    assert admin.post(f"{HOME}days/open/", form).status_code == 302
    assert queries.opening_of("counter", date(2026, 12, 12), Site.objects.get(code="main")).is_open


@pytest.mark.req("PLT-12")
def test_a_site_is_made_and_changed_with_its_hours(applied: Applied, admin: Client) -> None:
    applied("hatsukaichi")
    form = {
        "code": "ohno", "name": "大野支所", "kind": "branch", "address": "", "is_active": "on", "position": "3",
        "own_hours": "on", "hours_sat": "09:00-12:00", "effective_on": "2026-12-01",
    }  # fmt: skip
    assert admin.post(f"{HOME}sites/new/", form).status_code == 302
    site = Site.objects.get(code="ohno")
    assert queries.opening_of("counter", date(2026, 12, 12), site).is_open
    assert not queries.opening_of("counter", date(2026, 12, 11), site).is_open
    wrong = admin.post(f"{HOME}sites/ohno/", {**form, "hours_sat": "12:00-09:00"})
    assert "終了が開始より後" in wrong.content.decode()
    assert admin.post(f"{HOME}sites/ohno/", {**form, "own_hours": ""}).status_code == 302
    assert queries.opening_of("counter", date(2026, 12, 11), site).is_open


@pytest.mark.req("PLT-12", "RSV-03")
def test_a_procedure_is_made_named_and_described(applied: Applied, admin: Client) -> None:
    applied("hatsukaichi")
    labels = {"label_ja": "住所の変更", "label_ja_easy": "住所を かえる", "label_en": "Change of address"}
    form = {"code": "address", **labels, "position": "9", "is_active": "on"}
    assert admin.post(f"{HOME}procedures/new/", form).status_code == 302
    text = {"bring": "カード", "notes": "本人が来てください", "source": "市民課", "reviewed_on": "2026-11-30"}
    preview = admin.post(f"{HOME}procedures/address/ja/", {**text, "do": "preview"}).content.decode()
    assert "市民にはこう見えます" in preview
    found = Procedure.objects.get(code="address")
    assert queries.text_in_force(found, "ja") is None
    admin.post(f"{HOME}procedures/address/ja/", {**text, "do": "save"})
    assert "本人が来てください" in admin.get(f"{HOME}procedures/address/").content.decode()
    admin.post(f"{HOME}procedures/address/edit/", {**form, "label_ja": "住所変更"})
    found.refresh_from_db()
    assert found.label_ja == "住所変更"


@pytest.mark.req("NTF-12")
def test_the_day_on_which_the_city_was_told_is_recorded_once(applied: Applied, admin: Client) -> None:
    applied("kawagoe")
    page = admin.get(f"{HOME}contacts/").content.decode()
    assert "049-224-6178" in page
    assert "049-225-5371" in page
    admin.post(f"{HOME}contacts/told/")
    assert queries.value_of("contact_sheet.told_to_city_on") == date(2026, 12, 1)
    assert "今日、市へ知らせたと記録する" not in admin.get(f"{HOME}contacts/").content.decode()


@pytest.mark.req("NTF-11")
def test_nothing_that_speaks_to_citizens_reads_the_contact_sheet() -> None:
    from tests.house.preset_keys import SOURCES

    readers = {
        path.relative_to(SOURCES).parts[:2]
        for path in SOURCES.rglob("*.py")
        if "contact_sheet" in path.read_text() and "municipality" not in path.parts
    }
    # The screen, and the daily head of the history, which goes to the two parties and holds no personal data.
    assert readers == {("web", "office"), ("config", "joint_jobs.py")}


@pytest.mark.preset_key("readings.csv")
def test_the_readings_of_open_points_are_shown(applied: Applied, admin: Client) -> None:
    applied("hatsukaichi")
    assert "前日の終わりまで" in admin.get(f"{HOME}readings/").content.decode()


@pytest.mark.req("PLT-13")
def test_the_export_of_the_screen_is_the_export_of_the_command(applied: Applied, admin: Client) -> None:
    applied("hatsukaichi")
    archive = zipfile.ZipFile(io.BytesIO(admin.post(f"{HOME}export/").content))
    files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    assert files == presets.export_preset()
    assert Event.objects.get(kind="preset.exported").actor_key == "test-city_admin"


def test_what_nothing_reads_yet_is_listed(applied: Applied, admin: Client) -> None:
    applied("hatsukaichi")
    page = admin.get(f"{HOME}unread/").content.decode()
    assert "写真の扱い" in page
    assert "/key/telephone_hours.week/" not in page


def test_a_my_number_in_a_note_is_refused_at_its_field(applied: Applied, admin: Client) -> None:
    applied("hatsukaichi")
    form = {"value": "85", "effective_on": "2027-04-01", "note": "番号は123456789018です"}
    page = admin.post(f"{HOME}key/targets.answer_rate_percent/", form).content.decode()
    assert "マイナンバー" in page
    assert not queries.planned_changes().exists()


@pytest.mark.req("PLT-12")
def test_a_table_is_changed_as_csv_and_a_fault_is_named_by_its_line(applied: Applied, admin: Client) -> None:
    applied("hatsukaichi")
    page = f"{HOME}table/holidays.csv/"
    when = {"effective_on": "2026-12-01", "note": ""}
    wrong = admin.post(page, {"csv": "day,name\n2026-12-32,市の記念日", **when}).content.decode()
    assert "2 行目.day" in wrong
    twice = admin.post(page, {"csv": "day,name\n2026-12-03,a\n2026-12-03,b", **when}).content.decode()
    assert "2 行あります" in twice
    assert admin.post(page, {"csv": "day,name\n2026-12-03,市の記念日", **when}).status_code == 302
    assert queries.opening_of("counter", date(2026, 12, 3)).reason == "市の記念日"
    assert client_of(Role.OPERATOR).post(page, {"csv": "day,name", **when}).status_code == 403


@pytest.mark.parametrize(
    ("name", "leads_to"),
    [("reports.csv", "table/reports.csv/"), ("site_hours.main", "sites/main/")],
)
def test_the_history_leads_to_the_page_of_what_was_changed(
    applied: Applied, admin: Client, name: str, leads_to: str
) -> None:
    applied("hatsukaichi")
    assert admin.get(f"{HOME}key/{name}/").headers["Location"] == HOME + leads_to
    assert admin.get(HOME + leads_to).status_code == 200


def test_each_value_of_a_table_stands_under_its_column(applied: Applied, admin: Client) -> None:
    applied("kawagoe")
    text = admin.get(f"{HOME}table/reports.csv/").content.decode()
    heads = [re.sub(r"<.*?>", " ", head).split()[-1] for head in re.findall(r'<th scope="col">(.*?)</th>', text)]
    cells = re.findall(r"<td>(.*?)</td>", text)[: len(heads)]
    shown = dict(zip(heads, cells, strict=True))
    assert shown["name"] == "申請サポート 日次報告書"
    assert (shown["cycle"], shown["due"], shown["personal_data"]) == ("日ごと", "翌営業日", "いいえ")


def test_hours_are_taken_however_they_are_typed_and_a_fault_stands_at_its_day(
    applied: Applied, admin: Client
) -> None:
    applied("hatsukaichi")
    page = f"{HOME}key/counter_hours.week/"
    wrong = admin.post(page, {"value_mon": "朝から", **WHEN}).content.decode()
    assert 'href="#id_value_mon"' in wrong
    assert "「朝から」は読めません" in wrong
    typed = {"value_mon": "９：００～１２：００、13:00 - 16:00", "value_tue": "9:00〜16:00", **WHEN}
    assert admin.post(page, typed).status_code == 302
    assert queries.planned_changes().get().effective_on.isoformat() == WHEN["effective_on"]
    table = admin.get(f"{HOME}planned/").content.decode()
    assert "09:00-12:00 13:00-16:00" in table
    assert "火曜：09:00-16:00" in table


def test_the_preview_of_a_text_shows_the_list_that_citizens_see(applied: Applied, admin: Client) -> None:
    applied("hatsukaichi")
    text = {"bring": "・カード\n・印鑑", "notes": "本人が来てください", "source": "市民課", "do": "preview"}
    page = admin.post(f"{HOME}procedures/pickup/ja/", text).content.decode()
    assert "<li>カード</li><li>印鑑</li>" in page
