"""Adding seats in a rush, ending that, keeping who was placed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import Refusal
from madoguchi.core.turns import take_turn
from madoguchi.workforce.history import ADDED_SEATS
from madoguchi.workforce.seats.models import AddedSeats, PlacedHour
from madoguchi.workforce.seats.queries import MAY_ADD, most_seats, needs_agreement, spans_between
from madoguchi.workforce.seats.rules import Placed, is_too_many, most_added_between

LONGEST = timedelta(days=31)


class ReasonMissing(Refusal):
    message = "増席の理由を入力してください。履歴に残ります。"


class NoSeats(Refusal):
    message = "増やす席の数を、1以上で入力してください。"


class EndsTooEarly(Refusal):
    message = "増席の終わりは、いまより後にしてください。"


class TooLong(Refusal):
    message = (
        f"増席は、長くても{LONGEST.days}日までです。続くときは、契約の席数を「電話番号と回線」で変えてください。"
    )


class AgreementMissing(Refusal):
    message = "この契約には、急な増席の定めがありません。市と協議し、協議した相手を入力してください。"


class TooManySeats(Refusal):
    def __init__(self, most: int, usual: int) -> None:
        super().__init__(f"席は、契約の上限（{most}席）までです。ふだんの席数は{usual}席です。")


class AddedAlready(Refusal):
    message = "同じ増席が、すでに始まっています。さらに増やすときは、理由に書き足してください。"


class OverAlready(Refusal):
    message = "この増席は、すでに終わっています。"


@transaction.atomic
def add_seats(
    number: int, *, until_at: datetime, reason: str, usual: int, by: Actor, agreed_with: str = ""
) -> AddedSeats:
    """From this moment on. `usual`: the seats that the contract has on this day."""
    by.need(MAY_ADD)
    now = clock.now()
    if number < 1:
        raise NoSeats
    if not reason.strip():
        raise ReasonMissing
    if until_at <= now:
        raise EndsTooEarly
    if until_at - now > LONGEST:
        raise TooLong
    if needs_agreement() and not agreed_with.strip():
        raise AgreementMissing
    take_turn("added seats")  # else two find room for the last seat
    same = AddedSeats.objects.filter(number=number, until_at=until_at, reason=reason.strip(), made_by=by.key)
    if same.exists():
        raise AddedAlready  # one press that arrived twice
    others = most_added_between(now, until_at, spans_between(now, until_at))
    if is_too_many(usual + others + number, most=most_seats()):
        raise TooManySeats(most_seats(), usual)
    added = AddedSeats.objects.create(
        number=number,
        from_at=now,
        until_at=until_at,
        reason=reason.strip(),
        agreed_with=agreed_with.strip(),
        made_by=by.key,
        made_at=now,
    )
    record(
        "seats.added",
        by=by,
        about=About(ADDED_SEATS, str(added.pk)),
        facts={
            "seats_added": number,
            "seats_until": until_at.isoformat(),
            "reason": added.reason,
            "agreed_with": added.agreed_with or None,
        },
    )
    return added


@transaction.atomic
def end_added_seats(added: AddedSeats, *, by: Actor) -> AddedSeats:
    by.need(MAY_ADD)
    added, now = AddedSeats.objects.select_for_update().get(pk=added.pk), clock.now()
    if added.until_at <= now:
        raise OverAlready
    before = added.until_at
    # Added and ended in the same moment: it was so for the least that there is.
    added.until_at = max(now, added.from_at + timedelta(microseconds=1))
    added.ended_by = by.key
    added.save(update_fields=["until_at", "ended_by"])
    record(
        "seats.ended",
        by=by,
        about=About(ADDED_SEATS, str(added.pk)),
        facts={"planned_until": before.isoformat(), "seats_added": added.number},
    )
    return added


@transaction.atomic
def keep_placed_hour(starts_at: datetime, placed: Mapping[str, Placed], *, planned: int) -> None:
    """WFM-12. Kept again it is the same; an hour without anybody is kept too: nobody is a number."""
    for base, one in (placed or {"": Placed(0, 0)}).items():
        PlacedHour.objects.update_or_create(
            starts_at=starts_at,
            base=base,
            defaults={"people": one.people, "seconds": one.seconds, "planned": planned},
        )
