"""What has been chosen on the way: a procedure for each person who comes. It travels in the address."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, QueryDict
from django.utils.http import urlencode

from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.online.address import once_key_of
from madoguchi.booking.rules import MOST_VISITORS
from madoguchi.municipality.models import Procedure, Site
from madoguchi.municipality.queries import is_on, procedures_offered, value_of


@dataclass(frozen=True)
class Choice:
    procedures: tuple[Procedure, ...]
    hold: str = ""  # the address of places that are held already, and move along to another time

    @property
    def people(self) -> int:
        return len(self.procedures)

    @property
    def codes(self) -> list[str]:
        return [procedure.code for procedure in self.procedures]

    @property
    def query(self) -> str:
        return self.query_with()

    @property
    def needs_national_system(self) -> bool:
        return any(procedure.needs_national_system for procedure in self.procedures)

    @property
    def distinct(self) -> list[Procedure]:
        return list(dict.fromkeys(self.procedures))

    @property
    def line_query(self) -> str:
        """The first step as it was filled in."""
        lines: dict[str, str | int] = {
            f"procedure_{position}": code for position, code in enumerate(self.codes, start=1)
        }
        return urlencode({**lines, "people": self.people, **self._of_hold})

    def query_with(self, **more: str) -> str:
        of_hold = {} if "key" in more else self._of_hold
        return urlencode([*(("procedure", code) for code in self.codes), *of_hold.items(), *more.items()])

    @property
    def _of_hold(self) -> dict[str, str]:
        return {"hold": self.hold} if self.hold else {}


def only_where_bookings_are_taken() -> None:
    if not takes_bookings():
        raise Http404


def begins_with_the_calendar() -> bool:
    """RSV-06: some look for a day first, and say then who comes and for what."""
    return bool(value_of("booking.step_order") == "calendar_first")


def takes_families() -> bool:
    """RSV-07: with the switch off there is no trace of it."""
    return bool(is_on("family_booking"))


def most_people() -> int:
    return MOST_VISITORS if takes_families() else 1


def choice_in(data: QueryDict) -> Choice | None:
    """None where something is not offered any more, or never was."""
    return choice_of(data.getlist("procedure")[: most_people()], hold=hold_in(data))


def hold_in(data: QueryDict) -> str:
    hold = data.get("hold", "")
    return hold if hold and once_key_of(hold) else ""


def choice_of(codes: Sequence[str], *, hold: str = "") -> Choice | None:
    offered = {procedure.code: procedure for procedure in procedures_offered()}
    if not codes or any(code not in offered for code in codes):
        return None
    return Choice(tuple(offered[code] for code in codes), hold)


def site_chosen(wished: str | None, sites: Sequence[Site]) -> Site | None:
    """000 Q28: with one place nobody is asked for it."""
    if len(sites) == 1:
        return sites[0]
    return next((site for site in sites if site.code == wished), None)
