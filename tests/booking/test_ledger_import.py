"""Taking over the paper ledger: every line or none, by the city, provable and undoable."""

import json
from datetime import time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.booking.actions import make_booking
from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.counter.actions import set_state
from madoguchi.booking.ledger_import import actions
from madoguchi.booking.ledger_import.actions import (
    book_ledger,
    choose_columns,
    drop_ledger,
    forget_unbooked,
    read_ledger,
    undo_import,
)
from madoguchi.booking.ledger_import.models import LedgerImport
from madoguchi.booking.ledger_import.queries import Choices, choices_of, preview_of
from madoguchi.booking.ledger_import.refusals import (
    ImportIsOver,
    ImportTouched,
    LedgerLineRefused,
    LedgerNotReady,
    OnlyTheCityImports,
)
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.refusals import SlotFull
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.core.text.my_number import check_digit
from madoguchi.municipality.models import Site
from tests.worlds import ADMIN, CLERK, OPERATOR, PRESENT, TOMORROW, slot_at, wish

pytestmark = [pytest.mark.django_db, pytest.mark.req("STF-14")]

HEADING = "日付,時刻,氏名,フリガナ,電話,手続き,人数\n"
GOOD = (
    "12月2日,9:00,見本 花子,ミホン ハナコ,090-0000-0001,受取り,1\n令和8年12月2日,９時半,例田 太郎,,,暗証番号,２人\n"
)


def ledger_of(lines: str, *, heading: str = HEADING) -> LedgerImport:
    return read_ledger("台帳.csv", (heading + lines).encode("cp932"), by=CLERK)


def faults_of(lines: str, **choices: object) -> list[tuple[int, str]]:
    ledger = ledger_of(lines)
    chosen = Choices(**{**vars(choices_of(ledger)), **choices})  # type: ignore[arg-type]
    return [(line.number, " ".join(line.faults)) for line in preview_of(ledger, chosen).faulty]


def test_every_line_becomes_a_booking_of_the_city(site: Site) -> None:
    ledger = ledger_of(GOOD)
    assert book_ledger(ledger, by=CLERK) == 2
    first, second = Booking.objects.order_by("slot__starts_at")
    assert (first.name, first.kana, first.phone, first.channel) == (
        "見本 花子", "ミホン ハナコ", "09000000001", "city",
    )  # fmt: skip
    assert [(v.name, v.procedure.code) for v in second.visitors.all()] == [("例田 太郎", "pin"), ("同行者1", "pin")]
    assert slots_that_differ_from_the_ledger() == []
    made = Event.objects.filter(kind="booking.made")
    assert set(made.values_list("actor_kind", "about_key")) == {("city", first.number), ("city", second.number)}
    booked = Event.objects.get(kind="ledger.booked")
    assert facts_of(booked) == {"bookings": 2, "digest": ledger.digest}


def test_the_channel_by_which_they_are_counted_is_chosen(site: Site) -> None:
    ledger = ledger_of(GOOD)
    choose_columns(ledger, Choices(**{**vars(choices_of(ledger)), "channel": "telephone"}), by=CLERK)
    book_ledger(ledger, by=CLERK)
    assert set(Booking.objects.values_list("channel", flat=True)) == {"telephone"}
    assert set(Event.objects.filter(kind="booking.made").values_list("actor_kind", flat=True)) == {"city"}


def test_only_the_city_takes_a_ledger_over(site: Site) -> None:
    with pytest.raises(OnlyTheCityImports):
        read_ledger("台帳.csv", (HEADING + GOOD).encode(), by=OPERATOR)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("12月2日,9:10,見本 花子,,,受取り,", "9:10の予約枠はありません（この日の枠：9:00、9:30"),
        ("12月5日,9:00,見本 花子,,,受取り,", "予約枠はありません（この日の枠：なし）"),
        ("2026/11/30,9:00,見本 花子,,,受取り,", "過ぎた日時です"),
        ("12月2日,9:00,見本 花子,,,受取り,7", "空きが足りません（残り6人）"),
        ("12月2日,9:00,見本 花子,,,パスポート,", "手続きがわかりません"),
        ("12月2日,9:00,,,,受取り,", "お名前がありません"),
    ],
)
def test_a_line_that_cannot_be_booked_says_why(line: str, words: str, site: Site) -> None:
    ((number, told),) = faults_of(line + "\n")
    assert number == 2
    assert words in told


def test_lines_of_a_file_compete_for_the_same_places(site: Site) -> None:
    slot_at(site, TOMORROW, time(9), people=2)
    lines = "".join(f"12月2日,9:00,見本 {number}郎,,,受取り,1\n" for number in range(1, 4))
    ((number, told),) = faults_of(lines)
    assert (number, "残り0人" in told) == (4, True)


def test_the_same_line_twice_and_a_booking_that_stands_already_are_shown(site: Site) -> None:
    known = make_booking(wish(slot_at(site, TOMORROW, time(10))), channel=Channel.WEB, by=CITIZEN)
    lines = GOOD + "12月2日,9:00,見本　花子,,,受取り,1\n12月2日,10:00,見本花子,,,受取り,1\n"
    assert faults_of(lines) == [
        (4, "2行目と同じ日時・お名前です。"),
        (5, f"同じ日時に、同じお名前の予約があります（{known.spoken_number}）。"),
    ]
    assert [number for number, _ in faults_of(lines, skip_known=True)] == [4]


