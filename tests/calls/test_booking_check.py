"""Hearing the day of a booking by keys: told to who knows both numbers, and never whether a number exists."""

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

import pytest
import time_machine

from madoguchi.booking.actions import cancel_booking, make_booking
from madoguchi.booking.models import Booking
from madoguchi.booking.rules import Channel
from madoguchi.calls.announcements.first import lay_first
from madoguchi.calls.announcements.jobs import speak_what_waits
from madoguchi.calls.announcements.queries import Catalogue
from madoguchi.calls.announcements.rules import Kind
from madoguchi.config.presets import APPLIER
from madoguchi.core import clock
from madoguchi.municipality.actions import change_settings
from madoguchi.telephony.booking_check import Said, check_booking, sentences_about
from tests.calls.voices import QuickVoice, quick_voice
from tests.worlds import ADMIN, CLERK, PRESENT, TODAY, TOMORROW, open_for_booking, slot_at, wish

pytestmark = pytest.mark.django_db
PHONE = "09000000001"


@pytest.fixture(autouse=True)
def voice() -> Iterator[QuickVoice]:
    with time_machine.travel(PRESENT, tick=False), quick_voice() as quick:
        yield quick


@pytest.fixture
def booking() -> Booking:
    site = open_for_booking()
    change_settings({"telephone.booking_check": True}, by=ADMIN)
    lay_first(APPLIER)
    speak_what_waits()
    return make_booking(wish(slot_at(site, TOMORROW, time(10, 30))), channel=Channel.TELEPHONE, by=CLERK)


def unknown() -> Said:
    return Said((), Catalogue().files([Kind.CHECK_UNKNOWN], TODAY))


@pytest.mark.preset_key("telephone.booking_check")
def test_who_knows_both_numbers_hears_the_day_and_nothing_else(booking: Booking, tmp_path: Path) -> None:
    said = check_booking(booking.number, "090-0000-0001", caller="0829000000", sounds=tmp_path)
    assert said.sentences == ("ご予約は、12月2日、水曜日です。", "時刻は、午前10時30分です。")
    assert [(tmp_path / "ja/madoguchi" / f"{file}.wav").read_bytes()[:4] for file in said.files] == [b"RIFF"] * 2
    assert not any(secret in "".join(said.sentences) for secret in ("見本", "花子", PHONE, booking.number))


def test_every_wrong_answer_sounds_the_same(booking: Booking, tmp_path: Path) -> None:
    for number, phone in ((booking.number, "09099999999"), ("00000000", PHONE), ("", ""), ("*#", "sip:x")):
        assert check_booking(number, phone, caller="", sounds=tmp_path) == unknown()
    cancel_booking(booking, by=CLERK)
    assert check_booking(booking.number, PHONE, caller="1", sounds=tmp_path) == unknown()
    assert unknown().files
    assert not tmp_path.joinpath("ja").exists()


def test_who_guesses_is_stopped_even_with_the_right_numbers(booking: Booking, tmp_path: Path) -> None:
    for last in range(40):
        check_booking(booking.number, f"090123400{last:02}", caller="0829000000", sounds=tmp_path)
    assert check_booking(booking.number, PHONE, caller="0829000000", sounds=tmp_path) == unknown()


def test_what_is_off_tells_nothing(booking: Booking, tmp_path: Path) -> None:
    change_settings({"telephone.booking_check": False}, by=ADMIN)
    assert check_booking(booking.number, PHONE, caller="", sounds=tmp_path).sentences == ()


@pytest.mark.parametrize(
    ("hour", "minute", "spoken"),
    [
        (9, 0, "午前9時"),
        (12, 0, "正午"),
        (12, 30, "午後0時30分"),
        (13, 5, "午後1時5分"),
        (16, 30, "午後4時30分"),
    ],
)
def test_the_time_is_said_as_people_say_it(hour: int, minute: int, spoken: str) -> None:
    at = datetime(2026, 12, 2, hour, minute, tzinfo=clock.TOKYO)
    assert sentences_about(at)[1] == f"時刻は、{spoken}です。"
