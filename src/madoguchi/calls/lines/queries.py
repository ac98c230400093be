"""Numbers, how many lines and seats there are and were needed, minutes, and what is still to be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Direction
from madoguchi.calls.lines.models import Capacity, Line, LineTask
from madoguchi.calls.lines.rules import LineKind, Payer, Wanted, is_free_for_callers, number_in_force, peak_of
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.text.phone import normalise_phone
from madoguchi.municipality.queries import contract, is_on, value_of, values_of
from madoguchi.workforce.regimes.queries import seats_decided

MAY_VIEW, MAY_EDIT, MAY_EXPORT = "lines.view", "lines.edit", "lines.export"
FEW_OUTGOING_A_WEEK = 5


def lines_visible_to(actor: Actor) -> QuerySet[Line]:
    return Line.objects.all() if actor.may(MAY_VIEW) else Line.objects.none()


def tasks_visible_to(actor: Actor) -> QuerySet[LineTask]:
    tasks = LineTask.objects.filter(dropped_on=None).select_related("call").defer("file")
    return tasks if actor.may(MAY_VIEW) else tasks.none()


def open_tasks(actor: Actor) -> QuerySet[LineTask]:
    return tasks_visible_to(actor).filter(done_on=None)


def numbers_of_contract() -> dict[str, LineKind]:
    """The numbers that stand in the settings (TEL-01, TEL-04), by digits."""
    values = values_of("telephone")
    named: list[tuple[str, str]] = [
        (values.get("number", ""), values.get("number_kind", "")),
        (values.get("ip_phone_number", ""), LineKind.IP_050),
    ]
    return {digits: LineKind(kind) for written, kind in named if written and (digits := normalise_phone(written))}


def numbers_not_entered() -> dict[str, LineKind]:
    known = set(Line.objects.values_list("number", flat=True))
    return {digits: kind for digits, kind in numbers_of_contract().items() if digits not in known}


def number_is_not_shown() -> bool:
    """Numbers are registered, and none stands in the settings, from which citizens' pages, mails and the exchange take
    it."""
    return not value_of("telephone.number") and Line.objects.exists()


def payer_of_contract() -> Payer:
    return Payer(value_of("telephone.charges_paid_by"))


def is_free(number: str) -> bool | None:
    """Whether a caller pays nothing (TEL-02); None where nobody knows. A number that is entered says so itself."""
    line = Line.objects.filter(number=normalise_phone(number) or number).first()
    if line is not None:
        return line.payer != Payer.CALLER or is_free_for_callers(LineKind(line.kind))
    values = values_of("telephone")
    if "charges_paid_by" not in values:
        return None
    return bool(values["charges_paid_by"] != Payer.CALLER)


# How many


def capacities(of: str) -> QuerySet[Capacity]:
    return Capacity.objects.filter(of=of).order_by("effective_on")


def capacity_on(of: str, day: date) -> int | None:
    """What was agreed in a consultation about staffing counts like what was entered here (WFM-09)."""
    changes = dict(capacities(of).values_list("effective_on", "number"))
    if of == "seats":
        changes |= seats_decided()
    return number_in_force(list(changes.items()), day)


def seats_on(day: date) -> int:
    """The contract's usual number of seats; 0 where nobody has said one."""
    return capacity_on("seats", day) or 0


def bounds_of(of: str) -> tuple[int, int]:
    """The least and the most that the contract allows; 0 is no bound."""
    if of == "lines":
        return value_of("telephone.lines_min"), 0
    return value_of("staffing.seats_min"), value_of("staffing.seats_max")


def first_numbers() -> dict[str, int]:
    """How many there are on the first day, as the contract says; what it does not say is left out."""
    least, usual = value_of("telephone.lines_min"), value_of("staffing.seats_usual")
    return {of: number for of, number in (("lines", least), ("seats", usual)) if number}


def peaks(of: str, first: date, until: date) -> dict[date, int]:
    """Day by day, how many were in use at the same moment at most; days without a call are left out."""
    begins, ends = clock.start_of(first), clock.start_of(until + timedelta(days=1))
    start = "arrived_at" if of == "lines" else "answered_at"
    rows = Call.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=begins), **{f"{start}__lt": ends, f"{start}__isnull": False}
    ).exclude(direction=Direction.INTERNAL)
    now = clock.now()
    spans = [(begun, ended or now) for begun, ended in rows.values_list(start, "ended_at")]
    return _peaks_by_day(spans, first, until)


