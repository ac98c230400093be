"""Reading seats, agents and their states."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from madoguchi.calls.agents.models import Agent, AgentState, Seat
from madoguchi.calls.agents.rules import Device, State, choices_from, ends_after_call_at
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import is_on, value_of

MAY_VIEW = "agents.view"
MAY_EDIT = "agents.edit"  # one's own seat and state
MAY_SUPERVISE_VIEW = "supervision.view"
MAY_SUPERVISE = "supervision.edit"  # those of others; seats and extensions
MAY_READ_PASSWORD = "exchange.edit"  # noqa: S105


def seats_visible_to(actor: Actor) -> QuerySet[Seat]:
    return Seat.objects.all() if actor.may(MAY_VIEW) else Seat.objects.none()


def has_bases() -> bool:
    """Whether the work is done at several bases, on one queue and the same data (004 §5④, 002 No.44)."""
    return is_on("multi_base")


def base_names() -> list[str]:
    """Those that seats in use belong to; none where everybody is in one place."""
    if not has_bases():
        return []
    named = Seat.objects.filter(is_in_use=True).exclude(base="")
    return sorted(set(named.values_list("base", flat=True)))


def agents_visible_to(actor: Actor) -> QuerySet[Agent]:
    """Everybody's for those who supervise; to the others themselves."""
    everybody = Agent.objects.select_related("staff")
    if actor.may(MAY_SUPERVISE_VIEW):
        return everybody
    return everybody.filter(staff__login_id=actor.key) if actor.may(MAY_VIEW) else everybody.none()


def agent_of(actor: Actor) -> Agent | None:
    """This person as the exchange knows them."""
    if not actor.key:
        return None
    return Agent.objects.select_related("staff").filter(staff__login_id=actor.key, is_active=True).first()


def state_of(agent: Agent) -> AgentState | None:
    return AgentState.objects.filter(agent=agent, ended_at=None).select_related("seat", "agent__staff").first()


def states_now() -> QuerySet[AgentState]:
    """Who is there, in which state; nobody who has left."""
    return (
        AgentState.objects.filter(ended_at=None, agent__is_active=True)
        .exclude(state=State.SIGNED_OUT)
        .select_related("agent__staff", "seat")
        .order_by("agent__extension")
    )


def holder_of(seat: Seat) -> Agent | None:
    row = states_now().filter(seat=seat).first()
    return row.agent if row else None


def free_seats(actor: Actor) -> QuerySet[Seat]:
    taken = states_now().order_by().exclude(seat=None).values("seat")
    return seats_visible_to(actor).filter(is_in_use=True).exclude(pk__in=taken)


def choices_of(agent: Agent) -> list[State]:
    row = state_of(agent)
    return choices_from(State(row.state), Device(agent.device)) if row and row.state != State.SIGNED_OUT else []


def devices_offered() -> list[Device]:
    """TEL-17: by contract. Without any telephone the work goes on beside it, by hand."""
    offered = [Device.NONE]
    if value_of("telephone.desk_phones"):
        offered.insert(0, Device.DESK_PHONE)
    if is_on("soft_phone"):
        offered.insert(0, Device.SOFT_PHONE)
    return offered


def after_call_limit_seconds() -> int:
    """After so long after-call work is over by itself; 0: never."""
    return int(value_of("telephone.after_call_seconds"))


def after_call_ends_at(row: AgentState) -> datetime | None:
    if row.state != State.AFTER_CALL:
        return None
    return ends_after_call_at(row.began_at, limit_seconds=after_call_limit_seconds())


@dataclass(frozen=True)
class Stretch:
    """A piece of somebody's day."""

    row: AgentState
    begins: datetime
    ends: datetime
    is_open: bool

    @property
    def seconds(self) -> float:
        return (self.ends - self.begins).total_seconds()


def day_of(agent: Agent, day: date) -> list[Stretch]:
    """What somebody did when, from their first sign-in of that day to their last, cut at midnight."""
    whole, now = clock.day_interval(day), clock.now()
    if whole.start > now:
        return []
    rows = (
        AgentState.objects.filter(agent=agent, began_at__lt=whole.end)
        .filter(Q(ended_at=None) | Q(ended_at__gt=whole.start))
        .exclude(state=State.SIGNED_OUT)
        .select_related("seat")
        .order_by("began_at", "pk")
    )
    return [
        Stretch(
            row,
            clock.in_tokyo(max(row.began_at, whole.start)),
            clock.in_tokyo(min(row.ended_at or max(now, row.began_at), whole.end)),
            is_open=row.ended_at is None,
        )
        for row in rows
    ]


def seconds_by_state(stretches: list[Stretch]) -> dict[State, float]:
    found: dict[State, float] = defaultdict(float)
    for one in stretches:
        found[State(one.row.state)] += one.seconds
    return dict(found)


def stays_between(begins: datetime, ends: datetime) -> list[tuple[int, str, datetime, datetime]]:
    """Who sat at a seat of which base ("" where seats have none), from when until when; a stretch each."""
    now = clock.now()
    rows = (
        AgentState.objects.filter(began_at__lt=ends)
        .filter(Q(ended_at=None) | Q(ended_at__gt=begins))
        .exclude(state=State.SIGNED_OUT)
        .values_list("agent", "seat__base", "began_at", "ended_at")
    )
    return [
        (agent, base or "", began_at, ended_at or max(now, began_at)) for agent, base, began_at, ended_at in rows
    ]
