"""How large the body is that calls come from: where no document says how many, it is a first measure."""

from dataclasses import dataclass
from datetime import date

from madoguchi.municipality.queries import values_of
from madoguchi.planning.peaks.rules import notices_a_month


@dataclass(frozen=True)
class Size:
    population: int = 0
    men: int = 0
    women: int = 0
    households: int = 0
    population_on: date | None = None
    cards: int = 0
    cards_on: date | None = None

    @property
    def is_known(self) -> bool:
        return bool(self.population or self.households or self.cards)

    @property
    def notices_a_month(self) -> int:
        """Of the certificates of its cards, in an even month; 0 where nobody knows the cards."""
        return notices_a_month(self.cards)

    def per_thousand(self, calls_a_month: float) -> list[tuple[str, float]]:
        """Calls of a month by what they may be measured with, for comparing with another body or another year."""
        known = (("人口1,000人", self.population), ("1,000世帯", self.households), ("カード1,000枚", self.cards))
        return [(of, 1000 * calls_a_month / number) for of, number in known if number]


def size_on(day: date) -> Size:
    said = values_of("body", day)
    return Size(
        population=said.get("population", 0),
        men=said.get("men", 0),
        women=said.get("women", 0),
        households=said.get("households", 0),
        population_on=said.get("population_on"),
        cards=said.get("cards_issued", 0),
        cards_on=said.get("cards_on"),
    )
