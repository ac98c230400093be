"""Texts, marks, items and order of the citizens' pages are settings (RSV-06), looked at before they are saved."""

import re
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.items import items_in_order
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.triage import answers
from madoguchi.config import presets
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import ChangeInThePast, change_settings
from madoguchi.municipality.models import Setting
from madoguchi.municipality.page_places import PAGES
from madoguchi.municipality.page_texts import page_text, revise_page_texts
from madoguchi.municipality.picture import note_change
from madoguchi.municipality.queries import sites_in_use
from tests.services.signed_in import session_for, staff_of
from tests.web.on_the_way import browser, confirm, fill_in, hold, page
from tests.worlds import ADMIN, PRESENT, TODAY, TOMORROW, open_for_booking, slot_at

pytestmark = pytest.mark.django_db
SETTINGS = "/staff/office/settings/"
DAY = TOMORROW + timedelta(days=2)


@pytest.fixture(autouse=True)
def present() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        open_for_booking()
        yield traveller


def staff(role: Role = Role.CITY_ADMIN) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.cookies["session"] = session_for(staff_of(role))
    return client


def citizen(path: str) -> str:
    answer = Client().get(path, follow=True)
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def say(place: str, text: str, language: str = "ja") -> None:
    revise_page_texts({(place, language): text}, by=ADMIN, effective_on=TODAY)


@pytest.mark.req("RSV-06")
@pytest.mark.preset_key("page_texts.csv")
def test_a_text_of_the_municipality_stands_where_it_belongs_in_its_language() -> None:
    say("home.lead", "ようこそ\n<b>予約へ</b>")
    say("home.lead", "Welcome", "en")
    assert "ようこそ<br>&lt;b&gt;予約へ&lt;/b&gt;" in citizen("/")
    assert "Welcome" in citizen("/en/")
    assert "ようこそ" not in citizen("/ja-easy/")
    say("home.lead", "")
    assert "24時間いつでも予約できます" in citizen("/")


@pytest.mark.req("RSV-06")
def test_a_text_holds_from_its_day_and_is_in_the_history(present: time_machine.Traveller) -> None:
    revise_page_texts({("home.heading", "ja"): "新しい見出し"}, by=ADMIN, effective_on=DAY)
    assert "新しい見出し" not in citizen("/")
    assert Event.objects.filter(kind="setting.planned", about_key="page_text.home.heading.ja").exists()
    present.move_to(PRESENT + timedelta(days=3))
    assert "新しい見出し" in citizen("/")
    with pytest.raises(ChangeInThePast):
        revise_page_texts({("home.heading", "ja"): "x"}, by=ADMIN, effective_on=TODAY)


@pytest.mark.req("RSV-06")
def test_every_page_of_the_way_says_what_the_municipality_says() -> None:
    for one in PAGES:
        for place in one.places:
            say(place.code, f"〔{place.code}〕")
    client = browser()
    held = hold(client, slot_at_nine())
    checked = fill_in(client, held)
    done = confirm(client, checked)
    own = str(done.request["PATH_INFO"])  # type: ignore[attr-defined]
    seen = {
        "home": citizen("/"),
        "procedure": citizen("/book/"),
        "calendar": citizen("/book/calendar/?procedure=pickup"),
        "time": citizen(f"/book/day/{DAY}/?procedure=pickup"),
        "marks": citizen(f"/book/day/{DAY}/?procedure=pickup"),
        "details": page(held),
        "check": page(checked),
        "done": page(done),
        "own": citizen(own),
    }
    for code, text in seen.items():
        wanted = [place.code for one in PAGES if one.code == code for place in one.places]
        if code == "marks":
            wanted = ["marks.free"]
        missing = [place for place in wanted if f"〔{place}〕" not in text]
        assert not missing, code
    assert "〔marks.free〕" in seen["calendar"]


def slot_at_nine() -> Slot:
    return slot_at(sites_in_use().get(), DAY, time(9))


