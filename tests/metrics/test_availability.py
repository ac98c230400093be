"""稼働率: measured by probes, planned stops apart; whatever nobody saw as up was down (PLT-05, A-32)."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import time_machine
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.accounts.rights import Role
from madoguchi.config import probing
from madoguchi.config.probing import KEPT_BACK, Prober, knocker
from madoguchi.core import clock
from madoguchi.messages.stops.actions import call_off, end_early, plan_stop
from madoguchi.messages.stops.models import PlannedStop
from madoguchi.metrics.availability.actions import note_probe
from madoguchi.metrics.availability.models import ProbeStretch
from madoguchi.metrics.availability.queries import availability_in, outages_in, planned_stops_in, target_percent
from madoguchi.metrics.availability.rules import Availability, Span, reckoned
from madoguchi.metrics.past.shapes import Period
from madoguchi.municipality.actions import change_settings
from madoguchi.web.home.needs import needs_of
from tests.web.pages import client_of, seen, words
from tests.worlds import ADMIN, actor, applied

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
BEGIN = clock.start_of(NOVEMBER.first)
AFTER = clock.start_of(date(2026, 12, 1))


def at(day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=clock.TOKYO)


def saw(first: datetime, last: datetime, *, is_up: bool = True, reason: str = "", witness: str = "one") -> None:
    ProbeStretch.objects.create(witness=witness, is_up=is_up, reason=reason, first_at=first, last_at=last)


@pytest.fixture
def afterwards(db: None) -> Iterator[time_machine.Traveller]:
    """Nishi-Tokyo's contract, when November is over."""
    with time_machine.travel(at(1), tick=False) as traveller:
        applied("nishitokyo")
        traveller.move_to(AFTER + timedelta(days=1))
        yield traveller


def planned(first: datetime, last: datetime, *, entered: datetime) -> PlannedStop:
    with time_machine.travel(entered, tick=False):
        return plan_stop(
            starts_at=first, ends_at=last, reason="更新", done_by="見本社", stops_staff=False, by=ADMIN
        )


# Reckoning


@pytest.mark.req("PLT-05")
def test_of_thirty_days_43_minutes_and_12_seconds_may_be_lost_at_99_9_percent() -> None:
    month = Span(BEGIN, AFTER)
    for down, meets in ((2592, True), (2593, False)):
        up = [Span(BEGIN, at(10)), Span(at(10) + timedelta(seconds=down), AFTER)]
        found = reckoned(month, full=month, up=up, planned=[])
        assert (found.down_seconds, found.meets(99.9)) == (down, meets)
        assert found.allowed_seconds(99.9) == 2592


def test_what_misses_the_target_by_a_second_does_not_read_as_reached() -> None:
    found = Availability(999_999 - 1000, 1_000_000, (), (), 1_000_000)
    assert found.shown == "99.899"
    assert not found.meets(99.9)


spans = st.tuples(st.integers(-20, 220), st.integers(0, 40)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(spans, max_size=8), st.lists(spans, max_size=5), spans.filter(lambda one: one[0] < one[1]))
def test_every_second_is_up_down_or_planned(
    up: list[tuple[int, int]], stops: list[tuple[int, int]], measured: tuple[int, int]
) -> None:
    """Counted second by second."""
    zero = datetime(2026, 11, 1, tzinfo=UTC)

    def span(one: tuple[int, int]) -> Span:
        return Span(zero + timedelta(seconds=one[0]), zero + timedelta(seconds=one[1]))

    def holds(several: list[tuple[int, int]], second: int) -> bool:
        return any(first <= second < last for first, last in several)

    full = (0, 200)
    seen_of = (max(measured[0], 0), min(measured[1], 200))
    if seen_of[0] >= seen_of[1]:
        return
    found = reckoned(span(seen_of), full=span(full), up=map(span, up), planned=map(span, stops))
    looked_at = [second for second in range(*seen_of) if not holds(stops, second)]
    assert found.whole_seconds == len(looked_at)
    assert found.up_seconds == sum(holds(up, second) for second in looked_at)
    assert found.full_seconds == sum(not holds(stops, second) for second in range(*full))
    assert sum(one.seconds for one in found.outages) == found.down_seconds


# Probes kept as data


