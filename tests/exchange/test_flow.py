"""What happens to a call in the exchange, whatever Madoguchi answers, or when it does not answer at all."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from madoguchi.core.clock import TOKYO
from madoguchi.telephony.asterisk.config.plan import Plan
from tests.services.exchange import NUMBER, Exchange, new_exchange
from tests.services.policy import OPEN, Policy, new_policy
from tests.services.processes import wait_until

pytestmark = [pytest.mark.exchange, pytest.mark.req("INT-02")]

CLOSED = "v1 after_hours out-of-hours hang_up - - 0 -"


@pytest.fixture(scope="module")
def policy() -> Iterator[Policy]:
    with new_policy() as running:
        yield running


@pytest.fixture(scope="module")
def exchange(policy: Policy) -> Iterator[Exchange]:
    def plan(machine: object) -> Plan:
        return Plan(
            machine,
            number=NUMBER,
            records=True,
            says_again=("again-1",),
            checks_bookings=True,
            greeting=("usual-greeting-1",),  # type: ignore[arg-type]
        )

    with new_exchange(plan, policy_url=policy.url) as running:
        running.say(
            "greeting", "recording", "congestion", "out-of-hours", "overflow", "emergency", "again-1",
            "usual-greeting-1", "menu-1", "check-number-1", "check-phone-1", "check-unknown-1", "answer-1", seconds=0.2,
        )  # fmt: skip
        yield running


@pytest.fixture(autouse=True)
def as_usual(policy: Policy, exchange: Exchange) -> Iterator[None]:
    policy.answer, policy.status, policy.hangs_seconds = OPEN, 200, 0
    policy.by_caller.clear()
    exchange.cli("dialplan set global MG_ASK_AGAIN_AT 0")
    exchange.cli("database deltree madoguchi-schedule")
    yield
    exchange.clear()


def of(exchange: Exchange, caller: str) -> str:
    wait_until(lambda: exchange.calls_of(caller), seconds=10)
    return exchange.calls_of(caller)[-1]


def events_of(exchange: Exchange, call: str) -> list[str]:
    wait_until(lambda: exchange.queue_log("MG-ENDED", call=call), seconds=20)
    return [line.event for line in exchange.queue_log(call=call)]


@pytest.mark.req("TEL-09")
def test_outside_the_hours_the_announcement_is_heard_and_the_exchange_hangs_up(
    exchange: Exchange, policy: Policy
) -> None:
    policy.answer = CLOSED
    caller = exchange.call(caller="0311110101", hold_seconds=15).finished()
    call = of(exchange, "0311110101")
    assert caller.was_answered
    assert caller.was_hung_up_by_the_exchange
    assert events_of(exchange, call) == ["MG-ARRIVED", "MG-DECIDED", "MG-PLAYED", "MG-PLAYED-END", "MG-ENDED"]
    assert exchange.heard(call) == ["out-of-hours"]
    assert exchange.decision(call) == ("after_hours", "policy")


def test_what_is_asked_names_the_numbers_and_carries_the_token(exchange: Exchange, policy: Policy) -> None:
    policy.answer = CLOSED
    exchange.call("0120000222", caller="0311110102", hold_seconds=15).finished()
    (asked,) = policy.asked_about("0311110102")
    assert (asked["dialled"], asked["call"]) == ("0120000222", of(exchange, "0311110102"))
    assert policy.tokens[-1] == exchange.machine.policy_token


@pytest.mark.req("TEL-08", "TEL-10")
def test_an_open_call_is_greeted_told_of_the_recording_and_comes_to_a_person(exchange: Exchange) -> None:
    exchange.seat("301", talk_seconds=1)
    exchange.call(caller="0311110103", hold_seconds=20).finished()
    call = of(exchange, "0311110103")
    assert [event for event in events_of(exchange, call) if not event.startswith("MG-PLAYED")] == [
        "MG-ARRIVED", "MG-DECIDED", "ENTERQUEUE", "MG-RECORDED", "CONNECT", "COMPLETEAGENT", "MG-ENDED",
    ]  # fmt: skip
    assert exchange.heard(call) == ["greeting", "recording"]


@pytest.mark.req("TEL-10")
def test_with_no_seat_free_the_caller_hears_so_waits_and_is_told_again_at_the_limit(
    exchange: Exchange, policy: Policy
) -> None:
    policy.answer = "v1 open greeting queue - congestion 2 overflow"
    caller = exchange.call(caller="0311110104", hold_seconds=30).finished()
    call = of(exchange, "0311110104")
    assert caller.was_answered, "never an unanswered ring"
    assert exchange.heard(call) == ["greeting", "congestion", "overflow"]
    assert events_of(exchange, call)[-4:] == ["MG-OVERFLOW", "MG-PLAYED", "MG-PLAYED-END", "MG-ENDED"]
    assert exchange.queue_log("MG-OVERFLOW", call=call)[0].values == ("timeout",)
    assert (
        not (exchange.folder / "spool/monitor" / f"{call}.raw").exists()
        or not (exchange.folder / "spool/monitor" / f"{call}.raw").stat().st_size
    ), "nobody spoke, so nothing was recorded"


def test_a_seat_that_does_not_answer_leaves_the_caller_in_the_queue(exchange: Exchange) -> None:
    exchange.seat("302", answers=False)
    caller = exchange.call(caller="0311110105", hold_seconds=3).finished()
    call = of(exchange, "0311110105")
    assert caller.was_answered
    assert "ABANDON" in events_of(exchange, call)


@pytest.mark.req("TEL-10")
def test_nothing_to_say_and_nobody_to_speak_to_is_refused_at_once(exchange: Exchange, policy: Policy) -> None:
    policy.answer = "v1 ended - hang_up - - 0 -"
    caller = exchange.call(caller="0311110106", hold_seconds=5).finished()
    assert not caller.was_answered
    assert events_of(exchange, of(exchange, "0311110106")) == ["MG-ARRIVED", "MG-DECIDED", "MG-ENDED"]


def test_an_announcement_that_is_missing_is_no_silence(exchange: Exchange, policy: Policy) -> None:
    policy.answer = "v1 closed no-such-file,out-of-hours hang_up - - 0 -"
    exchange.call(caller="0311110107", hold_seconds=15).finished()
    call = of(exchange, "0311110107")
    wait_until(lambda: exchange.queue_log("MG-ENDED", call=call))
    assert [line.values[0] for line in exchange.queue_log("MG-PLAYED-END", call=call)] == ["out-of-hours"]


# When Madoguchi does not answer


def schedule(exchange: Exchange, *stretches: tuple[timedelta, str]) -> None:
    """What the exchange was told ahead: each line from a moment on, seen from now."""
    now = datetime.now(TOKYO)
    days: dict[str, list[str]] = {}
    for since, line in stretches:
        at = now + since
        days.setdefault(f"{at:%Y%m%d}", []).append(f"{at:%H%M%S} {line}")
    for day, told in days.items():
        exchange.cli(f'database put madoguchi-schedule {day} "{"|".join(told)}"')


@pytest.mark.parametrize("trouble", ["refuses", "is down"])
def test_without_an_answer_what_was_told_ahead_holds(exchange: Exchange, policy: Policy, trouble: str) -> None:
    policy.answer, policy.status = ("<html>v1 open</html>", 200) if trouble == "refuses" else ("x", 503)
    schedule(exchange, (timedelta(minutes=-2), OPEN), (timedelta(minutes=-1), CLOSED), (timedelta(minutes=9), OPEN))
    caller = "0311110111" if trouble == "refuses" else "0311110112"
    exchange.call(caller=caller, hold_seconds=15).finished()
    call = of(exchange, caller)
    assert exchange.decision(call) == ("after_hours", "last_known")
    assert exchange.heard(call) == ["out-of-hours"]


def test_who_hangs_costs_a_second_once_and_is_not_asked_again_for_a_while(
    exchange: Exchange, policy: Policy
) -> None:
    policy.hangs_seconds = 4
    schedule(exchange, (timedelta(minutes=-1), CLOSED))
    started = time.monotonic()
    exchange.call(caller="0311110113", hold_seconds=15).finished()
    first = time.monotonic() - started
    asked, started = len(policy.asked), time.monotonic()
    exchange.call(caller="0311110114", hold_seconds=15).finished()
    assert 0.9 <= first < 4
    assert time.monotonic() - started < first
    assert len(policy.asked) == asked, "for some seconds nobody is asked"
    assert exchange.decision(of(exchange, "0311110114")) == ("after_hours", "last_known")
    exchange.cli("dialplan set global MG_ASK_AGAIN_AT 0")
    policy.hangs_seconds = 0
    exchange.call(caller="0311110115", hold_seconds=3).finished()
    assert exchange.decision(of(exchange, "0311110115")) == ("open", "policy")


def test_when_nothing_is_known_people_are_better_than_silence(exchange: Exchange, policy: Policy) -> None:
    policy.status = 503
    exchange.seat("303", talk_seconds=0.5)
    exchange.call(caller="0311110116", hold_seconds=15).finished()
    call = of(exchange, "0311110116")
    assert exchange.decision(call) == ("open", "open")
    assert exchange.heard(call) == ["usual-greeting-1"]
    assert "CONNECT" in events_of(exchange, call)


# Numbers


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("+819012345678", "09012345678"),
        ("00819012345679", "09012345679"),
        ("+8109012345670", "09012345670"),
        ("%EF%BC%90%EF%BC%99%EF%BC%90%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96%EF%BC%97%EF%BC%91", "09012345671"),
        ("+14155550123", "14155550123"),
        ("090-1234-5672", "09012345672"),
    ],
)  # fmt: skip
def test_a_callers_number_is_written_in_one_way(exchange: Exchange, policy: Policy, sent: str, kept: str) -> None:
    policy.answer = CLOSED
    exchange.call(caller=sent, hold_seconds=10).finished()
    call = of(exchange, kept)
    assert exchange.queue_log("MG-ARRIVED", call=call)[0].values[1:3] == (kept, "0")


@pytest.mark.parametrize(
    ("caller", "headers"),
    [
        ("anonymous", ()),
        ("0311110131", ("Privacy: id", "P-Asserted-Identity: <sip:0311110131@example.jp>")),
        ("drop%3Btable", ()),
    ],
)
def test_a_withheld_number_is_not_kept(
    exchange: Exchange, policy: Policy, caller: str, headers: tuple[str, ...]
) -> None:
    policy.answer = CLOSED
    before = len(exchange.calls_of(""))
    exchange.call(caller=caller, headers=headers, hold_seconds=10).finished()
    wait_until(lambda: len(exchange.calls_of("")) > before, seconds=10)
    (arrived,) = exchange.queue_log("MG-ARRIVED", call=exchange.calls_of("")[-1])
    assert arrived.values == (NUMBER, "", "1", "trunk1")
    for log in ("queue_log", "cel-custom/cel.csv", "messages"):
        assert "0311110131" not in (exchange.folder / "log" / log).read_text(), log


@pytest.mark.parametrize(
    "name",
    ["sip:evil@example.jp", "a|b|MG-ENDED|x", "${SHELL(id)}", "x);Hangup(", "長" * 200, "a,b&c=d%0a"],
)
def test_rubbish_in_a_callers_name_changes_nothing(exchange: Exchange, policy: Policy, name: str) -> None:
    policy.answer = CLOSED
    caller = exchange.call(caller="0311110140", name=name, hold_seconds=10).finished()
    assert caller.was_answered
    assert events_of(exchange, of(exchange, "0311110140")) == [
        "MG-ARRIVED", "MG-DECIDED", "MG-PLAYED", "MG-PLAYED-END", "MG-ENDED",
    ]  # fmt: skip


@pytest.mark.req("TEL-01", "TEL-04", "TEL-05")
def test_two_numbers_lead_to_one_queue_and_are_told_apart(exchange: Exchange) -> None:
    """Both arrive by our own trunk as they were dialled: nothing is forwarded."""
    exchange.seat("304", talk_seconds=0.5)
    exchange.call("0120000111", caller="0311110151", hold_seconds=20).finished()
    exchange.call("05000000111", caller="0311110152", hold_seconds=20).finished()
    for caller, dialled in (("0311110151", "0120000111"), ("0311110152", "05000000111")):
        call = of(exchange, caller)
        assert exchange.queue_log("MG-ARRIVED", call=call)[0].values[0] == dialled
        assert exchange.queue_log("CONNECT", call=call)[0].queue == "main"


def test_a_number_that_nobody_has_entered_is_answered_all_the_same(exchange: Exchange) -> None:
    caller = exchange.call("0999999999", caller="0311110153", hold_seconds=2).finished()
    assert caller.was_answered
    assert exchange.queue_log("MG-ARRIVED", call=of(exchange, "0311110153"))[0].values[0] == "0999999999"


def test_a_flood_of_keys_does_nothing(exchange: Exchange) -> None:
    exchange.seat("305", talk_seconds=2)
    caller = exchange.call(
        caller="0311110154", hold_seconds=20, presses=[(0.2, "1234567890*#" * 3), (0.5, "#*" * 10)]
    ).finished()
    call = of(exchange, "0311110154")
    assert caller.succeeded
    assert "COMPLETEAGENT" in events_of(exchange, call)
    assert exchange.queue_log("MG-PRESSED", call=call) == []


# By keys


def test_a_booking_is_looked_up_by_keys_and_what_was_pressed_is_kept_nowhere(
    exchange: Exchange, policy: Policy
) -> None:
    policy.answer = "v1 after_hours out-of-hours hang_up menu - 0 -"
    policy.by_path["booking"] = "v1 ok answer-1,answer-1"
    presses = [(1.5, "1"), (1.5, "12345675"), (6.0, "08087654321")]
    exchange.call(caller="0311110181", hold_seconds=25, presses=presses).finished()
    policy.by_path.clear()
    call = of(exchange, "0311110181")
    (asked,) = [one for one in policy.asked if one["path"].endswith("/booking")]
    assert (asked["number"], asked["phone"]) == ("12345675", "08087654321")
    assert [line.values for line in exchange.queue_log("MG-PRESSED", call=call)] == [
        ("menu", "booking_check"), ("booking_check", "found"),
    ]  # fmt: skip
    written = "".join(
        path.read_text(errors="replace") for path in (exchange.folder / "log").rglob("*") if path.is_file()
    )
    assert "12345675" not in written
    assert "08087654321" not in written


# A telephone that vanishes


def test_a_caller_whose_seat_vanishes_is_first_in_line_again(exchange: Exchange) -> None:
    seat = exchange.seat("306", talk_seconds=60)
    first = exchange.call(caller="0311110161", hold_seconds=40)
    call = of(exchange, "0311110161")
    wait_until(lambda: exchange.queue_log("CONNECT", call=call), seconds=10)
    second = exchange.call(caller="0311110162", hold_seconds=40)
    wait_until(lambda: exchange.queue_log("ENTERQUEUE", call=of(exchange, "0311110162")), seconds=10)
    seat.kill()
    wait_until(lambda: exchange.queue_log("MG-REQUEUED", call=call), seconds=15)
    exchange.seat("307", talk_seconds=0.5)
    first.finished()
    second.finished()
    assert exchange.queue_log("MG-REQUEUED", call=call)[0].member == "agent:306"
    taken = [line.call for line in exchange.queue_log("CONNECT") if line.member == "agent:307"]
    assert taken == [call, of(exchange, "0311110162")]


def test_a_seat_that_hangs_up_ends_the_call(exchange: Exchange) -> None:
    exchange.seat("308", talk_seconds=0.5)
    caller = exchange.call(caller="0311110163", hold_seconds=20).finished()
    assert caller.was_hung_up_by_the_exchange
    assert exchange.queue_log("MG-REQUEUED", call=of(exchange, "0311110163")) == []


# Applying a configuration


def test_a_call_goes_on_while_another_configuration_is_read(exchange: Exchange) -> None:
    exchange.seat("309", talk_seconds=60)
    caller = exchange.call(caller="0311110171", hold_seconds=6)
    call = of(exchange, "0311110171")
    wait_until(lambda: exchange.queue_log("CONNECT", call=call), seconds=10)
    before = exchange.plan
    changed = exchange.configure(replace(before, records=False, equal_distribution=False, number="0120999999"))
    exchange.reload(changed)
    assert sorted(changed) == ["extensions.conf", "queues.conf"]
    assert "rrmemory" in exchange.cli("queue show main")
    caller.finished()
    assert caller.succeeded
    assert not caller.was_hung_up_by_the_exchange
    assert exchange.queue_log("COMPLETECALLER", call=call)
    exchange.reload(exchange.configure(before))
