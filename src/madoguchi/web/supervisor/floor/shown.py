"""The floor as people read it."""

from dataclasses import dataclass, field
from datetime import datetime

from madoguchi.accounts.queries import names_by_key
from madoguchi.calls.agents.models import Agent, AgentState, Seat
from madoguchi.calls.agents.queries import MAY_SUPERVISE, after_call_ends_at, has_bases, states_now
from madoguchi.calls.agents.rules import ON_THE_LINE, STATE_LABELS, State
from madoguchi.calls.announcements.rules import MAY_EDIT as MAY_ANNOUNCE
from madoguchi.calls.lines.queries import seats_on
from madoguchi.calls.orders.queries import Standing, standing
from madoguchi.calls.orders.supervising import Aid, aids_in
from madoguchi.calls.policy.actions import may_switch
from madoguchi.calls.policy.models import Closing, Emergency
from madoguchi.calls.policy.queries import closing_on, emergency_on
from madoguchi.calls.ports import OrderKind
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.web.frame.times import length_in_words
from madoguchi.workforce.seats.queries import number_added

KINDS = {
    State.READY: "success",
    State.RINGING: "key",
    State.TALKING: "key",
    State.HOLD: "warning",
    State.AFTER_CALL: "warning",
}
AID_LABELS = {
    OrderKind.LISTEN: "聞く",
    OrderKind.WHISPER: "従事者にだけ話す",
    OrderKind.BARGE: "三者で話す",
    OrderKind.CONSULT: "引き取り",
}


@dataclass(frozen=True)
class Line:
    """One person who is there."""

    row: AgentState
    now: datetime
    set_by: str
    aids: list[str] = field(default_factory=list)
    is_being_taken: bool = False

    @property
    def kind(self) -> str:
        return KINDS.get(State(self.row.state), "")

    @property
    def length(self) -> str:
        return length_in_words((self.now - self.row.began_at).total_seconds())

    @property
    def is_on_the_line(self) -> bool:
        return State(self.row.state) in ON_THE_LINE and bool(self.row.call_key)

    @property
    def may_be_aided(self) -> bool:
        return self.is_on_the_line and self.row.agent.has_telephone

    @property
    def ends_at(self) -> datetime | None:
        return after_call_ends_at(self.row)


@dataclass(frozen=True)
class Floor:
    now: datetime
    lines: list[Line]
    absent: list[Agent]
    is_down: bool
    closing: Closing | None
    emergency: Emergency | None
    seats_planned: int
    seats_added: int
    may_change: bool
    may_switch: bool
    base: str = ""  # whose people and seats these are; "" for all
    has_bases: bool = False

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        return [
            (STATE_LABELS[state], KINDS.get(state, ""), count)
            for state in State
            if state is not State.SIGNED_OUT
            if (count := sum(line.row.state == state for line in self.lines)) or state is State.READY
        ]

    @property
    def in_words(self) -> str:
        """What a screen reader is told after a change."""
        said = "、".join(f"{label}{count}人" for label, _, count in self.counts)
        return f"フロア：{said}"


def floor_for(actor: Actor, base: str = "") -> Floor:
    now = clock.now()
    everybody = list(states_now())
    rows = [row for row in everybody if not base or (row.seat and row.seat.base == base)]
    aids = aids_in([row.call_key for row in rows])
    names = names_by_key({row.set_by for row in rows if row.set_by})
    people = {agent.extension: agent for agent in Agent.objects.filter(is_active=True).select_related("staff")}
    lines = [
        Line(
            row,
            now,
            _who(row, names),
            [_aid(aid, people) for aid in aids.get(row.call_key, [])],
            any(aid.how is OrderKind.CONSULT for aid in aids.get(row.call_key, [])),
        )
        for row in rows
    ]
    there = {row.agent_id for row in everybody}
    added = 0 if base else number_added(now)
    return Floor(
        now=now,
        lines=lines,
        # Who sits nowhere is at no base.
        absent=[agent for agent in people.values() if agent.pk not in there and not base],
        is_down=standing(now) not in (Standing.UP, Standing.NONE),
        closing=closing_on(now),
        emergency=emergency_on(),
        seats_planned=Seat.objects.filter(base=base, is_in_use=True).count()
        if base
        else seats_on(now.date()) + added,
        seats_added=added,
        may_change=actor.may(MAY_SUPERVISE),
        may_switch=actor.may(MAY_ANNOUNCE) or may_switch(actor),
        base=base,
        has_bases=has_bases(),
    )


def _who(row: AgentState, names: dict[str, str]) -> str:
    if not row.set_by:
        return "電話の動き"
    return "本人" if row.set_by == row.agent.staff.login_id else names.get(row.set_by, row.set_by)


def _aid(aid: Aid, people: dict[str, Agent]) -> str:
    who = people.get(aid.extension)
    name = who.staff.name if who else f"内線{aid.extension}"
    return f"{name}（{AID_LABELS[aid.how]} {clock.in_tokyo(aid.since):%H:%M}から）"