def test_a_file_that_was_taken_over_can_be_read_again_for_what_is_new(site: Site) -> None:
    book_ledger(ledger_of(GOOD), by=CLERK)
    again = ledger_of(GOOD + "12月2日,10:00,新顔 花子,,,受取り,1\n")
    choose_columns(again, Choices(**{**vars(choices_of(again)), "skip_known": True}), by=CLERK)
    assert book_ledger(again, by=CLERK) == 1
    assert Booking.objects.count() == 3


def test_one_faulty_line_books_nothing(site: Site) -> None:
    ledger = ledger_of(GOOD + "12月2日,9:10,見本 花子,,,受取り,\n")
    with pytest.raises(LedgerNotReady):
        book_ledger(ledger, by=CLERK)
    assert not Booking.objects.exists()


def test_a_place_that_is_lost_in_the_last_moment_takes_all_lines_back(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = ledger_of(GOOD)
    asked = []

    def second_is_full(*arguments: object, **options: object) -> Booking:
        asked.append(arguments)
        if len(asked) == 2:
            raise SlotFull
        return make_booking(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "make_booking", second_is_full)
    with pytest.raises(LedgerLineRefused, match="3行目"):
        book_ledger(ledger, by=CLERK)
    assert not Booking.objects.exists()
    assert LedgerImport.objects.get().state == "read"
    assert not Event.objects.filter(kind="booking.made").exists()
    assert slots_that_differ_from_the_ledger() == []


def test_a_ledger_is_booked_once(site: Site) -> None:
    ledger = ledger_of(GOOD)
    book_ledger(ledger, by=CLERK)
    with pytest.raises(ImportIsOver):
        book_ledger(ledger, by=CLERK)
    assert Booking.objects.count() == 2


@pytest.mark.req("PDR-08")
def test_a_my_number_is_a_fault_of_its_line_and_is_not_kept(site: Site) -> None:
    number = "12345678901" + str(check_digit("12345678901"))
    ledger = ledger_of(f"12月2日,9:00,見本 花子,,,受取り,1\n12月2日,9:30,{number},,,受取り,1\n")
    (line,) = preview_of(ledger).faulty
    assert line.number == 3
    assert "マイナンバー" in line.faults[0]
    assert number not in json.dumps(list(LedgerImport.objects.values()), default=str)
    with pytest.raises(LedgerNotReady):
        book_ledger(ledger, by=CLERK)


def test_an_import_is_undone_whole(site: Site) -> None:
    ledger = ledger_of(GOOD)
    book_ledger(ledger, by=CLERK)
    assert undo_import(ledger, by=CLERK) == 2
    assert set(Booking.objects.values_list("state", flat=True)) == {"cancelled"}
    assert Slot.objects.filter(people_taken__gt=0).count() == 0
    assert slots_that_differ_from_the_ledger() == []
    with pytest.raises(ImportIsOver):
        undo_import(ledger, by=CLERK)


def test_an_import_is_not_undone_once_anything_was_done_with_one_of_its_bookings(site: Site) -> None:
    ledger = ledger_of(GOOD)
    book_ledger(ledger, by=CLERK)
    first = Booking.objects.order_by("pk")[0]
    set_state(first, BookingState.ARRIVED, by=CLERK)
    set_state(first, BookingState.BOOKED, by=CLERK)
    with pytest.raises(ImportTouched, match="1件"):
        undo_import(ledger, by=CLERK)
    assert Booking.objects.filter(state="booked").count() == 2


def test_the_choice_of_columns_is_remembered_for_the_same_headings(site: Site) -> None:
    heading = "いつ,なんじ,だれ\n"
    first = ledger_of("12月2日,9:00,見本 花子\n", heading=heading)
    assert preview_of(first).missing
    chosen = Choices({"day": "いつ", "at": "なんじ", "name": "だれ"}, procedure="pickup", site=site.code)
    choose_columns(first, chosen, by=CLERK)
    assert preview_of(LedgerImport.objects.get()).is_ready
    second = ledger_of("12月2日,9:30,例田 太郎\n", heading=heading)
    assert choices_of(second) == chosen


def test_what_was_read_is_kept_only_until_it_is_booked_given_up_or_a_day_old(site: Site) -> None:
    booked, dropped, left = (ledger_of(GOOD) for _ in range(3))
    book_ledger(booked, by=CLERK)
    drop_ledger(dropped, by=CLERK)
    assert [bool(one.cells) for one in LedgerImport.objects.order_by("pk")] == [False, False, True]
    with time_machine.travel(PRESENT + timedelta(hours=25), tick=False):
        assert forget_unbooked() == 1
    left.refresh_from_db()
    assert (left.state, left.cells) == ("dropped", "")


def queries_of_a_ledger(slot: Slot, lines: int) -> int:
    """What reading, showing and booking a ledger of so many lines asks of the database."""
    at = slot.starts_at.astimezone(PRESENT.tzinfo)
    ledger_lines = "".join(
        f"{at:%Y/%m/%d,%H:%M},見本 {lines}の{number},ミホン,090-{lines:04}-{number:04},受取り,1\n"
        for number in range(lines)
    )
    with CaptureQueriesContext(connection) as asked:
        assert book_ledger(ledger_of(ledger_lines), by=ADMIN) == lines
    return len(asked)


def test_a_line_of_a_long_ledger_costs_no_more_than_one_of_a_short_one(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=1000)
    queries_of_a_ledger(slot, 1)  # what is asked once for all
    short, long = queries_of_a_ledger(slot, 10), queries_of_a_ledger(slot, 50)
    of_one_more = (long - short) / 40
    assert of_one_more <= short / 10
    assert of_one_more <= 25
    assert slots_that_differ_from_the_ledger() == []
