"""What meetings need: a day in each month that the contract wants one, and minutes handed in."""

from collections.abc import Iterator

from django.urls import reverse

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.reports.meetings.queries import missing_this_month, without_minutes
from madoguchi.web.home.need import Need


def missing(actor: Actor) -> Iterator[Need]:
    """REP-25."""
    found = missing_this_month(clock.today())
    if found is not None:
        yield Need(
            "warning" if found.is_urgent else "info",
            f"{found.month.month}月の定例会が、あと {found.count} 回要ります",
            "市と日を決めて、入れてください。",
            reverse("manager:new_meeting"),
            "定例会の日を決める",
        )


def minutes(actor: Actor) -> Iterator[Need]:
    """REP-26."""
    waiting = list(without_minutes())
    if waiting:
        yield Need(
            "warning",
            f"議事録を提出していない定例会が {len(waiting)} 件あります",
            f"いちばん古いものは、{waiting[0].name}です。",
            reverse("manager:meeting", args=[waiting[0].pk]),
            "定例会を開く",
        )
