"""What becomes of a call: the calendar, the very second of closing, what people have switched, the contract's end."""

import itertools
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.calls.announcements.models import Announcement, Sound
from madoguchi.calls.announcements.rules import Kind, State
from madoguchi.calls.lines.models import Line
from madoguchi.calls.policy.models import Closing, Emergency, TestTime
from madoguchi.calls.policy.queries import decision_for, schedule_ahead, waiting_files
from madoguchi.calls.policy.rules import Day, Name, Switched, Terms, Then, decide
from madoguchi.core import clock
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.days import AgreementMissing, set_opening_day
from madoguchi.municipality.rules import Calendar, Why
from tests.worlds import ADMIN, PRESENT, TODAY, applied

pytestmark = pytest.mark.django_db
NUMBER = "0120000000"
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return clock.moment(day, time(hour, minute, second))


def decided(moment: datetime, dialled: str = NUMBER) -> Name:
    return decision_for(dialled, moment).name


def speak(*kinds: Kind) -> None:
    """A sound for each of these."""
    for kind in kinds:
        sound, _ = Sound.objects.get_or_create(
            digest=(kind.value * 8)[:64].ljust(64, "0"),
            defaults={"origin": "spoken", "seconds": 1.0, "wav": b"", "made_at": clock.now()},
        )
        Announcement.objects.filter(kind=kind).delete()
        Announcement.objects.create(
            kind=kind, number=1, text="見本", state=State.APPROVED, in_force_from=date(2000, 1, 1), sound=sound,
            written_by="test", written_at=clock.now(),
        )  # fmt: skip


def said(moment: datetime) -> list[str]:
    """By kind, without version and digest."""
    return [file.rsplit("-", 3)[0] for file in decision_for(NUMBER, moment).files]


# What each municipality's calendar says: a moment of an ordinary day, and of days that are not.
TUESDAY, SATURDAY, HOLIDAY, NEW_YEAR = date(2026, 12, 1), date(2026, 12, 5), date(2026, 11, 23), date(2026, 12, 31)
HOURS = {
    "hatsukaichi": {TUESDAY: ("8:30", "17:00"), SATURDAY: None, HOLIDAY: None, NEW_YEAR: None},
    "nishitokyo": {TUESDAY: ("8:30", "20:00"), SATURDAY: ("8:30", "20:00"), HOLIDAY: ("8:30", "20:00"), NEW_YEAR: None},
    "digital-agency": {
        TUESDAY: ("9:30", "20:00"), SATURDAY: ("9:30", "17:30"), HOLIDAY: ("9:30", "17:30"), NEW_YEAR: ("9:30", "20:00"),
    },
    "kawagoe": {date(2025, 12, 2): ("8:30", "17:15"), date(2025, 12, 6): None, date(2025, 11, 24): None, date(2025, 12, 29): None},
}  # fmt: skip


@pytest.mark.req("CAL-10", "CAL-11")
@pytest.mark.preset_key("telephone_hours.week", "telephone_hours.yearly_closure")
@pytest.mark.parametrize("body", HOURS)
def test_each_body_answers_in_its_hours_to_the_very_second(body: str) -> None:
    applied(body)
    for day, hours in HOURS[body].items():
        if hours is None:
            assert {decided(at(day, hour)) for hour in range(24)} <= {Name.HOLIDAY, Name.AFTER_HOURS}, day
            continue
        opens, closes = (clock.moment(day, time.fromisoformat(text.zfill(5))) for text in hours)
        assert decided(opens - SECOND) is Name.AFTER_HOURS
        assert decided(opens) is Name.OPEN
        assert decided(closes - SECOND) is Name.OPEN
        assert decided(closes - timedelta(microseconds=1)) is Name.OPEN
        assert decided(closes) is Name.AFTER_HOURS


