"""What can be booked: places, sites, procedures. Nothing here is personal."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from ninja import Query, Router

from madoguchi.accounts.tokens.rules import Scope
from madoguchi.api.door import ApiRequest, Token
from madoguchi.api.problems import Problem, invalid
from madoguchi.api.shapes import (
    Availability,
    AvailabilityAsked,
    DayShown,
    ProcedureRead,
    Procedures,
    SiteRead,
    Sites,
    SlotRead,
    SlotShown,
)
from madoguchi.api.words import SCOPE_MISSING
from madoguchi.booking.actions import MAY_BOOK
from madoguchi.booking.capacity.queries import availability_by_day, slots_in_window, takes_bookings
from madoguchi.booking.models import Slot
from madoguchi.booking.refusals import NoBookingsHere
from madoguchi.booking.rules import mark_of
from madoguchi.core import clock
from madoguchi.municipality.models import LANGUAGES, Procedure, Site
from madoguchi.municipality.queries import procedures_offered, sites_in_use, text_in_force, value_of

LONGEST = timedelta(days=31)

router = Router(tags=["availability"], auth=Token(Scope.AVAILABILITY_READ))


@router.get("/availability", response=Availability, operation_id="readAvailability")
def availability(request: ApiRequest, asked: Annotated[AvailabilityAsked, Query()]) -> Availability:
    """Days and times that may be booked at this moment, with their marks and what is left. Full ones are listed too;
    what is closed, over or not yet open is not. What was free a moment ago may be taken when you book."""
    if not takes_bookings():
        raise NoBookingsHere
    if asked.seen_as == "staff" and not request.auth.actor.may(MAY_BOOK):
        raise Problem(SCOPE_MISSING)
    days: list[DayShown] = []
    slots: list[SlotShown] = []
    for site in _sites_asked(asked):
        days += _days(site, asked)
        slots += _slots(site, asked)
    return Availability(days=days, slots=slots)


@router.get("/sites", response=Sites, operation_id="readSites")
def sites(request: ApiRequest) -> Sites:
    """Where people come."""
    return Sites(
        sites=[
            SiteRead(code=site.code, name=site.name, kind=site.kind, address=site.address)
            for site in sites_in_use()
        ]
    )


@router.get("/procedures", response=Procedures, operation_id="readProcedures")
def procedures(request: ApiRequest) -> Procedures:
    """What people come for, in the city's order, with what to bring and what to know."""
    return Procedures(procedures=[_procedure(procedure) for procedure in procedures_offered()])


def slot_read(slot: Slot) -> SlotRead:
    return SlotRead(
        id=slot.pk,
        site=slot.site.code,
        starts_at=clock.in_tokyo(slot.starts_at),
        ends_at=clock.in_tokyo(slot.ends_at),
    )


def _sites_asked(asked: AvailabilityAsked) -> list[Site]:
    if not asked.first < asked.until <= asked.first + LONGEST:
        raise invalid({"in": "query", "parameter": "until", "code": "range"})
    found = [site for site in sites_in_use() if asked.site in ("", site.code)]
    if asked.site and not found:
        raise invalid({"in": "query", "parameter": "site", "code": "unknown_site"})
    return found


def needs_national_system(codes: Sequence[str]) -> bool:
    """Whether one of them cannot be done while the national system stands still."""
    return any(offered.needs_national_system for offered in procedures_offered() if offered.code in codes)


def _days(site: Site, asked: AvailabilityAsked) -> list[DayShown]:
    by_day = availability_by_day(
        site,
        first=asked.first,
        until=asked.until,
        now=clock.now(),
        people=asked.people,
        for_web=asked.seen_as == "web",
        needs_national_system=needs_national_system(asked.procedure),
    )
    return [
        DayShown(site=site.code, day=day, mark=shown.mark, remaining=shown.remaining)
        for day, shown in by_day.items()
    ]


def _slots(site: Site, asked: AvailabilityAsked) -> list[SlotShown]:
    few_up_to: int = value_of("booking.few_up_to", on=clock.today())
    slots = slots_in_window(
        site,
        now=clock.now(),
        for_web=asked.seen_as == "web",
        needs_national_system=needs_national_system(asked.procedure),
    ).filter(starts_at__gte=clock.start_of(asked.first), starts_at__lt=clock.start_of(asked.until))
    shown = []
    for slot in slots.select_related("site"):
        remaining = slot.remaining if slot.remaining >= asked.people else 0
        mark = mark_of(remaining=remaining, few_up_to=few_up_to)
        shown.append(SlotShown(**slot_read(slot).model_dump(), mark=mark, remaining=remaining))
    return shown


def _procedure(procedure: Procedure) -> ProcedureRead:
    texts = {language: text_in_force(procedure, language) for language in LANGUAGES}
    return ProcedureRead(
        code=procedure.code,
        label={language: procedure.label(language) for language in LANGUAGES},
        bring={language: text.bring for language, text in texts.items() if text},
        notes={language: text.notes for language, text in texts.items() if text},
    )
