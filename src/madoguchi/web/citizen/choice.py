"""What has been chosen on the way: a procedure for each person who comes. It travels in the address."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.http import urlencode

from madoguchi.booking.rules import MOST_VISITORS
from madoguchi.municipality.models import Procedure, Site
from madoguchi.municipality.queries import is_on, procedures_offered


@dataclass(frozen=True)
class Choice:
    procedures: tuple[Procedure, ...]

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
    def distinct(self) -> list[Procedure]:
        return list(dict.fromkeys(self.procedures))

    @property
    def line_query(self) -> str:
        """The first step as it was filled in."""
        lines: dict[str, str | int] = {
            f"procedure_{position}": code for position, code in enumerate(self.codes, start=1)
        }
        return urlencode({**lines, "people": self.people})

    def query_with(self, **more: str) -> str:
        return urlencode([*(("procedure", code) for code in self.codes), *more.items()])


def takes_families() -> bool:
    """RSV-07: with the switch off there is no trace of it."""
    return bool(is_on("family_booking"))


def most_people() -> int:
    return MOST_VISITORS if takes_families() else 1


def choice_in(data: QueryDict) -> Choice | None:
    """None where something is not offered any more, or never was."""
    codes = data.getlist("procedure")[: most_people()]
    offered = {procedure.code: procedure for procedure in procedures_offered()}
    if not codes or any(code not in offered for code in codes):
        return None
    return Choice(tuple(offered[code] for code in codes))


def site_chosen(wished: str | None, sites: Sequence[Site]) -> Site | None:
    """000 Q28: with one place nobody is asked for it."""
    if len(sites) == 1:
        return sites[0]
    return next((site for site in sites if site.code == wished), None)
