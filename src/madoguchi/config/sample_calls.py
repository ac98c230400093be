"""A month of calls for the demo, told as an exchange would tell them. Nobody has the numbers in them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from madoguchi.accounts.demo import login_id_of
from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.ledger.actions import take_facts
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.lines.models import Line
from madoguchi.calls.ports import ExchangeFact, FactKind
from madoguchi.config.call_records import LOOKED_BACK
from madoguchi.config.sample_desk import KEY
from madoguchi.contacts.models import Contact
from madoguchi.core import clock
from madoguchi.municipality.queries import contract, open_days

SEED = 20260702
ORIGIN = "sample"
DIALLED = "0120000000"
DAYS_BACK = 28
ANSWERING = (Role.OPERATOR, Role.SUPERVISOR, Role.MANAGER)
# Of an answered call: whether nobody wrote a record of it. Of the last days somebody is still to be asked.
NOT_WRITTEN = 0.03
ENDINGS = ("answered", "abandoned", "short", "overflow", "left", "after_hours", "out")
WEIGHTS = (74, 6, 4, 3, 3, 6, 4)
Told = tuple[float, FactKind, str, dict[str, object]]


def tell_a_month_of_calls() -> None:
    """Only where there are none yet. Of the last days those that are answered are the ones that were recorded."""
    if Call.objects.exists():
        return
    extensions = extensions_here()
    today, body = clock.today(), contract()
    first = max(today - timedelta(days=DAYS_BACK), body.service_from)
    random = Random(SEED)  # noqa: S311 - a sample, not a secret
    dialled = line_here().number
    written_until = clock.now() - LOOKED_BACK - timedelta(days=1)
    recorded = _recorded_by_day(clock.start_of(first))
    for day in sorted({*open_days("telephone", first, today), *recorded}):
        of_day = recorded.get(day, [])
        facts = [fact for contact in of_day for fact in _recorded(contact, dialled, random)]
        for place in range(len(of_day)):
            ending = random.choices(ENDINGS, WEIGHTS)[0]
            if ending == "answered" and random.random() >= NOT_WRITTEN:
                continue  # this one was
            at = clock.moment(day, time(8, 30)) + timedelta(seconds=random.randrange(8 * 3600))
            if ending == "after_hours":
                at = clock.moment(day, time(17, 5)) + timedelta(seconds=random.randrange(3 * 3600))
            if ending == "answered" and at >= written_until:
                continue
            extension = extensions[place % len(extensions)]
            facts += told_call(f"sample-{day:%m%d}-{place:02}", at, ending, extension, dialled, random)
        evening = min(clock.moment(day, time(21)), clock.now())
        with clock.as_if(evening):
            take_facts([fact for fact in facts if fact.at <= evening])


def line_here() -> Line:
    return Line.objects.order_by("number").first() or Line.objects.create(
        number=DIALLED, kind="toll_free", label="マイナンバーカード専用（見本）", payer="city"
    )


def _recorded_by_day(since: datetime) -> dict[date, list[Contact]]:
    found: dict[date, list[Contact]] = {}
    for contact in Contact.objects.filter(call_key__startswith=KEY, started_at__gte=since).order_by("started_at"):
        found.setdefault(clock.in_tokyo(contact.started_at).date(), []).append(contact)
    return found


def _recorded(contact: Contact, dialled: str, random: Random) -> Iterator[ExchangeFact]:
    """The call of which somebody wrote a record."""
    agent = Agent.objects.filter(staff__login_id=contact.handler).first()
    if agent is None:
        return
    caller = contact.party_phone or f"0900000{random.randrange(10_000):04}"
    wait = random.randrange(2, 30)
    at = contact.started_at - timedelta(seconds=6 + wait)
    told = [
        *_in("waits", agent.extension, caller, dialled, random),
        *_talk(
            6 + wait,
            agent.extension,
            wait,
            random,
            within=(contact.ended_at or contact.started_at) - contact.started_at,
        ),
    ]
    yield from _told(contact.call_key, at, told)


def extensions_here() -> list[str]:
    """Whoever has a telephone already, or three of the demo's people."""
    known = list(Agent.objects.filter(is_active=True).values_list("extension", flat=True))
    if known:
        return known
    for place, role in enumerate(ANSWERING):
        staff = Staff.objects.get(login_id=login_id_of(role))
        Agent.objects.create(staff=staff, extension=f"20{place + 1}", device="desk_phone")
    return list(Agent.objects.values_list("extension", flat=True))


def told_call(
    key: str, at: datetime, ending: str, extension: str, dialled: str, random: Random
) -> Iterator[ExchangeFact]:
    caller = f"0900000{random.randrange(10_000):04}" if random.random() < 0.92 else ""
    told = _out(extension, random) if ending == "out" else _in(ending, extension, caller, dialled, random)
    yield from _told(key, at, told)


def _told(key: str, at: datetime, told: Iterable[Told]) -> Iterator[ExchangeFact]:
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
    if ending == "waits":
        return
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


def _talk(
    begin: float, extension: str, wait: int, random: Random, *, within: timedelta | None = None
) -> Iterator[Told]:
    """`within`: from the first word until the record was done."""
    work = random.randint(15, 90)
    talk = int(random.lognormvariate(5.2, 0.5))
    if within is not None:
        talk = max(int(within.total_seconds()) - work, 30)
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
    yield begin + talk + work, FactKind.STATE, extension, {"state": "after_call", "seconds": work}


def _out(extension: str, random: Random) -> Iterator[Told]:
    number = f"0300000{random.randrange(1000):03}"
    purpose = random.choice(["escalation", "call_back", "booking"])
    talk = random.randint(60, 420)
    yield 0, FactKind.DIALLED_OUT, extension, {"number": number, "purpose": purpose}
    yield 9, FactKind.OUT_ANSWERED, extension, {}
    yield 9 + talk, FactKind.ENDED, "", {"by": "agent"}
