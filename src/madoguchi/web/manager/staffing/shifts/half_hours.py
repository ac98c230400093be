"""Plan, need and presence side by side, half hour by half hour; and the warnings in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from madoguchi.calls.agents.queries import stays_between
from madoguchi.calls.lines.queries import seats_on
from madoguchi.core import clock
from madoguchi.planning.queries import needed_between
from madoguchi.workforce.shifts.queries import DayPlan, PersonBreach
from madoguchi.workforce.shifts.rules import Breach, Gap, Stretch, Wanted, fewest_seats

HALF_HOUR = timedelta(minutes=30)
BREACH_WORDS = {
    Breach.REST: "休憩が足りません（労働基準法 第34条：6時間を超えるとき45分、8時間を超えるとき60分）。",
    Breach.LONG_DAY: "働く時間が8時間を超えます（労働基準法 第32条）。",
    Breach.LONG_WEEK: "この週に働く時間が40時間を超えます（労働基準法 第32条）。",
    Breach.NO_FREE_DAY: "この週に休みの日がありません（労働基準法 第35条）。",
}
# In the order in which they are worth being read.
SHORT_LABELS = {
    "least": "最低に不足",
    "leader": "責任者不在",
    "law": "労働時間・休憩",
    "agreed": "取決めに不足",
    "need": "入電に不足",
}


@dataclass(frozen=True)
class Warned:
    kind: str  # a key of SHORT_LABELS
    text: str

    @property
    def label(self) -> str:
        return SHORT_LABELS[self.kind]

    @property
    def tag(self) -> str:
        return "error" if self.kind in {"least", "leader"} else "warning"


@dataclass(frozen=True)
class HalfHour:
    stretch: Stretch
    planned: int  # the fewest at any moment of it
    least: int
    agreed: int
    needed: int
    present: float | None  # None: not over yet
    warned: tuple[str, ...]  # keys of SHORT_LABELS

    @property
    def tags(self) -> list[tuple[str, str]]:
        return [(SHORT_LABELS[kind], "error" if kind in {"least", "leader"} else "warning") for kind in self.warned]


def usual_seats(first: date, until: date) -> Mapping[date, int]:
    return {day: seats_on(day) for day in clock.days_from(first, until=until + timedelta(days=1))}


def needed_seats(first: date, until: date) -> Mapping[date, list[Wanted]]:
    """How many the expected calls want (WFM-03), by day; both days inside."""
    return {
        day: [Wanted(one.seats, Stretch(one.starts_at, one.ends_at)) for one in intervals]
        for day, intervals in needed_between(first, until).items()
    }


def half_hours(plan: DayPlan, needed: Iterable[Wanted], now: datetime) -> list[HalfHour]:
    return [
        HalfHour(
            stretch=piece,
            planned=fewest_seats(piece, plan.planned),
            least=plan.least,
            agreed=_most(plan.agreed, piece),
            needed=_most(needed, piece),
            present=_present(piece) if piece.ends <= now else None,
            warned=tuple(_kinds(plan, piece)),
        )
        for hours in plan.opening
        for piece in _halves(hours)
    ]


def warnings_of(plan: DayPlan) -> list[Warned]:
    return [
        *(Warned("least", _gap(gap, "席（契約の最低）")) for gap in plan.below_least),
        *(Warned("leader", f"{words(one)} 業務責任者も代行もいません。") for one in plan.leaderless),
        *breaches(plan.breaches),
        *(Warned("agreed", _gap(gap, "席（取り決めた数）")) for gap in plan.below_agreed),
        *(Warned("need", _gap(gap, "人（入電の見込みから）")) for gap in plan.below_need),
    ]


def breaches(found: Iterable[PersonBreach]) -> list[Warned]:
    return [Warned("law", f"{one.name}さん：{BREACH_WORDS[one.breach]}") for one in found]


def labels_of(plan: DayPlan) -> list[tuple[str, str]]:
    """One of a kind, for the week."""
    seen = {one.kind: (one.label, one.tag) for one in warnings_of(plan)}
    return [seen[kind] for kind in SHORT_LABELS if kind in seen]


def words(stretch: Stretch) -> str:
    return f"{stretch.begins:%-H:%M}〜{stretch.ends:%-H:%M}"


def _gap(gap: Gap, of: str) -> str:
    return f"{words(gap.stretch)} 電話に{gap.present}人。あと{gap.wanted - gap.present}人で{gap.wanted}{of}です。"


def _kinds(plan: DayPlan, piece: Stretch) -> Iterator[str]:
    gaps = {"least": plan.below_least, "agreed": plan.below_agreed, "need": plan.below_need}
    found = {kind for kind, of_kind in gaps.items() if any(gap.stretch.overlaps(piece) for gap in of_kind)}
    if any(one.overlaps(piece) for one in plan.leaderless):
        found.add("leader")
    return (kind for kind in SHORT_LABELS if kind in found)


def _most(wanted: Iterable[Wanted], piece: Stretch) -> int:
    return max((one.number for one in wanted if one.stretch.overlaps(piece)), default=0)


def _present(piece: Stretch) -> float:
    """As many as if they had sat there all the time."""
    stays = stays_between(piece.begins, piece.ends)
    inside = [min(ends, piece.ends) - max(begins, piece.begins) for _, _, begins, ends in stays]
    return float(sum((one for one in inside if one > timedelta()), timedelta()) / piece.length)


def _halves(hours: Stretch) -> Iterator[Stretch]:
    begins = hours.begins
    while begins < hours.ends:
        ends = min(begins + HALF_HOUR, hours.ends)
        yield Stretch(begins, ends)
        begins = ends
