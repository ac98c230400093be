"""The screens on which a case goes up, is answered by the city, and is told; the directory; guidance."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.contacts.call_backs.models import CallBack
from madoguchi.contacts.escalations.actions import answer
from madoguchi.contacts.escalations.models import CallTransfer, Escalation
from madoguchi.contacts.models import Contact
from madoguchi.contacts.rules import Channel, ContactState, Level
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.departments.actions import set_members
from madoguchi.municipality.departments.models import Department
from madoguchi.web.contacts.escalations.forms import NewForm
from madoguchi.web.contacts.escalations.lists import ALL, OF, may_follow, render, topics_touched
from madoguchi.web.home.needs import needs_of
from madoguchi.web.live.register import may_follow as may_follow_live
from tests.contacts.escalating import MANAGER, SV, a_complaint, a_department, handed_on
from tests.worlds import ADMIN, CLERK, OPERATOR, PRESENT, applied

pytestmark = pytest.mark.django_db
SignIn = Callable[[Role], Client]
FORM = "https://form.example.jp/mynumber"


@pytest.fixture(autouse=True)
def present(db: None) -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        applied("nishitokyo")
        yield


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def department_of(client: Client, code: str = "shimin") -> Department:
    """A department to which the one who is signed in belongs."""
    staff = Staff.objects.get(pk=client.session["_auth_user_id"])
    made = a_department(code)
    set_members(made, [staff], by=ADMIN)
    return made


@pytest.mark.req("ESC-06", "ESC-07", "OPC-06")
def test_the_centre_hands_on_the_city_answers_and_the_centre_tells(signed_in: SignIn) -> None:
    operator, clerk = signed_in(Role.OPERATOR), signed_in(Role.CITY_CLERK)
    department = department_of(clerk)
    contact = a_complaint()
    page = f"/staff/escalations/contact/{contact.number}/new/"
    assert "窓口で長く待たされた" in text_of(operator, page)
    typed = {
        "to": "department",
        "department": "",
        "reason": "complaint",
        "text": "決めてください",
        "caller": "waits",
    }
    assert "引き継ぐ所管課を選んでください" in operator.post(page, typed).content.decode()
    operator.post(page, {**typed, "department": department.code})
    case = Escalation.objects.get()
    here = f"/staff/escalations/{case.pk}/"
    assert operator.get(page).headers["Location"] == here
    assert contact.written_number in text_of(clerk, "/staff/escalations/")
    assert "回答する" not in text_of(operator, here)
    assert "回答する" in text_of(clerk, here)
    clerk.post(here, {"do": "take"})
    assert "所管課（見本市民課）・担当" in text_of(clerk, here)
    assert "「回答」を入力してください" in clerk.post(here, {"do": "answer", "text": ""}).content.decode()
    clerk.post(here, {"do": "answer", "text": "番号札に待ち時間を表示します"})
    assert any("電話口で待っています" in need.text for need in needs_of(OPERATOR))
    assert "番号札に待ち時間を表示します" in text_of(operator, here)
    operator.post(here, {"do": "close", "outcome": "told", "text": ""})
    contact.refresh_from_db()
    assert contact.state == ContactState.COMPLETED
    assert contact.written_number in text_of(operator, "/staff/escalations/closed/")
    assert "回答を相手に伝えた" in text_of(operator, f"/staff/contacts/{contact.number}/")


@pytest.mark.req("ESC-07")
def test_what_may_be_done_stands_on_the_page_and_nothing_else(signed_in: SignIn) -> None:
    supervisor = signed_in(Role.SUPERVISOR)
    case = handed_on()
    here = f"/staff/escalations/{case.pk}/"
    supervisor.post(here, {"do": "up", "to": "general_manager", "text": "お願いします"})
    case.refresh_from_db()
    assert case.level == Level.GENERAL_MANAGER
    answered = supervisor.post(here, {"do": "answer", "text": "まだ答える"}, follow=True).content.decode()
    assert "いまその操作ができません" in answered
    signed_in(Role.MANAGER).post(here, {"do": "back", "text": "SVで答えられます"})
    case.refresh_from_db()
    assert case.level == Level.SUPERVISOR
    supervisor.post(here, {"do": "comment", "text": "調べています"})
    assert "調べています" in text_of(supervisor, here)


@pytest.mark.req("SEC-06")
def test_a_clerk_neither_sees_nor_follows_what_is_not_the_departments(signed_in: SignIn) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    assert "まだ、どの所管課にも属していません" in text_of(clerk, "/staff/escalations/")
    ours = handed_on(to=Level.DEPARTMENT, department=department_of(clerk))
    theirs = handed_on(to=Level.DEPARTMENT, department=a_department("zeimu"))
    assert clerk.get(f"/staff/escalations/{theirs.pk}/").status_code == 404
    assert clerk.get(f"/staff/escalations/{ours.pk}/").status_code == 200
    me = Staff.objects.get(pk=clerk.session["_auth_user_id"]).actor
    assert may_follow(me, f"{OF}shimin")
    assert not may_follow_live(me, f"{OF}zeimu")
    assert not may_follow_live(me, ALL)
    assert may_follow_live(OPERATOR, ALL)
    event = Event.objects.filter(kind="escalation.opened").latest("id")
    assert set(topics_touched(event)) == {ALL, f"{OF}zeimu"}
    assert ours.contact.written_number in render(f"{OF}shimin", CLERK)
    assert theirs.contact.written_number not in render(f"{OF}shimin", CLERK)


@pytest.mark.req("ESC-07")
def test_the_home_says_what_waits_and_what_is_overdue() -> None:
    case = handed_on()
    assert any("回答を待っている引継ぎが 1 件" in need.title for need in needs_of(SV))
    assert not any("回答を待っている引継ぎ" in need.title for need in needs_of(OPERATOR))
    with time_machine.travel(case.due_at, tick=False):
        need = next(need for need in needs_of(MANAGER) if "回答を待っている" in need.title)
    assert (need.level, need.text) == ("warning", "うち 1 件は、期限を過ぎています。")


@pytest.mark.req("ESC-05")
def test_the_form_of_the_city_opens_beside_and_nothing_personal_goes_another_way(signed_in: SignIn) -> None:
    change_settings({"switches.electronic_form": True, "contacts.electronic_form_url": FORM}, by=ADMIN)
    operator, clerk = signed_in(Role.OPERATOR), signed_in(Role.CITY_CLERK)
    department = department_of(clerk)
    contact = a_complaint(content="見本 花子です。090-0000-0001にください", answer="確かめます")
    page = f"/staff/escalations/contact/{contact.number}/new/"
    typed = {"to": "department", "department": department.code, "reason": "personal", "caller": "calls_again"}
    refused = operator.post(page, {**typed, "text": "見本 花子様の件です"}).content.decode()
    assert "市の電子申請フォームだけで送ります" in refused
    assert not Escalation.objects.exists()
    operator.post(page, {**typed, "text": "受付番号の件を確かめてください"})
    case = Escalation.objects.get()
    here = f"/staff/escalations/{case.pk}/"
    shown = text_of(operator, here)
    assert f'href="{here}form/" target="_blank" rel="noopener noreferrer"' in shown
    opened = operator.get(f"{here}form/")
    assert (opened.headers["Location"], opened.headers["Referrer-Policy"]) == (FORM, "no-referrer")
    operator.post(f"{here}receipt/", {"receipt": "R8-000123"})
    assert "R8-000123" in text_of(operator, here)
    of_the_city = text_of(clerk, here)
    assert "花子" in shown
    for personal in ("花子", "090-0000-0001", "09000000001"):
        assert personal not in of_the_city


@pytest.mark.req("ESC-09", "ESC-10")
def test_a_transfer_is_recorded_and_counted(signed_in: SignIn) -> None:
    operator = signed_in(Role.OPERATOR)
    outside = a_department("shisetsu", name="見本出張所", is_transferable=False, phone="042-000-0000")
    contact = a_complaint(answer="案内した")
    page = f"/staff/escalations/contact/{contact.number}/transfer/"
    refused = operator.post(page, {"department": outside.code, "told_first": "on", "result": "transferred"})
    assert "転送できません: この番号を読み上げてください" in refused.content.decode()
    assert "<span>042</span><span>000</span><span>0000</span>" in refused.content.decode()
    operator.post(page, {"department": outside.code, "result": "number_told"})
    assert CallTransfer.objects.get().destination == "見本出張所"
    figures = text_of(operator, "/staff/escalations/figures/")
    assert "2026年12月" in figures
    assert "0.0%" in figures


@pytest.mark.req("ESC-03", "ESC-04")
@pytest.mark.switch("agreed_call_backs")
def test_call_backs_are_offered_only_where_they_are_agreed(signed_in: SignIn) -> None:
    operator = signed_in(Role.OPERATOR)
    contact = answer(handed_on(), "窓口は3階です", by=SV).contact
    page = f"/staff/escalations/contact/{contact.number}/call-back/"
    assert operator.get(page).status_code == 404
    assert operator.get("/staff/escalations/call-backs/").status_code == 404
    assert "折り返し" not in text_of(operator, f"/staff/contacts/{contact.number}/")
    change_settings({"switches.agreed_call_backs": True, "transfer.answer_kept_ready": True}, by=ADMIN)
    operator.post(page, {"day": "2026-12-01", "at": "15:00", "note": ""})
    listed = text_of(operator, "/staff/escalations/call-backs/")
    assert "窓口は3階です" in listed
    operator.post(f"/staff/escalations/call-backs/{CallBack.objects.get().pk}/", {"result": "no_answer"})
    assert "約束した折り返しはありません" in text_of(operator, "/staff/escalations/call-backs/")
    contact.refresh_from_db()
    assert contact.prepared_answer == "窓口は3階です"


@pytest.mark.req("ESC-08", "ESC-09")
def test_the_directory_is_searched_by_what_the_caller_says(signed_in: SignIn) -> None:
    operator = signed_in(Role.OPERATOR)
    a_department(transfer_first="内線 1234", transfer_then="係長席", when_closed="翌日に引き継ぐ", extension="1234")
    a_department("shisetsu", name="見本出張所", duties="図書館", is_transferable=False, phone="042-000-0000")
    page = operator.post("/staff/directory/", {"q": "カード 交付"}).content.decode()
    assert "見本市民課" in page
    assert "見本出張所" not in page
    assert page.index("内線 1234") < page.index("係長席") < page.index("翌日に引き継ぐ")
    page = operator.post("/staff/directory/", {"q": "図書館"}).content.decode()
    assert "転送できません: この番号を読み上げてください" in page
    assert operator.get("/staff/directory/new/").status_code == 403
    assert operator.get("/staff/directory/csv/").status_code == 403


@pytest.mark.req("ESC-08")
def test_where_there_is_no_number_nobody_is_told_to_read_one_aloud(signed_in: SignIn) -> None:
    a_department("shisetsu", name="見本出張所", is_transferable=False, note="番号は市に聞くこと")
    page = signed_in(Role.OPERATOR).post("/staff/directory/", {"q": ""}).content.decode()
    assert "転送できません: 電話番号は、まだ登録されていません" in page
    assert "この番号を読み上げてください" not in page
    assert "番号は市に聞くこと" not in page  # whoever set the directory up wrote it to themselves


@pytest.mark.req("ESC-08")
def test_the_directory_goes_out_as_a_file_and_comes_in_again(signed_in: SignIn) -> None:
    manager = signed_in(Role.MANAGER)
    a_department(duties='=cmd\n"引用"と🗂', note="-メモ")
    out = b"".join(manager.get("/staff/directory/csv/").streaming_content)  # type: ignore[attr-defined]
    assert b"'=cmd" in out
    Department.objects.filter(code="shimin").update(duties="", note="変えた", is_active=False)
    sent = {"file": SimpleUploadedFile("departments.csv", out)}
    manager.post("/staff/directory/import/", sent)
    found = Department.objects.get(code="shimin")
    assert (found.duties, found.note, found.is_active) == ('=cmd\n"引用"と🗂', "-メモ", True)
    again = b"".join(manager.get("/staff/directory/csv/").streaming_content)  # type: ignore[attr-defined]
    assert again == out
    broken = out.decode("utf-8-sig").replace("shimin", "Shimin").encode("utf-8-sig")
    refused = manager.post("/staff/directory/import/", {"file": SimpleUploadedFile("d.csv", broken)})
    assert "行目" in refused.content.decode()
    assert Department.objects.get(code="shimin").is_active


@pytest.mark.req("ESC-08", "PLT-12")
def test_the_directory_is_kept_on_the_screen(signed_in: SignIn) -> None:
    admin = signed_in(Role.CITY_ADMIN)
    clerk = Staff.objects.get(pk=signed_in(Role.CITY_CLERK).session["_auth_user_id"])
    typed = {"code": "hoken", "name": "見本保険課", "is_transferable": "no", "phone": "", "is_active": "on"}
    assert "電話番号を書いてください" in admin.post("/staff/directory/new/", typed).content.decode()
    typed["phone"] = "042-000-0001"
    assert admin.post("/staff/directory/new/", typed).status_code == 302
    changed = {**typed, "own_hours": "on", "mon": "８時", "duties": "保険証"}
    assert "時間帯は" in admin.post("/staff/directory/hoken/edit/", changed).content.decode()
    admin.post("/staff/directory/hoken/edit/", {**changed, "mon": "8:30-12:00"})
    week = Department.objects.get(code="hoken").week
    assert week is not None
    assert week["mon"] == ["08:30-12:00"]
    admin.post("/staff/directory/hoken/members/", {"members": [clerk.login_id]})
    assert clerk.name in text_of(admin, "/staff/directory/hoken/")


@pytest.mark.req("OPC-03", "OPC-07", "OPC-09")
def test_guidance_names_the_desk_opens_pages_beside_and_tells_hours(signed_in: SignIn) -> None:
    page = text_of(signed_in(Role.OPERATOR), "/staff/guidance/")
    assert "出先施設等（転送できない所）" in page
    assert 'href="https://myna.go.jp/" target="_blank" rel="noopener noreferrer"' in page
    assert "変える" not in page
    assert "案内先を変える" in text_of(signed_in(Role.MANAGER), "/staff/guidance/")


@pytest.mark.req("ESC-03")
def test_who_hung_up_is_marked_and_nothing_offers_to_ring_back(signed_in: SignIn) -> None:
    operator = signed_in(Role.OPERATOR)
    case = handed_on(a_complaint(channel=Channel.TELEPHONE))
    Escalation.objects.filter(pk=case.pk).update(caller="waits")
    here = f"/staff/escalations/{case.pk}/"
    operator.post(here, {"do": "hung_up"})
    shown = text_of(operator, here)
    assert "待つあいだに切れた" in shown
    assert "折り返し" not in shown
    assert Contact.objects.get(pk=case.contact_id).state == ContactState.ESCALATED


@pytest.mark.req("ESC-02")
@pytest.mark.preset_key("transfer.caller_waits")
@pytest.mark.parametrize(("waits", "chosen"), [(True, "waits"), (False, "calls_again")])
def test_the_caller_waits_on_the_line_unless_the_contract_says_otherwise(waits: bool, chosen: str) -> None:
    change_settings({"transfer.caller_waits": waits}, by=ADMIN)
    assert NewForm().fields["caller"].initial == chosen