@pytest.mark.req("CAL-11", "TEL-09")
def test_a_holiday_and_the_new_year_are_said_to_be_holidays_and_a_saturday_outside_hours() -> None:
    applied("hatsukaichi")
    assert decided(at(HOLIDAY, 10)) is Name.HOLIDAY
    assert decided(at(NEW_YEAR, 10)) is Name.HOLIDAY
    assert decided(at(SATURDAY, 10)) is Name.AFTER_HOURS
    assert decision_for(NUMBER, at(SATURDAY, 10)).then is Then.HANG_UP


@pytest.mark.req("CAL-12")
def test_a_single_closed_day_needs_an_agreement_and_closes_the_telephone() -> None:
    applied("kawagoe")
    with time_machine.travel(datetime(2025, 11, 1, 10, tzinfo=clock.TOKYO)):
        day = date(2025, 12, 10)
        assert decided(at(day, 10)) is Name.OPEN
        with pytest.raises(AgreementMissing):
            set_opening_day(Calendar.TELEPHONE, day, by=ADMIN, hours="", note="設備の点検")
        set_opening_day(
            Calendar.TELEPHONE, day, by=ADMIN, hours="", note="設備の点検", agreed_with="市民課", agreed_on=TODAY
        )
        assert decided(at(day, 10)) is Name.CLOSED
        speak(Kind.OUT_OF_HOURS)
        assert said(at(day, 10)) == ["out-of-hours"]
        speak(Kind.CLOSED_DAY)
        assert said(at(day, 10)) == ["closed-day"]


@pytest.mark.req("CAL-13")
@pytest.mark.preset_key("telephone_hours.frame")
def test_hours_change_from_a_day_inside_the_frame_and_never_outside() -> None:
    applied("digital-agency")
    from_day = TODAY + timedelta(days=7)
    shorter = {kind: ["10:00-18:00"] for kind in ("mon", "tue", "wed", "thu", "fri")} | {
        kind: ["09:30-17:30"] for kind in ("sat", "sun", "holiday")
    }
    change_settings({"telephone_hours.week": shorter}, by=ADMIN, effective_on=from_day)
    assert decided(at(TODAY, 19)) is Name.OPEN
    assert decided(at(from_day, 19)) is Name.AFTER_HOURS
    assert decided(at(from_day, 9, 45)) is Name.AFTER_HOURS
    with pytest.raises(Refusal, match="範囲"):
        change_settings(
            {"telephone_hours.week": {**shorter, "mon": ["09:00-18:00"]}}, by=ADMIN, effective_on=from_day
        )


@pytest.mark.req("TEL-08")
@pytest.mark.preset_key("telephone_hours.answered_by", "telephone.booking_check")
def test_where_people_answer_no_keys_stand_before_them_in_the_hours() -> None:
    applied("hatsukaichi")
    assert not decision_for(NUMBER, at(SATURDAY, 10)).has_menu
    change_settings({"telephone.booking_check": True}, by=ADMIN)
    assert not decision_for(NUMBER, at(TUESDAY, 11)).has_menu
    assert decision_for(NUMBER, at(SATURDAY, 10)).has_menu
    change_settings({"telephone_hours.answered_by": "unknown"}, by=ADMIN)
    assert decision_for(NUMBER, at(TUESDAY, 11)).has_menu


@pytest.mark.switch("call_recording")
@pytest.mark.preset_key("switches.call_recording")
def test_an_open_call_is_greeted_told_of_the_recording_and_queued() -> None:
    applied("hatsukaichi")
    speak(Kind.GREETING, Kind.RECORDING)
    decision = decision_for(NUMBER, at(TUESDAY, 11))
    assert (said(at(TUESDAY, 11)), decision.then) == (["greeting", "recording"], Then.QUEUE)
    change_settings({"switches.call_recording": False}, by=ADMIN)
    assert said(at(TUESDAY, 11)) == ["greeting"]