@pytest.mark.django_db
def test_a_day_of_probes_is_one_row_and_a_refused_one_begins_another() -> None:
    for second in range(0, 300, 30):
        note_probe(at(3, 9) + timedelta(seconds=second), witness="one", is_up=True)
    note_probe(at(3, 9, 5), witness="one", is_up=False, reason="database")
    note_probe(at(3, 9, 5, 5), witness="one", is_up=True)
    rows = ProbeStretch.objects.order_by("first_at").values_list("is_up", "probes", "reason")
    assert list(rows) == [(True, 10, ""), (False, 1, "database"), (True, 1, "")]


@pytest.mark.django_db
def test_a_pause_in_the_probes_is_not_bridged() -> None:
    note_probe(at(3, 9), witness="one", is_up=True)
    note_probe(at(3, 9, 1), witness="one", is_up=True)
    note_probe(at(3, 9, 2, 1), witness="one", is_up=True)
    assert ProbeStretch.objects.count() == 2
    note_probe(at(3, 9, 2), witness="one", is_up=False)  # a clock that was put back
    assert ProbeStretch.objects.count() == 2


# Months


@pytest.mark.req("PLT-05")
def test_gaps_and_refusals_are_downtime(afterwards: None) -> None:
    saw(BEGIN, at(5, 10))
    saw(at(5, 10, 0, 30), at(5, 10, 3), is_up=False, reason="database")
    saw(at(5, 10, 3, 5), at(20))
    saw(at(20, 0, 10), AFTER)
    found = availability_in(NOVEMBER)
    assert (found.down_seconds, found.whole_seconds) == (185 + 600, 30 * 86400)
    assert [(one.span.seconds, one.reason) for one in outages_in(NOVEMBER)] == [(185, "database"), (600, "")]


@pytest.mark.req("PLT-05")
def test_announced_planned_stops_are_taken_out_of_both_sides(afterwards: None) -> None:
    saw(BEGIN, at(8, 1))
    saw(at(8, 3), AFTER)
    assert availability_in(NOVEMBER).down_seconds == 7200
    stop = planned(at(8, 1), at(8, 2), entered=at(1))
    found = availability_in(NOVEMBER)
    assert (found.down_seconds, found.whole_seconds, found.planned_seconds) == (3600, 30 * 86400 - 3600, 3600)
    with time_machine.travel(at(7), tick=False):
        call_off(stop, by=ADMIN)
    assert availability_in(NOVEMBER).planned_seconds == 0


def test_a_stop_that_is_entered_when_all_is_down_already_excuses_nothing_before_it(afterwards: None) -> None:
    saw(BEGIN, at(8, 1))
    saw(at(8, 3), AFTER)
    planned(at(8, 1), at(8, 3), entered=at(8, 2))
    assert availability_in(NOVEMBER).down_seconds == 3600
    assert planned_stops_in(NOVEMBER)[0].announced_before == -timedelta(hours=1)


def test_a_stop_that_ended_early_takes_out_only_what_it_lasted(afterwards: None) -> None:
    saw(BEGIN, AFTER)
    stop = planned(at(8, 1), at(8, 5), entered=at(1))
    with time_machine.travel(at(8, 2), tick=False):
        end_early(stop, by=ADMIN)
    assert availability_in(NOVEMBER).planned_seconds == 3600


def test_a_second_machine_that_answers_keeps_the_service_up(afterwards: None) -> None:
    saw(BEGIN, at(5, 10), witness="one")
    saw(at(5, 10, 10), AFTER, witness="one")
    saw(at(4), at(6), witness="two")
    assert availability_in(NOVEMBER).down_seconds == 0


def test_nothing_is_said_of_time_before_the_first_probe_and_the_running_month_ends_now(
    afterwards: time_machine.Traveller,
) -> None:
    afterwards.move_to(at(10, 12, 0, 40))
    assert availability_in(NOVEMBER).shown == "—"
    saw(at(10), at(10, 12))
    found = availability_in(NOVEMBER)
    assert (found.whole_seconds, found.down_seconds) == (12 * 3600 + 40, 0)  # the next probe is still to come
    afterwards.move_to(at(10, 12, 5))
    assert availability_in(NOVEMBER).down_seconds == 300


