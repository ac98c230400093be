"""Writing days that differ: agreed closures and special openings."""

from datetime import date

from django.db import transaction

from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import Refusal
from madoguchi.municipality import queries, rules
from madoguchi.municipality.actions import MAY_EDIT
from madoguchi.municipality.history import OPENING_DAY
from madoguchi.municipality.models import OpeningDay, Site
from madoguchi.municipality.picture import note_change
from madoguchi.municipality.rules import Calendar
from madoguchi.municipality.schema import TelephoneHours, outside_frame


class AgreementMissing(Refusal):
    message = "休業日には、協議した相手と協議した日を書いてください。"


class OutsideFrame(Refusal):
    def __init__(self, hours: str) -> None:
        super().__init__(f"{hours} は、取り決めた時間の範囲の外です。")


class NotTheseHours(Refusal):
    pass


class OutsideService(Refusal):
    message = "運営の期間の外の日です。"


@transaction.atomic
def set_opening_day(
    calendar: Calendar,
    day: date,
    *,
    by: Actor,
    hours: str,
    note: str,
    site: Site | None = None,
    agreed_with: str = "",
    agreed_on: date | None = None,
) -> OpeningDay:
    """Close a day (`hours` empty) as agreed, or open it specially. A day that is set already is replaced."""
    by.need(MAY_EDIT)
    tidy = _checked_hours(calendar, day, hours)
    if not tidy and not (agreed_with and agreed_on):  # CAL-12
        raise AgreementMissing
    new = {"hours": tidy, "note": note, "agreed_with": agreed_with, "agreed_on": agreed_on}
    row = OpeningDay.objects.filter(calendar=calendar, site=site, day=day).first()
    before = {name: getattr(row, name) for name in new} if row else dict.fromkeys(new)
    if row and before == new:
        return row
    row = row or OpeningDay(calendar=calendar, site=site, day=day)
    for name, value in new.items():
        setattr(row, name, value)
    row.save()
    note_change()
    record(
        "opening_day.set",
        by=by,
        about=_about(row),
        changes={name: (_plain(before[name]), _plain(new[name])) for name in new},
    )
    return row


@transaction.atomic
def withdraw_opening_day(row: OpeningDay, *, by: Actor) -> None:
    by.need(MAY_EDIT)
    record(
        "opening_day.withdrawn",
        by=by,
        about=_about(row),
        changes={"hours": (row.hours, None), "note": (row.note, None)},
    )
    row.delete()
    note_change()


def _checked_hours(calendar: Calendar, day: date, hours: str) -> str:
    try:
        spans = rules.read_hours(hours.replace(",", " ").replace("、", " ").split())
    except ValueError as error:
        raise NotTheseHours(str(error)) from error
    if queries.has_contract() and not queries.contract(day).covers(day):
        raise OutsideService
    if calendar == Calendar.TELEPHONE and queries.has_contract():
        in_force = TelephoneHours.model_construct(**queries.values_of("telephone_hours", day))
        kind = rules.day_kind(day, is_holiday=bool(queries.holiday_name(day, queries.added_holidays())))
        if outside := outside_frame(in_force, kind, rules.written_hours(spans)):
            raise OutsideFrame(" ".join(map(str, outside)))
    return " ".join(map(str, spans))


def _about(row: OpeningDay) -> About:
    place = row.site.code if row.site else "all"
    return About(OPENING_DAY, f"{row.calendar}:{place}:{row.day}")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
