"""How an event spreads its calls over days, and what was seen of it afterwards. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PeakKind(StrEnum):
    RENEWAL = "renewal"
    CARD_READY = "card_ready"
    CITY = "city"
    NEWS = "news"
    OTHER = "other"


KIND_LABELS = {
    PeakKind.RENEWAL: "有効期限通知書（J-LIS）",
    PeakKind.CARD_READY: "交付通知書・照会書",
    PeakKind.CITY: "市の広報・お知らせ",
    PeakKind.NEWS: "制度の変更・報道",
    PeakKind.OTHER: "そのほか",
}
MAIL_OUTS = frozenset({PeakKind.RENEWAL, PeakKind.CARD_READY})
CERTIFICATE_MONTHS = 60  # certificates hold for five years, so each card brings a notice in so many months


@dataclass(frozen=True)
class Expected:
    """What an event is expected to bring, and when it begins to."""

    begins_on: date
    days: int  # open days that it is felt
    calls: float
    places: float


def weights(days: int) -> list[float]:
    """Most comes on the first day, and each day as much less: 4, 3, 2, 1 of ten."""
    return [2 * (days - place) / (days * (days + 1)) for place in range(days)]


def spread(number: float, days: Sequence[date], last: int) -> dict[date, float]:
    """Over the first `last` of these open days. What would fall behind the end of the list is not in it."""
    return dict(zip(days, (number * weight for weight in weights(last)), strict=False))


def calls_by_day(events: Iterable[Expected], open_days: Sequence[date]) -> dict[date, float]:
    return _sum(spread(one.calls, _from(one.begins_on, open_days), one.days) for one in events)


def places_by_day(events: Iterable[Expected], open_days: Sequence[date]) -> dict[date, float]:
    return _sum(spread(one.places, _from(one.begins_on, open_days), one.days) for one in events)


def _from(first: date, days: Sequence[date]) -> list[date]:
    return [day for day in days if day >= first]


def _sum(parts: Iterable[Mapping[date, float]]) -> dict[date, float]:
    found: dict[date, float] = {}
    for part in parts:
        for day, number in part.items():
            found[day] = found.get(day, 0.0) + number
    return found


def seen_of(actual: Mapping[date, int], without: Mapping[date, float]) -> float:
    """Calls that came on its days beyond what these days would have brought anyway."""
    return sum(calls - without.get(day, 0.0) for day, calls in actual.items())


def notices_a_month(cards: int) -> int:
    """As a first guess, where nobody has told how many will be sent."""
    return round(cards / CERTIFICATE_MONTHS)
