"""The screens of announcements, of the emergency switch and of lines, as their people use them."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.calls.announcements.jobs import speak_what_waits
from madoguchi.calls.announcements.models import Announcement
from madoguchi.calls.announcements.rules import Kind, State
from madoguchi.calls.lines.actions import save_line
from madoguchi.calls.lines.models import Line, LineTask
from madoguchi.calls.lines.rules import LineKind, Payer
from madoguchi.calls.policy.queries import closing_on, decision_for, emergency_on, forget_notice
from madoguchi.calls.policy.rules import Name
from madoguchi.core import clock
from madoguchi.municipality.actions import change_settings
from tests.calls.voices import QuickVoice, quick_voice, tone
from tests.web.pages import seen, words
from tests.worlds import ADMIN, applied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
LIST = "/staff/telephone/announcements/"
CLOSED = f"{LIST}closed_now.ja/"
SWITCH = "/staff/telephone/emergency/"
LINES = "/staff/telephone/lines/"
SignedIn = Callable[[Role], Client]


@pytest.fixture(autouse=True)
def voice() -> Iterator[QuickVoice]:
    with quick_voice() as quick:
        forget_notice()
        yield quick
        forget_notice()


def drafted(client: Client, text: str = "ただいま、点検しています。", **others: object) -> str:
    typed = {"text": text, "reason": "点検", "edition": "0", "hear": "1"} | others
    answer = client.post(f"{CLOSED}write/", typed, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.req("TEL-09")
def test_the_list_says_by_situation_what_is_said_and_what_is_to_be_confirmed(signed_in: SignedIn) -> None:
    applied("hatsukaichi")
    page = words(seen(signed_in(Role.SUPERVISOR), LIST))
    assert "ただいまの時間は受付時間外です。" in page
    assert "要確認" in page
    assert "試験の声" in page  # whose voice it is
    assert "業務終了" not in page


@pytest.mark.req("TEL-09")
def test_from_writing_over_hearing_and_approval_to_use(signed_in: SignedIn) -> None:
    applied("hatsukaichi")
    supervisor, clerk = signed_in(Role.SUPERVISOR), signed_in(Role.CITY_CLERK)
    page = drafted(supervisor)
    draft = Announcement.objects.get(state=State.DRAFT)
    assert f"/version/{draft.pk}/sound.wav" in page
    assert "<ins>" in page  # beside what is said now
    heard = supervisor.get(f"{LIST}version/{draft.pk}/sound.wav")
    assert (heard["Content-Type"], heard.content[:4]) == ("audio/wav", b"RIFF")
    assert supervisor.get(f"{LIST}version/{draft.pk}/approve/").status_code == 403
    approved = {"in_force_from": "2026年12月1日", "edition": str(draft.edition)}
    assert "承認しました" in seen(clerk, f"{LIST}version/{draft.pk}/approve/", approved)
    draft.refresh_from_db()
    assert draft.state == State.APPROVED
    assert "点検しています" in words(seen(supervisor, CLOSED)).split("これまでの版")[0]


def test_what_was_changed_after_the_approver_had_read_it_is_not_approved(signed_in: SignedIn) -> None:
    applied("hatsukaichi")
    drafted(signed_in(Role.SUPERVISOR))
    draft = Announcement.objects.get(state=State.DRAFT)
    typed = {"in_force_from": "2026年12月1日", "edition": str(draft.edition - 1)}
    answer = signed_in(Role.CITY_ADMIN).post(f"{LIST}version/{draft.pk}/approve/", typed)
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_a_recording_is_taken_or_refused_at_its_field(signed_in: SignedIn) -> None:
    applied("hatsukaichi")
    client = signed_in(Role.SUPERVISOR)
    wrong = {"text": "案内です。", "edition": "0", "recording": SimpleUploadedFile("a.exe", b"MZ\x90")}
    answer = client.post(f"{CLOSED}write/", wrong)
    assert (answer.status_code, "この形式の音声は使えません" in answer.content.decode()) == (409, True)
    assert "録音した音声を流します" in drafted(client, recording=SimpleUploadedFile("a.wav", tone()))


def test_contract_words_that_are_missing_are_named(signed_in: SignedIn) -> None:
    applied("hatsukaichi")
    answer = signed_in(Role.SUPERVISOR).post(
        f"{LIST}out_of_hours.ja/write/", {"text": "終わりました。", "edition": "0"}
    )
    assert "ただいまの時間は受付時間外です。" in answer.content.decode()


@pytest.mark.parametrize("key", ["end_of_service.ja", "menu.ja", "nothing.ja", "greeting.fr", "greeting"])
def test_a_situation_that_is_not_offered_has_no_page(signed_in: SignedIn, key: str) -> None:
    applied("hatsukaichi")
    assert signed_in(Role.CITY_ADMIN).get(f"{LIST}{key}/").status_code == 404


@pytest.mark.req("INC-12")
def test_one_page_switches_the_emergency_on_and_off(signed_in: SignedIn) -> None:
    applied("nishitokyo")
    speak_what_waits()
    manager, supervisor = signed_in(Role.MANAGER), signed_in(Role.SUPERVISOR)
    assert 'name="text"' not in seen(supervisor, SWITCH)  # new words need the right to approve
    typed = {
        "text": "大きな地震がありました。",
        "notice": "窓口を閉じています。",
        "lines": "closes",
        "reason": "地震",
    }
    assert "緊急案内が入っています" in seen(manager, SWITCH, typed)
    assert decision_for("", clock.now()).name is Name.EMERGENCY
    forget_notice()
    for address in ("/", "/en/", "/ja-easy/"):
        assert "窓口を閉じています。" in seen(Client(), address)
    assert "緊急案内が入っています" in words(seen(supervisor, "/staff/"))
    assert "緊急案内は入っていません" in seen(supervisor, f"{SWITCH}off/", {})
    assert emergency_on() is None
    prepared = Announcement.objects.filter(kind=Kind.EMERGENCY).order_by("number").first()
    assert prepared is not None
    seen(supervisor, SWITCH, {"chosen": str(prepared.pk), "lines": "goes_on", "reason": "試験"})
    emergency = emergency_on()
    assert emergency is not None
    assert emergency.announcement == prepared


@pytest.mark.req("INC-12", "TEL-09")
def test_the_telephone_is_closed_and_opened_from_the_same_page(signed_in: SignedIn) -> None:
    applied("hatsukaichi")
    client = signed_in(Role.SUPERVISOR)
    typed = {"until_day": "2026年12月1日", "until_time": "15時30分", "reason": "停電", "agreed_with": "市民課"}
    assert "電話の受付を止めています" in seen(client, f"{SWITCH}close/", typed)
    closing = closing_on()
    assert closing is not None
    assert clock.in_tokyo(closing.until_at).hour == 15
    assert client.post(f"{SWITCH}close/", {**typed, "until_time": "朝"}).status_code == 409
    seen(client, f"{SWITCH}open/", {})
    assert closing_on(clock.now() + timedelta(seconds=1)) is None
    assert "試験の電話を受けています" in seen(client, f"{SWITCH}tests/begin/", {})
    seen(client, f"{SWITCH}tests/end/", {})


def test_who_only_views_finds_no_switch_and_presses_none(signed_in: SignedIn) -> None:
    applied("hatsukaichi")
    operator = signed_in(Role.OPERATOR)
    assert "緊急案内を入れる" not in seen(operator, SWITCH)
    seen(operator, f"{SWITCH}tests/begin/", {})
    assert decision_for("", clock.now().replace(hour=20)).name is Name.AFTER_HOURS


@pytest.mark.req("TEL-01", "TEL-06", "TEL-07", "TEL-02")
def test_numbers_capacities_and_minutes_stand_on_one_page(signed_in: SignedIn) -> None:
    applied("hatsukaichi")
    client = signed_in(Role.MANAGER)
    change_settings({"telephone.number": "0120-000-111"}, by=ADMIN)
    assert "まだ登録されていません" in seen(client, LINES)
    page = words(seen(client, f"{LINES}enter/", {}))
    assert "0120-000-111" in page
    number = Line.objects.get().number
    edited = {
        "label": "代表",
        "kind": "toll_free",
        "payer": "city",
        "carrier": "見本電話",
        "in_service_from": "2026年7月1日",
    }
    assert "見本電話" in seen(client, f"{LINES}number/{number}/", edited)
    agreed = {
        "of": "lines",
        "number": "3",
        "effective_on": "2026年12月10日",
        "agreed_with": "市民課",
        "agreed_on": "2026年12月1日",
    }
    assert "市民課と12月1日に協議" in words(seen(client, f"{LINES}capacity/", agreed))
    answer = client.post(f"{LINES}capacity/", {**agreed, "number": "1"})
    assert (answer.status_code, "2以上" in answer.content.decode()) == (409, True)
    assert "の通話時間" in page


@pytest.mark.req("TEL-03", "TEL-20", "TEL-21", "TEL-23")
def test_a_task_is_finished_with_a_file_and_a_late_one_is_told_at_home(signed_in: SignedIn) -> None:
    applied("nishitokyo")
    client = signed_in(Role.MANAGER)
    assert "期限を過ぎた回線の作業" in words(seen(client, "/staff/"))
    task = LineTask.objects.get(code="report_number")
    url = f"{LINES}tasks/{task.pk}/"
    assert client.post(url, {}).status_code == 409
    page = seen(client, url, {"proof": "市民課へ電話で報告", "file": SimpleUploadedFile("報告.pdf", b"%PDF-1.7 x")})
    assert "報告.pdf" in page
    file = client.get(f"{url}proof/")
    assert (file["Content-Type"], file.content) == ("application/pdf", b"%PDF-1.7 x")
    assert "attachment" in file["Content-Disposition"]
    seen(client, f"{url}reopen/", {"reason": "書き直し"})
    seen(client, f"{url}due/", {"due_on": "2026年12月20日", "note": "協議"})
    task.refresh_from_db()
    assert (task.done_on, task.due_on.day) == (None, 20)
    seen(client, f"{LINES}tasks/new/", {"title": "予備を試す", "owner": "city", "due_on": "2026年12月24日"})
    assert "予備を試す" in seen(client, LINES)


@pytest.mark.parametrize(
    "path", [LINES, f"{LINES}new/", f"{LINES}capacity/", SWITCH, LIST, CLOSED, f"{CLOSED}write/", f"{SWITCH}close/"]
)
def test_every_page_opens_for_the_manager_of_every_body(signed_in: SignedIn, path: str) -> None:
    applied("digital-agency")
    assert signed_in(Role.MANAGER).get(path).status_code == 200


def test_operators_do_not_see_the_lines(signed_in: SignedIn) -> None:
    applied("hatsukaichi")
    assert signed_in(Role.OPERATOR).get(LINES).status_code == 403


@pytest.mark.req("TEL-01")
def test_a_number_that_citizens_are_not_shown_is_told_where_numbers_are_kept(signed_in: SignedIn) -> None:
    applied("hatsukaichi")
    save_line(number="0120-000-111", kind=LineKind.TOLL_FREE, label="専用", payer=Payer.CITY, by=ADMIN)
    manager = signed_in(Role.MANAGER)
    page = seen(manager, LINES)
    assert "電話番号が、設定に入っていません" in page
    assert 'href="/staff/office/settings/key/telephone.number/"' in page
    change_settings({"telephone.number": "0120-000-111"}, by=ADMIN)
    assert "設定に入っていません" not in seen(manager, LINES)
    assert "0120-000-111" in words(Client().get("/").content.decode())
