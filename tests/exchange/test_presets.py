"""What a caller hears, placed as a real call for each municipality and each situation: the announcements that a real
exchange played, against what the contracts say."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings

from madoguchi.calls.announcements.models import Sound
from madoguchi.calls.announcements.queries import spoken_text, version_in_force
from madoguchi.calls.announcements.rules import Kind, digest_of, numbered
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.policy.models import Closing, Emergency, TestTime
from madoguchi.core import clock
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.days import set_opening_day
from madoguchi.municipality.rules import Calendar
from madoguchi.telephony.asterisk.answers import policy_line
from madoguchi.telephony.asterisk.config.plan import Plan
from madoguchi.telephony.asterisk.config.queries import plan_now
from tests.calls.test_policy import speak
from tests.services.exchange import NUMBER, Exchange, new_exchange
from tests.services.policy import Policy, new_policy
from tests.services.processes import wait_until
from tests.worlds import ADMIN, applied

pytestmark = [pytest.mark.exchange, pytest.mark.django_db]

GREETED = ("greeting", "recording")
NO_HINT = {"announcements.says_web_hint": False}
WAITED = (*GREETED, "congestion", "overflow", "web-hint")
WAITED_WITHOUT_WEB = (*GREETED, "congestion", "overflow")
ANSWERED_AUTOMATICALLY = (*GREETED, "congestion", "congestion")


@dataclass(frozen=True)
class Situation:
    """When, what was switched, what is heard, who answers."""

    name: str
    at: datetime
    hears: tuple[str, ...]
    person_answers: bool = False
    is_answered: bool = True
    dialled: str = NUMBER
    switched: str = ""
    settings: dict[str, object] = field(default_factory=dict)
    needs_no_seat: bool = False


def on(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.TOKYO)


def everywhere(day: str, *, hours: tuple[str, str]) -> list[Situation]:
    """`day`: an ordinary one inside the service, open in `hours`."""
    opens, closes = hours
    noon = on(f"{day}T12:00:00")
    return [
        Situation("open", noon, GREETED, person_answers=True),
        Situation("the first second", on(f"{day}T{opens}:00"), GREETED, person_answers=True),
        Situation("before the hours", on(f"{day}T07:00:00"), ("out-of-hours",)),
        Situation("the very second of closing", on(f"{day}T{closes}:00"), ("out-of-hours",)),
        Situation("an extra closed day", noon, ("closed-day",), switched="closed day"),
        Situation("closed now", noon, ("closed-now",), switched="closing"),
        Situation("emergency", noon, ("emergency", *GREETED), person_answers=True, switched="emergency"),
        Situation("emergency, lines closed", noon, ("emergency",), switched="emergency closes"),
        Situation("emergency at night", on(f"{day}T23:00:00"), ("emergency", "out-of-hours"), switched="emergency"),
        Situation("an unknown number", noon, GREETED, person_answers=True, dialled="0399999999"),
        Situation(
            "a test before the hours", on(f"{day}T07:00:00"), GREETED, person_answers=True, switched="test time"
        ),
        Situation("not recorded", noon, ("greeting",), True, settings={"switches.call_recording": False}),
    ]


NO_END = {"switches.end_of_service_announcement": True}
SITUATIONS: dict[str, list[Situation]] = {
    "hatsukaichi": [
        *everywhere("2026-12-01", hours=("08:30", "17:00")),
        Situation("Saturday", on("2026-12-05T10:00:00"), ("out-of-hours",)),
        Situation("national holiday", on("2026-11-23T10:00:00"), ("holiday",)),
        Situation("New Year", on("2026-12-31T10:00:00"), ("holiday",)),
        Situation("overflow", on("2026-12-01T11:00:00"), WAITED, needs_no_seat=True),
        Situation(
            "overflow, no web", on("2026-12-01T11:00:00"), WAITED_WITHOUT_WEB, needs_no_seat=True, settings=NO_HINT
        ),
        Situation("before the service", on("2026-06-30T10:00:00"), ("not-yet",)),
        Situation("after the service", on("2028-07-03T10:00:00"), (), is_answered=False),
        Situation("after the service, said", on("2028-07-03T10:00:00"), ("end-of-service",), settings=NO_END),
    ],
    "kawagoe": [
        *everywhere("2025-12-02", hours=("08:30", "17:15")),
        Situation("Sunday", on("2025-12-07T10:00:00"), ("out-of-hours",)),
        Situation("national holiday", on("2025-11-24T10:00:00"), ("holiday",)),
        Situation("New Year", on("2025-12-29T10:00:00"), ("holiday",)),
        Situation("overflow", on("2025-12-02T11:00:00"), ANSWERED_AUTOMATICALLY, needs_no_seat=True),
        Situation("after the service", on("2026-04-01T10:00:00"), (), is_answered=False),
    ],
    "nishitokyo": [
        *everywhere("2026-12-01", hours=("08:30", "20:00")),
        Situation("Sunday", on("2026-12-06T10:00:00"), GREETED, person_answers=True),
        Situation("national holiday", on("2026-11-23T10:00:00"), GREETED, person_answers=True),
        Situation("New Year", on("2026-12-31T10:00:00"), ("holiday",)),
        Situation("overflow", on("2026-12-01T11:00:00"), WAITED_WITHOUT_WEB, needs_no_seat=True),
        Situation("after the service", on("2027-04-01T10:00:00"), (), is_answered=False),
    ],
    "digital-agency": [
        *everywhere("2026-12-01", hours=("09:30", "20:00")),
        Situation("Sunday", on("2026-12-06T10:00:00"), GREETED, person_answers=True),
        Situation("Sunday evening", on("2026-12-06T17:30:00"), ("out-of-hours",)),
        Situation("national holiday", on("2026-11-23T10:00:00"), GREETED, person_answers=True),
        Situation("New Year", on("2026-12-31T10:00:00"), GREETED, person_answers=True),
        Situation("overflow", on("2026-12-01T11:00:00"), WAITED_WITHOUT_WEB, needs_no_seat=True),
        Situation("after the service", on("2031-04-01T10:00:00"), (), is_answered=False),
    ],
}


@pytest.fixture(scope="module")
def policy() -> Iterator[Policy]:
    with new_policy() as running:
        yield running


@pytest.fixture(scope="module")
def exchange(policy: Policy) -> Iterator[Exchange]:
    with new_exchange(lambda machine: Plan(machine, number=NUMBER, records=True), policy_url=policy.url) as running:
        yield running


def line_for(body: str, situation: Situation) -> str:
    """What Madoguchi answers in this situation; the database is then as it was."""
    from django.db import transaction

    with time_machine.travel(situation.at, tick=False), transaction.atomic():
        _switch(situation)
        if situation.settings:
            change_settings(dict(situation.settings), by=ADMIN, effective_on=situation.at.date())
        line = policy_line(situation.dialled, situation.at)
        transaction.set_rollback(True)
    return line


def _switch(situation: Situation) -> None:
    at, later = situation.at, clock.moment(situation.at.date(), datetime.max.time())
    if situation.switched == "closing":
        Closing.objects.create(from_at=at, until_at=later, reason="見本", made_by="test", made_at=at)
    elif situation.switched.startswith("emergency"):
        Emergency.objects.create(on_at=at, on_by="test", closes_lines=situation.switched.endswith("closes"))
    elif situation.switched == "test time":
        TestTime.objects.create(from_at=at, until_at=later, made_by="test")
    elif situation.switched == "closed day":
        set_opening_day(
            Calendar.TELEPHONE, at.date(), by=ADMIN, hours="", note="設備の点検", agreed_with="市民課", agreed_on=at.date(),
        )  # fmt: skip


@pytest.mark.req("TEL-01", "TEL-08", "TEL-09", "TEL-10", "TEL-22", "CAL-10", "CAL-11", "CAL-12", "CAL-13", "INC-12")
@pytest.mark.switch("call_recording", "end_of_service_announcement")
@pytest.mark.preset_key(
    "announcements.overflow", "announcements.queue_limit_seconds", "announcements.says_web_hint"
)
@pytest.mark.parametrize("body", SITUATIONS)
def test_every_situation_is_heard_as_the_contract_says(exchange: Exchange, policy: Policy, body: str) -> None:
    with time_machine.travel(SITUATIONS[body][0].at, tick=False):
        applied(body)
        speak(*Kind)
        change_settings(
            {"announcements.queue_limit_seconds": 1}, by=ADMIN, effective_on=SITUATIONS[body][0].at.date()
        )
    callers = {
        f"03{list(SITUATIONS).index(body):04}{number:04}": one for number, one in enumerate(SITUATIONS[body])
    }
    for caller, situation in callers.items():
        policy.by_caller[caller] = line_for(body, situation)
    played = {word for line in policy.by_caller.values() for part in line.split() for word in part.split(",")}
    exchange.say(*(name for name in played if "-ja-" in name), seconds=0.15)
    exchange.clear()
    _call(exchange, {caller: one for caller, one in callers.items() if one.needs_no_seat})
    for number in range(8):
        exchange.seat(f"{list(SITUATIONS).index(body) + 5}{number:02}", ring_seconds=0.1, talk_seconds=0.2, pitch=0)
    waiting = {caller: one for caller, one in callers.items() if not one.needs_no_seat}
    for some in _in_fours(waiting):
        _call(exchange, some)
    for caller, situation in callers.items():
        (call,) = exchange.calls_of(caller)
        name = f"{body}, {situation.name}"
        assert tuple(map(kind_of, exchange.heard(call))) == situation.hears, name
        assert bool(exchange.queue_log("CONNECT", call=call)) == situation.person_answers, name
        assert exchange.decision(call)[1] == "policy", name


def _in_fours(callers: dict[str, Situation]) -> Iterator[dict[str, Situation]]:
    """Fewer than there are seats: who waits for one would hear more."""
    keys = list(callers)
    for begin in range(0, len(keys), 4):
        yield {key: callers[key] for key in keys[begin : begin + 4]}


def _call(exchange: Exchange, callers: dict[str, Situation]) -> None:
    calling = {
        caller: exchange.call(situation.dialled, caller=caller, hold_seconds=20, pitch=0)
        for caller, situation in callers.items()
    }
    for caller, telephone in calling.items():
        telephone.finished(seconds=30)
        situation = callers[caller]
        assert telephone.was_answered == situation.is_answered, situation.name
        wait_until(lambda caller=caller: exchange.queue_log("MG-ENDED", call=exchange.calls_of(caller)[0]))  # type: ignore[misc]


def kind_of(file: str) -> str:
    return file.rsplit("-", 3)[0]


# In the queue, where no log of calls says what is played: the sounds that the exchange opened for that caller


SAYS_MORE = {"announcements.says_position": True, "announcements.says_wait": True}
CALLS_BACK = {
    "switches.call_back_intake": True,
    "announcements.call_back_at": ["overflow", "after_hours"],
    "announcements.queue_limit_seconds": 1,
}


@pytest.mark.req("TEL-10", "TEL-12", "TEL-22")
@pytest.mark.switch("call_back_intake")
@pytest.mark.preset_key("announcements.says_position", "announcements.says_wait", "announcements.call_back_at")
@pytest.mark.parametrize("body", SITUATIONS)
def test_place_wait_and_call_backs_are_heard_only_where_they_are_switched_on(
    exchange: Exchange, policy: Policy, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    open_, early = SITUATIONS[body][0], SITUATIONS[body][2]
    before = exchange.plan
    monkeypatch.setattr(settings, "EXCHANGE_MACHINE", exchange.machine)
    with time_machine.travel(open_.at, tick=False):
        applied(body)
        speak(*Kind)
        _some_have_waited(open_.at)
        speak_numbers()
    exchange.say(
        "place-1", "wait-1", "wait-2", *map("call-back-{}1".format, ("", "number-", "confirm-", "enter-", "taken-"))
    )
    exchange.clear()
    exchange.listen()
    heard = {}
    place = list(SITUATIONS).index(body)
    for round_, changed in enumerate([{}, SAYS_MORE, CALLS_BACK]):
        plan, lines = _as_switched(changed, open_.at, early.at)
        exchange.reload(exchange.configure(replace(plan, says_again=())))
        for number, line in enumerate(lines):
            caller = f"03{place}9{round_}000{number}0"
            policy.by_caller[caller] = line
            said = [word for part in line.split() for word in part.split(",") if "-ja-" in word]
            exchange.say(*said, seconds=0.15)
            telephone = exchange.call(caller=caller, hold_seconds=6, pitch=0).finished(seconds=40)
            assert telephone.was_answered
            (call,) = exchange.calls_of(caller)
            wait_until(lambda call=call: exchange.queue_log("MG-ENDED", call=call))  # type: ignore[misc]
            heard[round_, number] = {name for name in exchange.played(call) if "-ja-" not in name}
    assert heard[0, 0] == heard[0, 1] == set(), "nothing that the contract does not want"
    assert heard[1, 0] == {"place-1", "wait-2"}
    assert heard[1, 1] == set()
    assert heard[2, 0] == heard[2, 1] == {"call-back-1"}
    exchange.reload(exchange.configure(before))


def _as_switched(changed: dict[str, object], *moments: datetime) -> tuple[Plan, list[str]]:
    """How the exchange is configured then, and what is answered at each moment."""
    from django.db import transaction

    with time_machine.travel(moments[0], tick=False), transaction.atomic():
        if changed:
            change_settings(dict(changed), by=ADMIN, effective_on=moments[0].date())
        plan, lines = plan_now(), [policy_line(NUMBER, at) for at in moments]
        transaction.set_rollback(True)
    return plan, lines


def _some_have_waited(at: datetime) -> None:
    """Three of late, two minutes at the longest."""
    for number, seconds in enumerate((60, 90, 120)):
        Call.objects.create(
            key=f"waited-{number}", direction="incoming", arrived_at=at - timedelta(minutes=20), outcome="answered",
            answered_at=at - timedelta(minutes=18), wait_seconds=seconds,
        )  # fmt: skip


def speak_numbers() -> None:
    """The sentences with a number and the words before them, as if the voice had spoken them."""
    for kind in filter(numbered, Kind):
        words = version_in_force(kind, "ja", clock.today())
        for text in [*numbered(kind).values(), *([words.text] if words else [])]:
            Sound.objects.get_or_create(
                pk=digest_of(spoken_text(text)),
                defaults={"origin": "spoken", "seconds": 1.0, "wav": b"", "made_at": clock.now()},
            )