# The target


@pytest.mark.req("PLT-05")
@pytest.mark.preset_key("targets.availability_percent")
def test_the_target_is_that_of_the_contract_on_that_day(afterwards: None) -> None:
    assert target_percent(NOVEMBER.last) == 99.9
    change_settings({"targets.availability_percent": 99.5}, by=ADMIN)
    saw(BEGIN, at(10))
    saw(at(10, 2), AFTER)  # 99.72 %
    page = words(seen(client_of(Role.CITY_CLERK), "/staff/manager/figures/availability/?month=2026-11"))
    assert "99.722 %" in page
    assert "2時間0分" in page
    assert "未達" in page
    assert target_percent(clock.today()) == 99.5


@pytest.mark.req("PLT-05")
def test_the_page_names_each_stop_and_its_reason(afterwards: None) -> None:
    saw(BEGIN, at(5, 10))
    saw(at(5, 10, 0, 30), at(5, 10, 3), is_up=False, reason="database")
    saw(at(5, 10, 3, 5), AFTER)
    planned(at(8, 1), at(8, 2), entered=at(1))
    page = words(seen(client_of(Role.MANAGER), "/staff/manager/figures/availability/?month=2026-11"))
    assert "11月5日 10:00:00〜10:03:05" in page
    assert "データベースにつながりませんでした" in page
    assert "99.992 %" in page
    assert "40分03秒" in page  # of 43 minutes 8: the planned hour is no part of the month
    assert "更新" in page
    assert "達成" in page


@pytest.mark.req("PLT-05")
def test_whoever_steers_is_told_when_half_of_the_allowance_is_lost_and_when_all_is(
    afterwards: time_machine.Traveller,
) -> None:
    afterwards.move_to(at(10, 12))
    manager, place = actor(Role.MANAGER), "/staff/manager/figures/availability/"
    saw(BEGIN, at(5, 10))
    rest = ProbeStretch.objects.create(witness="one", is_up=True, first_at=at(5, 10, 20), last_at=at(10, 12))
    assert not any("稼働率" in need.text or "停止" in need.title for need in needs_of(manager))
    ProbeStretch.objects.filter(pk=rest.pk).update(first_at=at(5, 10, 30))
    assert any("半分を超えました" in need.title for need in needs_of(manager))
    assert "達成の見込み" in words(seen(client_of(Role.MANAGER), place))  # 30 of 43 minutes, though 99.8 % so far
    ProbeStretch.objects.filter(pk=rest.pk).update(first_at=at(5, 11))
    assert any("99.9 % に届きません" in need.title for need in needs_of(manager))
    assert "未達" in words(seen(client_of(Role.MANAGER), place))


# Knocking


class Door(BaseHTTPRequestHandler):
    answer: tuple[int, bytes] = (200, b"{}")

    def do_GET(self) -> None:
        status, text = self.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def door() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_knock_is_answered_or_says_why_not(door: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    knock = knocker("0.0.0.0", door.server_port)
    assert knock() == ""
    monkeypatch.setattr(Door, "answer", (503, b'{"reasons": [{"about": "database"}]}'))
    assert knock() == "database"
    monkeypatch.setattr(Door, "answer", (500, b"oh"))
    assert knock() == "no_answer"
    assert knocker("127.0.0.1", 1)() == "no_answer"


@pytest.mark.django_db
def test_what_could_not_be_kept_is_kept_when_the_database_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing.connections, "close_all", lambda: None)
    answers = iter(["", "database", ""])
    prober = Prober(lambda: next(answers), 30, witness="one")

    def away(*_: object, **__: object) -> None:
        raise OperationalError

    moments = [at(3, 9), at(3, 9, 0, 30), at(3, 9, 1)]
    for place, moment in enumerate(moments):
        with time_machine.travel(moment, tick=False), monkeypatch.context() as broken:
            if place == 1:
                broken.setattr(probing, "note_probe", away)
            prober.probe()
    assert not prober.unsaid
    rows = ProbeStretch.objects.order_by("first_at").values_list("is_up", "reason")
    assert list(rows) == [(True, ""), (False, "database"), (True, "")]
    assert prober.unsaid.maxlen == KEPT_BACK