@pytest.mark.req("RSV-06")
def test_texts_and_tables_leave_and_come_back_with_the_preset(tmp_path: Path) -> None:
    say("home.lead", '一行目\n二行目、"引用"')
    folder = tmp_path / "out"
    for name, content in presets.export_preset().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    items, triage = items_in_order(), answers()
    Setting.objects.filter(key__startswith="page_text.").delete()
    say("check.lead", "消えるはずの文")
    presets.apply_preset(folder)
    assert page_text("home.lead", "ja") == '一行目\n二行目、"引用"'
    assert page_text("check.lead", "ja") == ""
    assert (items_in_order(), answers()) == (items, triage)


@pytest.mark.req("RSV-06")
@pytest.mark.preset_key("booking.step_order")
def test_the_day_may_be_chosen_before_the_procedure() -> None:
    assert 'class="button start" href="/book/"' in citizen("/")
    assert "手続きを選ぶ" in citizen("/book/calendar/")  # without a procedure one is sent back
    change_settings({"booking.step_order": "calendar_first"}, by=ADMIN)
    assert 'class="button start" href="/book/calendar/"' in citizen("/")
    assert "日を選ぶ" in citizen("/book/calendar/")
    slot = slot_at_nine()
    times = citizen(f"/book/day/{DAY}/")
    assert f"/book/?slot={slot.pk}" in times
    steps = re.findall(r'class="step[^"]*"[^>]*><span class="step-number">\d</span><span>([^<]+)', times)
    assert steps[:3] == ["日", "時間", "手続き"]
    answer = Client().get("/book/", {"people": "1", "next": "1", "procedure_1": "pin", "slot": str(slot.pk)})
    assert answer["Location"].startswith(f"/book/slot/{slot.pk}/")
    assert "ステップ3です" in citizen(answer["Location"])  # nobody is sent a step back


# The settings screens


FIELDS = {"effective_on": TODAY.isoformat(), "note": "市と協議"}


@pytest.mark.req("RSV-06")
def test_a_page_s_texts_are_changed_on_the_screen() -> None:
    typed = {"home.lead.ja": "変えた文", "home.lead.en": "Changed", **FIELDS, "do": "save"}
    answer = staff().post(f"{SETTINGS}pages/home/", typed, follow=True).content.decode()
    assert "2か所変えました" in answer
    assert "変えた文" in citizen("/")
    event = Event.objects.filter(about_key="page_text.home.lead.ja").latest("id")
    assert "市と協議" in event.body


@pytest.mark.req("RSV-06")
@pytest.mark.parametrize(
    ("code", "language"),
    [*((one.code, "ja") for one in PAGES), ("home", "en"), ("details", "ja-easy"), ("done", "en")],
)
def test_the_real_page_is_seen_before_saving_and_nothing_is_kept(code: str, language: str) -> None:
    client = staff()
    place = next(one for one in PAGES if one.code == code).places[0].code
    typed = {f"{place}.{language}": "〔見本の言葉〕", **FIELDS, "do": "preview"}
    screen = client.post(f"{SETTINGS}pages/{code}/", typed).content.decode()
    assert f"/staff/preview/{code}/{language}/" in screen
    assert "〔見本の言葉〕" in screen  # what was typed stays in the form
    before = Event.objects.count()
    seen = client.get(f"/staff/preview/{code}/{language}/").content.decode()
    assert "見本です。まだ保存していません" in seen
    if code != "place":  # with one place nobody is asked for it
        assert "〔見本の言葉〕" in seen
    assert not Setting.objects.filter(key__startswith="page_text.").exists()
    assert not Booking.objects.exists()
    assert Event.objects.count() == before
    assert "〔見本の言葉〕" not in citizen("/")