def _peaks_by_day(spans: list[tuple[datetime, datetime]], first: date, until: date) -> dict[date, int]:
    by_day: dict[date, list[tuple[datetime, datetime]]] = {}
    for begun, ended in spans:
        day = max(first, clock.in_tokyo(begun).date())
        while day <= min(until, clock.in_tokyo(ended).date()):
            edges = clock.day_interval(day)
            by_day.setdefault(day, []).append((max(begun, edges.start), min(ended, edges.end)))
            day += timedelta(days=1)
    return {day: peak_of(of_day) for day, of_day in sorted(by_day.items())}


@dataclass(frozen=True)
class Minutes:
    """For checking an invoice (TEL-02). A minute of a number begins when the exchange takes the call."""

    number: str
    label: str
    payer: str
    direction: str
    calls: int
    seconds: float

    @property
    def minutes(self) -> float:
        return round(self.seconds / 60, 1)


def minutes_of(month: date) -> list[Minutes]:
    """A month by number and direction. A call counts where it began."""
    first = month.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    rows = Call.objects.filter(arrived_at__gte=clock.start_of(first), arrived_at__lt=clock.start_of(following))
    lines = {line.number: line for line in Line.objects.all()}
    found: dict[tuple[str, str], list[float]] = {}
    calls = rows.exclude(direction=Direction.INTERNAL).order_by("dialled")
    for dialled, direction, begun, answered, ended in calls.values_list(
        "dialled", "direction", "arrived_at", "answered_at", "ended_at"
    ):
        is_out = direction == Direction.OUTGOING
        since = answered if is_out else begun  # who is called pays nothing while it rings
        seconds = (ended - since).total_seconds() if ended and since else 0.0
        found.setdefault(("" if is_out else normalise_phone(dialled) or dialled, direction), []).append(seconds)
    return [_minutes(number, direction, seconds, lines) for (number, direction), seconds in sorted(found.items())]


def _minutes(number: str, direction: str, seconds: Iterable[float], lines: dict[str, Line]) -> Minutes:
    each, line = list(seconds), lines.get(number)
    if direction == Direction.OUTGOING:
        payer = Payer.CONTRACTOR if value_of("telephone.costs_paid_by_contractor") else payer_of_contract()
        return Minutes("", "発信", payer, direction, len(each), sum(each))
    return Minutes(
        number,
        line.label if line else "登録のない番号",
        line.payer if line else "",
        direction,
        len(each),
        sum(each),
    )


@dataclass(frozen=True)
class Expected:
    """What the contract says of outgoing calls (002 No.9)."""

    a_week: str
    minutes: int

    @property
    def most_a_week(self) -> int | None:
        return {"none": 0, "few": FEW_OUTGOING_A_WEEK}.get(self.a_week)


def expected_outgoing() -> Expected:
    return Expected(value_of("telephone.outgoing_calls_a_week"), value_of("telephone.outgoing_minutes"))


def days_without_a_free_line(today: date) -> list[date]:
    """001 §6(2): lines grow as needed. On these days of the last two weeks every line was in use at some moment."""
    lines = capacity_on("lines", today)
    if not lines or not value_of("telephone.lines_grow"):
        return []
    return [day for day, most in peaks("lines", today - timedelta(days=13), today).items() if most >= lines]


# What is to be done


def wanted() -> Wanted:
    """The contract's words about its numbers."""
    terms, values = contract(), values_of("telephone")
    known = Line.objects.exclude(known_on=None).order_by("known_on").values_list("known_on", flat=True).first()
    return Wanted(
        service_from=terms.service_from,
        service_until=terms.service_until,
        is_new_number=values["is_new_number"],
        number_known_on=known,
        number_reported_at_once=values["number_reported_at_once"],
        all_regions=values["all_regions"],
        takes_over_the_name=values["name_transfer_no_forwarding"],
        number_at_end=values["number_at_end"],
        records=is_on("call_recording"),
    )


def recent_test_calls() -> QuerySet[Call]:
    """What may prove a test: the calls of the last days, newest first."""
    since = clock.now() - timedelta(days=60)
    return Call.objects.filter(arrived_at__gte=since, direction=Direction.INCOMING).order_by("-arrived_at")[:50]
