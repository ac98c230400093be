"""A month of calls for the demo, told as an exchange would tell them. Nobody has the numbers in them."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random

from madoguchi.accounts.demo import login_id_of
from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.ledger.actions import take_facts
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.lines.models import Line
from madoguchi.calls.ports import ExchangeFact, FactKind
from madoguchi.core import clock
from madoguchi.municipality.queries import contract, open_days

SEED = 20260702
ORIGIN = "sample"
DAYS_BACK = 28
CALLS_A_DAY = (12, 18)
ANSWERING = (Role.OPERATOR, Role.SUPERVISOR, Role.MANAGER)
ENDINGS = ("answered", "abandoned", "short", "overflow", "left", "after_hours", "out")
WEIGHTS = (74, 6, 4, 3, 3, 6, 4)
Told = tuple[float, FactKind, str, dict[str, object]]


def tell_a_month_of_calls() -> None:
    """Only where there are none yet."""
    if Call.objects.exists():
        return
    extensions = _extensions()
    today, body = clock.today(), contract()
    first = max(today - timedelta(days=DAYS_BACK), body.service_from)
    random = Random(SEED)  # noqa: S311 - a sample, not a secret
    line = Line.objects.order_by("number").first()
    turn = 0
    for day in open_days("telephone", first, today):
        facts: list[ExchangeFact] = []
        for place in range(random.randint(*CALLS_A_DAY)):
            ending = random.choices(ENDINGS, WEIGHTS)[0]
            at = clock.moment(day, time(8, 30)) + timedelta(seconds=random.randrange(8 * 3600))
            if ending == "after_hours":
                at = clock.moment(day, time(17, 5)) + timedelta(seconds=random.randrange(3 * 3600))
            extension, turn = extensions[turn % len(extensions)], turn + (ending == "answered")
            facts += _call(
                f"sample-{day:%m%d}-{place:02}", at, ending, extension, line.number if line else "", random
            )
        evening = min(clock.moment(day, time(21)), clock.now())
        with clock.as_if(evening):
            take_facts([fact for fact in facts if fact.at <= evening])


def _extensions() -> list[str]:
    """Whoever has a telephone already, or three of the demo's people."""
    known = list(Agent.objects.filter(is_active=True).values_list("extension", flat=True))
    if known:
        return known
    for place, role in enumerate(ANSWERING):
        staff = Staff.objects.get(login_id=login_id_of(role))
        Agent.objects.create(staff=staff, extension=f"20{place + 1}", device="desk_phone")
    return list(Agent.objects.values_list("extension", flat=True))


def _call(
    key: str, at: datetime, ending: str, extension: str, dialled: str, random: Random
) -> Iterator[ExchangeFact]:
    caller = f"0900000{random.randrange(10_000):04}" if random.random() < 0.92 else ""
    told = _out(extension, random) if ending == "out" else _in(ending, extension, caller, dialled, random)
    for place, (after, kind, who, values) in enumerate(told):
        said = {name: str(value) for name, value in values.items()}
        yield ExchangeFact(ORIGIN, f"{key}:{place:02}", at + timedelta(seconds=after), kind, key, who, said)


def _in(ending: str, extension: str, caller: str, dialled: str, random: Random) -> Iterator[Told]:
    yield 0, FactKind.ARRIVED, "", {"dialled": dialled, "caller": caller, "trunk": "trunk1"}
    decision = "after_hours" if ending == "after_hours" else "open"
    yield 0, FactKind.DECIDED, "", {"decision": decision, "source": "policy"}
    said = "after_hours" if ending == "after_hours" else "greeting"
    yield 0, FactKind.PLAYED, "", {"said": said}
    if ending == "left":
        yield 3, FactKind.ENDED, "", {"by": "caller"}
        return
    yield 6, FactKind.PLAYED_TO_END, "", {"said": said}
    if ending == "after_hours":
        yield 6, FactKind.ENDED, "", {"by": "exchange"}
        return
    yield 6, FactKind.QUEUED, "", {"queue": "main"}
    waits = {"short": (1, 4), "overflow": (120, 121), "abandoned": (25, 110), "answered": (2, 40)}
    wait = random.randrange(*waits[ending])
    if ending == "overflow":
        yield 6 + wait, FactKind.OVERFLOWED, "", {"reason": "timeout", "wait_seconds": wait}
        yield 6 + wait, FactKind.PLAYED, "", {"said": "congestion"}
        yield 14 + wait, FactKind.ENDED, "", {"by": "exchange"}
    elif ending == "answered":
        yield from _talk(6 + wait, extension, wait, random)
    else:
        yield 6 + wait, FactKind.ABANDONED, "", {"wait_seconds": wait}
        yield 6 + wait, FactKind.ENDED, "", {"by": "caller"}


def _talk(begin: float, extension: str, wait: int, random: Random) -> Iterator[Told]:
    talk = int(random.lognormvariate(5.2, 0.5))
    by = "caller" if random.random() < 0.8 else "agent"
    yield (
        begin,
        FactKind.ANSWERED,
        extension,
        {"wait_seconds": wait, "ring_seconds": min(wait, random.randint(2, 6))},
    )
    if random.random() < 0.2 and talk > 60:
        yield begin + talk // 3, FactKind.HELD, extension, {}
        yield begin + talk // 2, FactKind.UNHELD, extension, {}
    yield begin + talk, FactKind.COMPLETED, extension, {"talk_seconds": talk, "by": by}
    yield begin + talk, FactKind.ENDED, "", {"by": by}
    work = random.randint(15, 120)
    yield begin + talk + work, FactKind.STATE, extension, {"state": "after_call", "seconds": work}


def _out(extension: str, random: Random) -> Iterator[Told]:
    number = f"0300000{random.randrange(1000):03}"
    purpose = random.choice(["escalation", "call_back", "booking"])
    talk = random.randint(60, 420)
    yield 0, FactKind.DIALLED_OUT, extension, {"number": number, "purpose": purpose}
    yield 9, FactKind.OUT_ANSWERED, extension, {}
    yield 9 + talk, FactKind.ENDED, "", {"by": "agent"}