@pytest.mark.req("RSV-06", "RSV-15")
def test_items_are_looked_at_and_changed_on_the_screen() -> None:
    client = staff()
    screen = client.get(f"{SETTINGS}rows/booking_items.csv/").content.decode()
    typed = {name: value for name, value in _initial_of(screen).items() if name.startswith("row")}
    address = next(
        number for number in range(1, 9) if "住所" in screen.split(f"row{number}.web")[0].rsplit("<legend>", 1)[-1]
    )
    typed |= {f"row{address}.web": "required", f"row{address}.label_ja": "おところ", f"row{address}.position": "0"}
    client.post(f"{SETTINGS}rows/booking_items.csv/", {**typed, **FIELDS, "do": "preview"})
    assert "おところ" in client.get("/staff/preview/details/ja/").content.decode()
    assert "おところ" not in {item.label.ja for item in items_in_order()}
    client.post(f"{SETTINGS}rows/booking_items.csv/", {**typed, **FIELDS, "do": "save"})
    assert (items_in_order()[0].label.ja, items_in_order()[0].web) == ("おところ", "required")


@pytest.mark.req("RSV-06")
def test_an_answer_is_added_and_taken_away_on_the_screen() -> None:
    client = staff()
    address = f"{SETTINGS}rows/triage.csv/"
    typed = _initial_of(client.get(address).content.decode())
    new = {
        "row4.code": "letter", "row4.procedures": ["other"], "row4.position": "1",
        "row4.label_ja": "手紙", "row4.label_ja_easy": "てがみ", "row4.label_en": "A letter",
    }  # fmt: skip
    client.post(address, {**typed, **new, "row3.gone": "on", **FIELDS, "do": "save"})
    assert [answer.code for answer in answers()] == ["postcard", "letter", "blue_envelope"]
    broken = client.post(address, {**typed, "row1.code": "ＡＢＣ！", "row1.label_ja": "", **FIELDS, "do": "save"})
    assert broken.status_code == 200
    assert [answer.code for answer in answers()] == ["postcard", "letter", "blue_envelope"]


@pytest.mark.req("RSV-06")
def test_a_threshold_is_looked_at_before_it_is_changed() -> None:
    client = staff()
    typed = {"value": "100", **FIELDS}
    screen = client.post(f"{SETTINGS}key/booking.few_up_to/", {**typed, "do": "preview"}).content.decode()
    assert "/staff/preview/time/ja/" in screen
    assert "残りわずか" in client.get("/staff/preview/time/ja/").content.decode().split('class="slots"')[1]
    assert "残りわずか" not in citizen(f"/book/day/{DAY}/?procedure=pickup").split('class="slots"')[1]


@pytest.mark.req("RSV-06", "STF-06")
def test_who_may_not_change_settings_sees_no_draft_and_changes_nothing() -> None:
    clerk = staff(Role.OPERATOR)
    assert clerk.post(f"{SETTINGS}pages/home/", {"home.lead.ja": "x", **FIELDS}).status_code == 403
    assert clerk.get("/staff/preview/home/ja/").status_code == 403
    assert Client().get("/staff/preview/home/ja/").status_code in (302, 403)


def test_a_my_number_in_a_text_is_refused() -> None:
    typed = {"home.lead.ja": "番号 123456789018", **FIELDS, "do": "save"}
    assert "マイナンバー" in staff().post(f"{SETTINGS}pages/home/", typed).content.decode()
    assert page_text("home.lead", "ja") == ""


def test_the_preview_says_why_it_cannot_show_a_page() -> None:
    Setting.objects.filter(key="contract.service_until").update(value='"2026-11-30"')
    Setting.objects.filter(key="contract.service_from").update(value='"2026-07-01"')
    note_change()
    assert "見本は作れません" in staff().get("/staff/preview/details/ja/").content.decode()


def _initial_of(screen: str) -> dict[str, object]:
    """What a browser would send back of the form as it stands."""
    found: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]+>", screen):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if not name or 'type="hidden"' in tag:
            continue
        if 'type="checkbox"' in tag:
            if "checked" in tag and value:
                found.setdefault(name[1], [])
                found[name[1]].append(value[1])  # type: ignore[attr-defined]
        else:
            found[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', screen, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    texts = re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', screen, re.DOTALL)
    return {**found, **dict(texts)}
