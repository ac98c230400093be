"""One call: who, when, how it went stretch by stretch, and what else is known of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.accounts.disclosure import record_view
from madoguchi.calls.ledger.history import CALL
from madoguchi.calls.ledger.models import Call, Leg
from madoguchi.calls.ledger.queries import MAY_VIEW, calls_visible_to
from madoguchi.calls.ledger.rules import LEG_LABELS, LegKind
from madoguchi.calls.ledger.shown import (
    direction_label,
    duration,
    ended_by_label,
    handler_of,
    leg_label,
    leg_result,
    line_of,
    other_side,
    outcome_label,
    purpose_label,
)
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.queries import events_visible_to
from madoguchi.core.history.record import About
from madoguchi.core.text.phone import written_phone
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.events_shown import EventShown, events_shown
from madoguchi.web.telephone.calls.sections import sections_of

# The picture is drawn in these units; its row of a kind is as high as its words.
WIDTH, LABELS, ROW = 800, 130, 28
NARROWEST = 3


@dataclass(frozen=True)
class Bar:
    kind: str
    words: str
    x: float
    y: float
    width: float


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def call(request: StaffRequest, key: str) -> HttpResponse:
    found = get_object_or_404(calls_visible_to(request.actor), key=key)
    record_view(About(CALL, found.key), by=request.actor)
    legs = list(found.legs.select_related("agent__staff"))
    context = {
        "call": found,
        "outcome": outcome_label(found),
        "rows": _rows(request.actor, found),
        "legs": [_leg(found, leg) for leg in legs],
        "picture": _picture(found, legs),
        "sections": sections_of(request, found),
        "entries": _entries(request.actor, found),
    }
    return render(request, "telephone/calls/call.html", context)


def _rows(actor: Actor, found: Call) -> list[tuple[str, str]]:
    rows = [
        ("発着", direction_label(found)),
        ("相手", other_side(actor, found)),
        ("かかってきた番号", _dialled(found)),
        ("結果", outcome_label(found)),
        ("担当者", "・".join(filter(None, (handler_of(found), found.seat.name if found.seat else "")))),
        ("着いた日時", _moment(found.arrived_at)),
        ("応答した日時", _moment(found.answered_at)),
        ("終わった日時", _moment(found.ended_at)),
        ("切った側", ended_by_label(found)),
        ("目的", purpose_label(found)),
    ]
    seconds = [
        ("待ち", found.wait_seconds),
        ("通話", found.talk_seconds),
        ("保留", found.hold_seconds),
        ("後処理", found.after_call_seconds),
    ]
    return [row for row in rows if row[1]] + [(label, duration(value)) for label, value in seconds]


def _dialled(found: Call) -> str:
    label, number = line_of(found), written_phone(found.dialled)
    return "" if not label else label if label == number else f"{label}（{number}）"


def _leg(found: Call, leg: Leg) -> dict[str, Any]:
    who = leg.agent.staff.name if leg.agent else f"内線{leg.extension}" if leg.extension else ""
    ended_at = leg.ended_at
    return {
        "began": f"{clock.in_tokyo(leg.began_at):%H:%M:%S}",
        "kind": leg_label(leg),
        "who": who,
        "what": leg.said or leg.to,
        "seconds": duration((ended_at - leg.began_at).total_seconds()) if ended_at else "続いています",
        "result": leg_result(leg),
    }


def _picture(found: Call, legs: list[Leg]) -> dict[str, Any]:
    """A row for each kind of stretch; time runs to the right."""
    now = clock.now()
    begin = min([found.arrived_at, *(leg.began_at for leg in legs)])
    end = max([found.ended_at or now, *(leg.ended_at or now for leg in legs)])
    whole = max(1.0, (end - begin).total_seconds())
    kinds = [kind for kind in LegKind if any(leg.kind == kind for leg in legs)]
    bars = []
    for leg in legs:
        began, length = (
            (leg.began_at - begin).total_seconds(),
            ((leg.ended_at or now) - leg.began_at).total_seconds(),
        )
        row = kinds.index(LegKind(leg.kind))
        width = max(NARROWEST, length / whole * (WIDTH - LABELS))
        x = min(LABELS + began / whole * (WIDTH - LABELS), WIDTH - NARROWEST)
        bars.append(
            Bar(leg.kind, f"{leg_label(leg)} {duration(length)}", round(x, 1), row * ROW + 5, round(width, 1))
        )
    return {
        "bars": bars,
        "labels": [(LEG_LABELS[kind], row * ROW + 19) for row, kind in enumerate(kinds)],
        "height": len(kinds) * ROW + 24,
        "width": WIDTH,
        "left": LABELS,
        "foot": len(kinds) * ROW + 18,
        "begin": f"{clock.in_tokyo(begin):%H:%M:%S}",
        "end": f"{clock.in_tokyo(end):%H:%M:%S}",
    }


def _moment(at: datetime | None) -> str:
    return f"{clock.in_tokyo(at):%Y-%m-%d %H:%M:%S}" if at else ""


def _entries(actor: Actor, found: Call) -> list[EventShown]:
    events = events_visible_to(actor).filter(about_kind=CALL, about_key=found.key).exclude(kind="disclosure.viewed")
    return events_shown(events.order_by("-id"))
