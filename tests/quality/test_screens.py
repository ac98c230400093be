"""The screens of evaluation: chosen, rated beside the record, compared, told, added up; and who is kept out."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.calls.ledger.models import Call
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.queries import kept_value
from madoguchi.quality.coaching import write_note
from madoguchi.quality.models import Case, CoachingNote, Draw, Rating
from madoguchi.quality.sheet import SHEET_TABLE, sheet_on
from tests.contacts.town import recorded
from tests.quality.rated import SUPERVISOR, calls_of, picked, rated
from tests.telephone.town import signed_in
from tests.web.pages import client_of
from tests.worlds import ADMIN, PRESENT, actor

pytestmark = pytest.mark.usefixtures("town")
BASE = "/staff/quality/"
OP_1 = actor(Role.OPERATOR, "op-1")


def text_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def page_of(case: Case) -> str:
    return f"{BASE}cases/{case.key}/"


def answers(level: int = 3, **more: str) -> dict[str, str]:
    return {f"level_{item.item}": str(min(level, len(item.levels))) for item in sheet_on()} | more


@pytest.mark.req("QUA-07")
def test_calls_are_drawn_and_the_page_says_how_to_draw_again() -> None:
    calls_of("op-1", 5)
    client = signed_in(Role.SUPERVISOR)
    answer = client.post(f"{BASE}draw/", {"month": f"{PRESENT:%Y-%m}", "twice": "1"}, follow=True)
    draw = Draw.objects.get()
    page = answer.content.decode()
    assert draw.seed in page
    assert "sha256sum" in page
    file = client.post(f"{BASE}draws/{draw.key}/file/").content.decode()
    assert file.count("選ばれた") == 3
    assert len(file.strip().splitlines()) == 6
    again = client.post(f"{BASE}draw/", {"month": f"{PRESENT:%Y-%m}"})
    assert "選べる通話がありません" in again.content.decode()
    assert text_of(client, BASE).count("未評価") == 3


@pytest.mark.req("QUA-05", "QUA-07")
def test_the_sheet_stands_beside_the_record_and_how_the_call_went() -> None:
    (call,) = calls_of("op-1", 1, at=PRESENT - timedelta(minutes=5))
    Call.objects.filter(pk=call.pk).update(hold_seconds=45)
    recorded(by=OP_1, at=PRESENT - timedelta(minutes=4), content="受取りに必要なもの", answer="はがきを案内した")
    client = signed_in(Role.SUPERVISOR)
    query = urlencode({"key": f"call-{call.key}", "reason": "long"})
    assert "無作為" not in text_of(client, f"{BASE}pick/?{query}")
    client.post(f"{BASE}pick/", {"call": call.key, "origin": "long", "why": "保留が長い"})
    case = Case.objects.get()
    client.post(f"{page_of(case)}begin/")
    page = text_of(client, page_of(case))
    for words in ("受取りに必要なもの", "はがきを案内した", "保留", "丁寧な言葉遣い", "この応対では該当なし"):
        assert words in page
    refused = client.post(page_of(case), answers() | {"level_kind": "", "do": "finish", "good": "よく聞いた"})
    assert "「親切」を評価してください。" in refused.content.decode()
    assert "よく聞いた" in refused.content.decode(), "what was typed stays"
    client.post(page_of(case), {"level_kind": "2", "comment_kind": "早口", "do": "save"})
    assert "早口" in text_of(client, page_of(case))
    client.post(page_of(case), answers(do="finish"))
    assert Rating.objects.get().is_finished
    again = client.post(page_of(case), answers(level=1, do="finish"), follow=True)
    assert "終えた評価は変えられません" in again.content.decode()
    assert Event.objects.filter(kind="disclosure.viewed", about_kind="evaluation").exists()


@pytest.mark.req("QUA-05")
def test_where_nothing_is_recorded_the_record_alone_is_rated_and_no_recording_is_spoken_of() -> None:
    change_settings({"switches.call_recording": False}, by=ADMIN)
    case = picked()
    client = signed_in(Role.SUPERVISOR)
    client.post(f"{page_of(case)}begin/")
    page = text_of(client, page_of(case))
    assert "評価を終える" in page
    assert "録音" not in page
    assert client.post(f"{page_of(case)}listen/", {"note": "確かめる"}).status_code == 404


@pytest.mark.req("QUA-07")
def test_the_second_page_shows_nothing_of_the_first_until_both_have_finished() -> None:
    case = picked(is_for_two=True)
    first, second = signed_in(Role.SUPERVISOR), signed_in(Role.MANAGER)
    first.post(f"{page_of(case)}begin/")
    first.post(page_of(case), answers(level=4, do="finish", comment_kind="とても親切", good="お手本"))
    page = text_of(second, page_of(case))
    assert "評価を始める" in page
    for words in ("とても親切", "お手本", "点（100点"):
        assert words not in page
    assert "とても親切" not in text_of(signed_in(Role.AUDITOR), page_of(case))
    second.post(f"{page_of(case)}begin/")
    second.post(page_of(case), answers(level=2, do="finish"))
    page = text_of(second, page_of(case))
    assert "2段階の差" in page
    assert "お手本" in page
    second.post(f"{page_of(case)}agreed/", {"agreed-text": "先回りの案内があれば4"})
    assert "先回りの案内があれば4" in text_of(first, page_of(case))
    figures = text_of(first, f"{BASE}figures/")
    assert "重み付きカッパ係数" in figures


@pytest.mark.req("QUA-07")
def test_an_operator_reads_and_answers_what_was_said_and_sees_nobody_elses() -> None:
    case, other = picked("test-operator"), picked("op-2")
    for one in (case, other):
        rated(one)
        one.refresh_from_db()
    signed_in(Role.SUPERVISOR).post(f"{page_of(case)}note/", {"note-text": "復唱をお願いします"})
    note = CoachingNote.objects.get()
    operator = client_of(Role.OPERATOR)
    assert "うち未読 1件" in text_of(operator, f"{BASE}own/")
    assert "復唱をお願いします" in text_of(operator, f"{BASE}own/{case.key}/")
    assert not CoachingNote.objects.get().read_at, "a page that was opened is not read"
    operator.post(f"{BASE}own/notes/{note.key}/", {"do": "read"})
    empty = operator.post(f"{BASE}own/notes/{note.key}/", {"do": "answer", f"a{note.key.hex}-text": ""})
    assert "「答え」を入力してください。" in empty.content.decode()
    operator.post(f"{BASE}own/notes/{note.key}/", {"do": "answer", f"a{note.key.hex}-text": "気をつけます"})
    assert "気をつけます" in text_of(signed_in(Role.SUPERVISOR), page_of(case))
    text_of(operator, f"{BASE}own/{other.key}/", 404)
    for path in ("", "figures/", "sheet/", "draw/", f"cases/{case.key}/"):
        assert operator.get(f"{BASE}{path}").status_code == 403, path
    theirs = write_note(other, "ほかの人へ", once_key=case.key, by=SUPERVISOR)
    assert operator.post(f"{BASE}own/notes/{theirs.key}/", {"do": "read"}).status_code == 404


@pytest.mark.req("QUA-07")
def test_an_unread_note_stands_on_the_operators_first_page_until_it_is_read() -> None:
    case, other = picked("test-operator"), picked("op-2")
    for one in (case, other):
        rated(one)
    note = write_note(case, "名前をたずねる前に、ひと言そえましょう。", once_key=case.key, by=SUPERVISOR)
    client = client_of(Role.OPERATOR)
    assert "まだ読んでいない助言が 1 件あります" in text_of(client, "/staff/")
    client.post(f"{BASE}own/notes/{note.key}/", {"do": "read"})
    write_note(other, "ほかの人へ", once_key=other.key, by=SUPERVISOR)
    assert "助言" not in text_of(client, "/staff/")


def test_the_city_sees_the_figures_of_all_and_no_persons() -> None:
    calls_of("op-1", 3)
    signed_in(Role.SUPERVISOR).post(f"{BASE}draw/", {"month": f"{PRESENT:%Y-%m}"})
    for case in Case.objects.all():
        rated(case)
    city = client_of(Role.CITY_ADMIN)
    page = text_of(city, f"{BASE}figures/")
    assert "月ごとの平均" in page
    assert "op-1" not in page
    assert "試験 太郎（" not in page
    assert city.get(BASE).status_code == 403
    supervisors = signed_in(Role.SUPERVISOR).post(f"{BASE}figures/", {"person": "op-1"}).content.decode()
    assert "重ねて見る人" in supervisors
    assert "3（少ない）" in supervisors


def test_a_mean_reads_alike_in_its_picture_and_its_table_and_a_share_of_nothing_has_no_sign() -> None:
    calls_of("op-1", 1)
    signed_in(Role.SUPERVISOR).post(f"{BASE}draw/", {"month": f"{PRESENT:%Y-%m}"})
    rated(Case.objects.get())
    Rating.objects.update(total=84.8)
    page = text_of(client_of(Role.CITY_ADMIN), f"{BASE}figures/")
    assert "<span>84.8</span>" in page, "the table"
    assert page.count("84.8") > 1, "and the picture"
    assert "—%" not in page


def test_evaluations_leave_as_a_file_by_right_and_on_record() -> None:
    rated(picked())
    assert client_of(Role.SUPERVISOR).post(f"{BASE}figures/export/").status_code == 403
    answer = client_of(Role.MANAGER).post(f"{BASE}figures/export/")
    lines = b"".join(answer.streaming_content).decode().strip().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 8
    assert Event.objects.filter(kind="disclosure.exported", about_key="quality").count() == 1


@pytest.mark.preset_key("evaluation_items.csv")
def test_the_sheet_is_changed_on_its_screen_by_who_may_change_settings() -> None:
    old = rated(picked())
    manager, supervisor = client_of(Role.MANAGER), client_of(Role.SUPERVISOR)
    assert "配点 30" in text_of(supervisor, f"{BASE}sheet/")
    assert supervisor.post(f"{BASE}sheet/", {}).status_code == 403
    rows = kept_value(SHEET_TABLE)
    typed = {"effective_on": f"{PRESENT:%Y-%m-%d}", "note": "市と協議"}
    for number, row in enumerate(rows, start=1):
        values = {name: value for name, value in row.items() if name not in {"item", "fatal"}}
        typed |= {f"row{number}.{name}": str(value) for name, value in values.items()}
        typed |= {f"row{number}.position": str(number)} | ({f"row{number}.fatal": "on"} if row["fatal"] else {})
    new = f"row{len(rows) + 1}."
    typed |= {f"{new}item": "hearing", f"{new}label": "傾聴", f"{new}weight": "10", f"{new}level_1": "×"}
    refused = manager.post(f"{BASE}sheet/", typed)
    assert refused.status_code == 200
    assert len(sheet_on()) == 7
    manager.post(f"{BASE}sheet/", typed | {f"{new}level_2": "○"})
    assert [item.label for item in sheet_on()][-1] == "傾聴"
    assert len(sheet_on()) == 8
    assert len(Rating.objects.get(pk=old.pk).sheet.items) == 7


@pytest.mark.req("QUA-07")
def test_complaints_and_long_calls_are_offered_on_a_page() -> None:
    (call,) = calls_of("op-1", 1)
    client = signed_in(Role.SUPERVISOR)
    assert f"key=call-{call.key}" in text_of(client, f"{BASE}pick/")
    missing = client.post(f"{BASE}pick/", {"call": "nothing", "origin": "long", "why": "確かめる"})
    assert missing.status_code == 404
    assert client.post(f"{BASE}pick/", {"origin": "long", "why": "確かめる"}).status_code == 404


@pytest.mark.preset_key("quality.calls_per_person")
def test_a_contract_without_evaluation_has_no_page_and_no_line_in_the_menu() -> None:
    case = picked()
    change_settings({"quality.calls_per_person": 0}, by=ADMIN)
    client = client_of(Role.MANAGER)
    for path in ("", "draw/", "pick/", "own/", "figures/", "sheet/", f"cases/{case.key}/"):
        assert client.get(f"{BASE}{path}").status_code == 404, path
    assert "応対の評価" not in text_of(client, "/staff/")
