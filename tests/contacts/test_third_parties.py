"""Records leave for a third party only with the client's approval, within it, and on record."""

from datetime import date
from typing import Any

import pytest

from madoguchi.accounts.rights import Role
from madoguchi.contacts.models import ThirdPartyApproval, ThirdPartyHandOver
from madoguchi.contacts.third_parties.actions import Approved, enter_approval, hand_over, withdraw_approval
from madoguchi.contacts.third_parties.refusals import DaysTurned, NotApproved, OnlyTheClientApproves
from madoguchi.contacts.third_parties.rules import is_in_force
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.actions import change_settings
from tests.contacts.town import recorded
from tests.web.pages import client_of, seen
from tests.worlds import ADMIN, CLERK, PRESENT, actor

pytestmark = [pytest.mark.req("HIS-12"), pytest.mark.usefixtures("nishitokyo")]

MANAGER = actor(Role.MANAGER)


def approved(**more: Any) -> Approved:
    usual = {
        "receiver": "見本大学", "purpose": "満足度の研究", "approved_by": "市民課長 例田", "document": "7西市第12号",
        "approved_on": date(2026, 11, 1), "until": date(2026, 12, 31),
        "first_day": date(2026, 12, 1), "last_day": date(2026, 12, 1),
    }  # fmt: skip
    return Approved(**{**usual, **more})


def test_an_approval_holds_from_its_day_to_its_end_unless_it_was_withdrawn() -> None:
    def holds(on: date, *, is_withdrawn: bool = False) -> bool:
        days = {"approved_on": date(2026, 11, 1), "until": date(2026, 11, 30)}
        return is_in_force(**days, is_withdrawn=is_withdrawn, today=on)

    assert holds(date(2026, 11, 1))
    assert holds(date(2026, 11, 30))
    assert not holds(date(2026, 10, 31))
    assert not holds(date(2026, 12, 1))
    assert not holds(date(2026, 11, 10), is_withdrawn=True)


def test_only_the_client_approves() -> None:
    with pytest.raises(OnlyTheClientApproves):
        enter_approval(approved(), by=MANAGER)
    with pytest.raises(MissingRight):
        enter_approval(approved(), by=CLERK)
    with pytest.raises(DaysTurned):
        enter_approval(approved(until=date(2026, 10, 1)), by=ADMIN)


def test_without_an_approval_in_force_nothing_leaves() -> None:
    over = enter_approval(approved(until=date(2026, 11, 30)), by=ADMIN)
    withdrawn = withdraw_approval(enter_approval(approved(), by=ADMIN), reason="中止", by=ADMIN)
    for one in (over, withdrawn):
        with pytest.raises(NotApproved):
            hand_over(one, form="csv", by=ADMIN)
    with pytest.raises(MissingRight):
        hand_over(enter_approval(approved(), by=ADMIN), form="csv", by=MANAGER)
    assert not ThirdPartyHandOver.objects.exists()
    assert not Event.objects.filter(kind="disclosure.exported").exists()


def test_a_file_holds_what_the_approval_covers_and_persons_only_where_it_says_so() -> None:
    recorded(content="田中様 090-1234-5678 更新の件", party_name="田中 一郎")
    recorded(content="前の日の件", at=PRESENT.replace(month=11))
    admin = client_of(Role.CITY_ADMIN)

    def file_of(one: ThirdPartyApproval) -> str:
        answer = admin.post(f"/staff/contacts/approvals/{one.pk}/file/")
        return b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]

    without = file_of(enter_approval(approved(), by=ADMIN))
    assert "［氏名］様 ［電話番号］ 更新の件" in without
    assert "田中" not in without
    assert "前の日の件" not in without
    assert "田中 一郎" in file_of(enter_approval(approved(with_persons=True), by=ADMIN))
    assert list(ThirdPartyHandOver.objects.values_list("records", flat=True)) == [1, 1]
    assert Event.objects.filter(kind="approval.used").count() == 2
    assert Event.objects.filter(kind="disclosure.exported").count() == 2


@pytest.mark.preset_key("contacts.owned_by_client")
def test_the_screens_enter_show_use_and_withdraw_an_approval() -> None:
    admin = client_of(Role.CITY_ADMIN)
    page = "/staff/contacts/approvals/"
    assert "市に帰属します" not in seen(admin, page)
    change_settings({"contacts.owned_by_client": True}, by=ADMIN)
    assert "市に帰属します" in seen(admin, page)
    typed = {name: str(value) for name, value in vars(approved()).items() if name != "with_persons"}
    assert "終わりの日は、始まりの日" in seen(admin, page + "new/", {**typed, "until": "2026-10-01"})
    assert "承認を記録しました" in seen(admin, page + "new/", typed)
    one = ThirdPartyApproval.objects.get()
    assert "0件のCSVを作る" in seen(admin, f"{page}{one.pk}/")
    assert "承認を取り消しました" in seen(admin, f"{page}{one.pk}/withdraw/", {"reason": "研究の中止"})
    assert "第三者に渡せません" in seen(admin, f"{page}{one.pk}/file/", {})
    recorded()
    assert "第三者に渡すファイルは" in seen(client_of(Role.MANAGER), "/staff/contacts/")
    assert client_of(Role.MANAGER).get(page + "new/").status_code == 403
    assert client_of(Role.OPERATOR).get(page).status_code == 403
