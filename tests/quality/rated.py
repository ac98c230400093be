"""Invented calls of invented operators, drawn and rated."""

from datetime import datetime, timedelta

from madoguchi.accounts.rights import Role
from madoguchi.calls.ledger.models import Call
from madoguchi.core.actors import Actor
from madoguchi.quality.actions import Filled, begin_rating, finish_rating, pick_call
from madoguchi.quality.models import Case, Rating
from madoguchi.quality.rules import Origin
from tests.recordings.tape import call
from tests.services.signed_in import staff_of
from tests.worlds import PRESENT, actor

SUPERVISOR, MANAGER, AUDITOR = actor(Role.SUPERVISOR), actor(Role.MANAGER), actor(Role.AUDITOR)


def calls_of(login_id: str, count: int, *, at: datetime = PRESENT - timedelta(hours=1)) -> list[Call]:
    staff = staff_of(Role.OPERATOR, login_id)
    begun = Call.objects.count()
    return [
        call(f"1764.{begun + place}", at=at + timedelta(minutes=place), staff=staff, seconds=60)
        for place in range(count)
    ]


def picked(login_id: str = "op-1", *, is_for_two: bool = False) -> Case:
    (one,) = calls_of(login_id, 1)
    return pick_call(one, origin=Origin.PICKED, why="保留が長い", is_for_two=is_for_two, by=SUPERVISOR)


def filled(case_or_rating: Rating, level: int = 3, **levels: int | None) -> Filled:
    """Every item at this level, or at its highest where the scale is shorter."""
    items = case_or_rating.sheet.items
    return Filled({item.item: min(level, len(item.levels)) for item in items} | levels)


def rated(case: Case, *, by: Actor = SUPERVISOR, level: int = 3, **levels: int | None) -> Rating:
    begun = begin_rating(case, by=by)
    return finish_rating(begun, filled(begun, level, **levels), by=by)