@pytest.mark.req("TEL-22")
@pytest.mark.switch("end_of_service_announcement")
@pytest.mark.preset_key("switches.end_of_service_announcement")
def test_after_the_last_day_nothing_is_said_unless_the_switch_is_on() -> None:
    applied("hatsukaichi")
    speak(Kind.END_OF_SERVICE, Kind.OUT_OF_HOURS)
    last, over = at(date(2028, 6, 30), 23, 59, 59), at(date(2028, 7, 1), 0)
    assert decided(last) is Name.AFTER_HOURS
    assert decision_for(NUMBER, over).name is Name.ENDED
    assert said(over) == []
    change_settings({"switches.end_of_service_announcement": True}, by=ADMIN)
    assert said(over) == ["end-of-service"]
    assert decision_for(NUMBER, over).then is Then.HANG_UP


@pytest.mark.req("INC-12")
def test_an_emergency_is_said_first_and_closes_the_lines_only_when_told_to() -> None:
    applied("nishitokyo")
    speak(Kind.EMERGENCY, Kind.GREETING, Kind.OUT_OF_HOURS)
    emergency = Emergency.objects.create(on_at=clock.now(), on_by="sv")
    open_call, late_call = at(TUESDAY, 11), at(TUESDAY, 21)
    assert said(open_call) == ["emergency", "greeting"]
    assert decision_for(NUMBER, open_call).then is Then.PLAY_AND_QUEUE
    assert said(late_call) == ["emergency", "out-of-hours"]
    assert decision_for(NUMBER, late_call).then is Then.HANG_UP
    Emergency.objects.filter(pk=emergency.pk).update(closes_lines=True)
    assert said(open_call) == ["emergency"]
    assert decision_for(NUMBER, open_call).then is Then.HANG_UP
    Emergency.objects.filter(pk=emergency.pk).update(off_at=clock.now())
    assert decided(open_call) is Name.OPEN


def test_a_closing_holds_from_its_first_moment_to_before_its_last() -> None:
    applied("hatsukaichi")
    Closing.objects.create(
        from_at=at(TUESDAY, 11), until_at=at(TUESDAY, 13), reason="停電", made_by="sv", made_at=clock.now()
    )
    assert decided(at(TUESDAY, 11) - SECOND) is Name.OPEN
    assert decided(at(TUESDAY, 11)) is Name.CLOSED
    assert decided(at(TUESDAY, 13) - SECOND) is Name.CLOSED
    assert decided(at(TUESDAY, 13)) is Name.OPEN


@pytest.mark.req("TEL-23")
def test_before_the_opening_a_test_time_lets_calls_through_as_tests() -> None:
    applied("hatsukaichi")
    before = date(2026, 6, 24)
    assert decided(at(before, 11)) is Name.CLOSED
    TestTime.objects.create(from_at=at(before, 11), until_at=at(before, 12), made_by="sv")
    assert decided(at(before, 11)) is Name.TEST
    assert decision_for(NUMBER, at(before, 11)).then is Then.PLAY_AND_QUEUE
    assert decided(at(before, 12)) is Name.CLOSED


@pytest.mark.req("TEL-01")
def test_a_number_is_served_from_its_first_day_to_its_last() -> None:
    applied("hatsukaichi")
    Line.objects.create(
        number=NUMBER, kind="toll_free", label="代表", payer="city",
        in_service_from=date(2026, 12, 1), in_service_until=date(2026, 12, 8),
    )  # fmt: skip
    assert decided(at(date(2026, 11, 30), 11)) is Name.ENDED
    assert decided(at(date(2026, 12, 1), 11)) is Name.OPEN
    assert decided(at(date(2026, 12, 8), 11), "+81120000000") is Name.OPEN
    assert decided(at(date(2026, 12, 9), 11), "０１２０-000-000") is Name.ENDED
    assert decided(at(date(2026, 12, 9), 11), "0570000000") is Name.OPEN  # unknown: answered, not lost


