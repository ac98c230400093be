"""Reading what was agreed, and what holds."""

from datetime import date

from django.db.models import QuerySet

from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.municipality.queries import value_of
from madoguchi.workforce.regimes import rules
from madoguchi.workforce.regimes.models import Consultation

MAY_VIEW, MAY_EDIT = "staffing.view", "staffing.edit"


def consultations_visible_to(actor: Actor) -> QuerySet[Consultation]:
    """The two parties of the contract; operators read their own shifts only."""
    is_party = actor.kind is UserKind.CITY or actor.may("supervision.view")
    return Consultation.objects.all() if actor.may(MAY_VIEW) and is_party else Consultation.objects.none()


def regimes_offered(day: date | None = None) -> list[str]:
    """002 No.27: 体制1, 体制2 … Empty: the contract knows none."""
    return list(value_of("staffing.regimes", day))


def bounds(day: date | None = None) -> tuple[int, int]:
    """The least and the most seats of the contract; 0 is no bound."""
    return int(value_of("staffing.seats_min", day)), int(value_of("staffing.seats_max", day))


def regime_on(day: date) -> str:
    """The first of the contract's until another was agreed."""
    offered = regimes_offered(day)
    return rules.regime_on(day, _decided()) or (offered[0] if offered else "")


def seats_decided() -> dict[date, int]:
    """From which day on how many seats, as it was agreed in consultations."""
    return rules.seats_decided(_decided())


def days_since_consultation(today: date | None = None) -> int | None:
    """None: there was none yet."""
    newest = Consultation.objects.order_by("-held_on").values_list("held_on", flat=True).first()
    return ((today or clock.today()) - newest).days if newest else None


def _decided() -> list[rules.Decided]:
    rows = Consultation.objects.filter(effective_on__isnull=False, called_off_at=None)
    return [row.decided for row in rows]
