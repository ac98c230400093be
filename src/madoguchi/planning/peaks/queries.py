"""Reading the ledger of peaks, and what should be in it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import values_of
from madoguchi.planning.peaks.models import Peak

MAY_VIEW, MAY_EDIT = "staffing.view", "staffing.edit"
LOOKED_AHEAD = timedelta(days=45)  # a notice that nobody has entered by then comes as a surprise


def peaks_visible_to(actor: Actor) -> QuerySet[Peak]:
    return Peak.objects.all() if actor.may(MAY_VIEW) else Peak.objects.none()


def peaks_felt_from(day: date) -> list[Peak]:
    """Those that hold and begin on that day or later."""
    return list(Peak.objects.filter(dropped_at=None, begins_on__gte=day).order_by("begins_on", "pk"))


@dataclass(frozen=True)
class Proposed:
    """What so many letters bring: as the last ones of the same kind did, or as is assumed at first."""

    calls_per_100: float
    places_per_100: float


def proposed_for(day: date) -> Proposed:
    said = values_of("plan", day)
    return Proposed(said["calls_per_100_letters"], said["places_per_100_letters"])


def reminders_on(day: date) -> list[str]:
    """000 Q4, Q20: the contract says that there will be peaks, and not when."""
    said = values_of("volume", day)
    found = []
    names = said.get("peaks", [])
    if (
        names
        and not Peak.objects.filter(dropped_at=None, begins_on__gte=day, begins_on__lte=day + LOOKED_AHEAD).exists()
    ):
        found.append(
            f"契約は、次の時期に入電の山があるとしています：{'、'.join(names)}。"
            f"今後{LOOKED_AHEAD.days}日の予定が、まだ登録されていません。"
        )
    year = said.get("certificate_peak_fiscal_year", 0)
    if year and fiscal_year_of(day + LOOKED_AHEAD) == year:
        found.append(
            f"{year}年度は、電子証明書の更新が集中する年度です。契約の想定入電に、この山が含まれているかを確かめ、"
            "通知書の発送の予定を登録してください。"
        )
    return found


def fiscal_year_of(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1