@pytest.mark.req("TEL-10")
@pytest.mark.preset_key(
    "announcements.overflow", "announcements.queue_limit_seconds", "announcements.says_web_hint"
)
def test_who_finds_no_free_seat_is_told_so_and_waits_as_the_contract_says() -> None:
    applied("hatsukaichi")
    speak(Kind.CONGESTION, Kind.WAITING, Kind.OVERFLOW, Kind.WEB_HINT)

    def names(files: tuple[str, ...]) -> list[str]:
        return [file.rsplit("-", 3)[0] for file in files]

    files = waiting_files()
    assert names(files.first) == ["congestion"]
    assert names(files.again) == ["waiting", "web-hint"]
    assert (names(files.at_limit), files.limit_seconds) == (["overflow", "web-hint"], 300)
    change_settings({"announcements.overflow": "automatic_answer"}, by=ADMIN)
    assert names(waiting_files().at_limit) == ["congestion"]
    change_settings({"announcements.overflow": "queue", "announcements.queue_limit_seconds": 0}, by=ADMIN)
    assert (names(waiting_files().again), waiting_files().at_limit) == (["waiting", "web-hint"], ())
    change_settings({"announcements.says_web_hint": False}, by=ADMIN)
    assert names(waiting_files().again) == ["waiting"]


@pytest.mark.preset_key("languages.telephone")
def test_a_caller_hears_each_language_of_the_telephone_japanese_first() -> None:
    applied("hatsukaichi")
    speak(Kind.OUT_OF_HOURS)
    english = Announcement.objects.get(kind=Kind.OUT_OF_HOURS)
    english.pk, english.language = None, "en"
    english.save()
    assert said(at(SATURDAY, 11)) == ["out-of-hours"]
    change_settings({"languages.telephone": ["ja", "en"]}, by=ADMIN)
    assert [file[:16] for file in decision_for(NUMBER, at(SATURDAY, 11)).files] == [
        "out-of-hours-ja-",
        "out-of-hours-en-",
    ]


def test_the_schedule_ahead_says_at_every_moment_what_the_policy_would_say() -> None:
    applied("hatsukaichi")
    speak(Kind.GREETING, Kind.OUT_OF_HOURS, Kind.HOLIDAY, Kind.CLOSED_NOW)
    Closing.objects.create(
        from_at=at(TUESDAY, 15), until_at=at(date(2026, 12, 2), 9), reason="停電", made_by="sv", made_at=clock.now()
    )
    periods = schedule_ahead(days=35)
    assert periods[0].begins_at == clock.now()
    assert all(one.ends_at == two.begins_at for one, two in itertools.pairwise(periods))
    assert all(one.decision != two.decision for one, two in itertools.pairwise(periods))
    for period in periods:
        for moment in (period.begins_at, period.ends_at - SECOND):
            assert decision_for(NUMBER, moment) == period.decision, moment


def test_without_a_contract_a_call_is_put_through() -> None:
    assert decided(clock.now()) is Name.OPEN
    assert schedule_ahead() == []


BASE = datetime(2026, 12, 1, tzinfo=clock.TOKYO)
minutes = st.integers(min_value=0, max_value=24 * 60)


@given(opens=minutes, length=st.integers(min_value=1, max_value=600), offset=st.integers(-3, 3))
def test_the_two_ends_of_a_span_belong_to_exactly_one_side(opens: int, length: int, offset: int) -> None:
    begins = BASE + timedelta(minutes=opens)
    ends = begins + timedelta(minutes=length)
    terms = Terms(begins_at=BASE - timedelta(days=1), over_at=BASE + timedelta(days=9))
    day = Day(spans=((begins, ends),), why=Why.WEEK)
    for edge in (begins, ends):
        moment = edge + timedelta(microseconds=offset)
        is_open = decide(at=moment, day=day, switched=Switched(), terms=terms).name is Name.OPEN
        assert is_open == (begins <= moment < ends)
