"""A day as two pictures on one scale: how many answer against how many are wanted, and who is there when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from madoguchi.core import clock
from madoguchi.web.manager.staffing.shifts.half_hours import HalfHour, words
from madoguchi.workforce.shifts.queries import DayPlan
from madoguchi.workforce.shifts.rules import DUTY_LABELS, Duty, Level, Planned, Stretch, answering, levels

WIDTH, LEFT, HEIGHT, ROW, FOOT = 960, 150, 150, 26, 18
LEGEND = [
    ("count", "電話に出る人（計画）"),
    ("least", "契約の最低"),
    ("agreed", "取り決めた席数"),
    ("needed", "入電の見込みに要る人数"),
    ("seen", "着席していた人（実績）"),
]
PEOPLE_LEGEND = [
    ("telephone", "電話"),
    ("manager", "業務責任者"),
    ("supervisor", "スーパーバイザー"),
    ("other", "情報処理・研修・その他"),
    ("standby", "待機"),
    ("rest", "休憩"),
    ("absent", "欠勤"),
]
LOOKS = {Duty.TELEPHONE: "telephone", Duty.MANAGER: "manager", Duty.SUPERVISOR: "supervisor"}


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    look: str
    title: str


@dataclass(frozen=True)
class Line:
    points: str
    look: str


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    label: str = ""


@dataclass(frozen=True)
class Row:
    y: float
    name: str
    boxes: list[Box]


@dataclass(frozen=True)
class DayPicture:
    hours: list[Mark]
    steps: list[Mark]  # how many people, at the side
    counts: list[Box]
    lines: list[Line]
    seen: list[Mark]  # who was there
    rows: list[Row]
    legend: list[tuple[str, str]]
    people_legend: list[tuple[str, str]]
    width: int = WIDTH
    left: int = LEFT
    height: int = HEIGHT

    @property
    def people_height(self) -> int:
        return len(self.rows) * ROW + FOOT


class _Scale:
    def __init__(self, plan: DayPlan) -> None:
        stretches = [*plan.opening, *(one.whole for one in plan.planned)]
        start = clock.start_of(plan.day)
        self.begins = min(one.begins for one in stretches).replace(minute=0)
        last = max(one.ends for one in stretches)
        self.ends = start + timedelta(hours=-(-(last - start) // timedelta(hours=1)))

    def x(self, at: object) -> float:
        part = (at - self.begins) / (self.ends - self.begins)  # type: ignore[operator]
        return round(LEFT + float(part) * (WIDTH - LEFT), 1)

    @property
    def hours(self) -> list[Mark]:
        number = (self.ends - self.begins) // timedelta(hours=1)
        moments = [self.begins + timedelta(hours=hour) for hour in range(number)]
        return [Mark(self.x(at), 0, str(at.hour)) for at in moments]


@dataclass(frozen=True)
class _Heights:
    top: int  # people

    def y(self, number: float) -> float:
        return round(HEIGHT - FOOT - number / self.top * (HEIGHT - FOOT - 6), 1)

    @property
    def steps(self) -> list[Mark]:
        every = max(1, self.top // 5)
        return [Mark(LEFT - 8, self.y(number), str(number)) for number in range(0, self.top + 1, every)]


def picture_of(plan: DayPlan, halves: Sequence[HalfHour]) -> DayPicture | None:
    """None where the day is closed and nobody is planned."""
    if not plan.opening and not plan.planned:
        return None
    scale = _Scale(plan)
    there = levels(Stretch(scale.begins, scale.ends), answering(plan.planned))
    numbers = [one.number for one in there] + [max(one.agreed, one.least, one.needed) for one in halves]
    heights = _Heights(max([*numbers, *(int(one.present or 0) + 1 for one in halves)]) + 1)
    lines = [
        *_line([one.least for one in halves], "least", halves, scale, heights),
        *_line(
            [one.agreed if one.agreed != one.least else None for one in halves], "agreed", halves, scale, heights
        ),
        *_line([one.needed for one in halves], "needed", halves, scale, heights),
    ]
    seen = [
        Mark(scale.x(one.stretch.begins + one.stretch.length / 2), heights.y(one.present))
        for one in halves
        if one.present is not None
    ]
    drawn = {"count", *(line.look for line in lines), *(["seen"] if seen else [])}
    rows = [_row(place, one, scale) for place, one in enumerate(plan.planned)]
    of_people = {box.look for row in rows for box in row.boxes}
    return DayPicture(
        hours=scale.hours,
        steps=heights.steps,
        counts=[_count(one, scale, heights) for one in there if one.number],
        lines=lines,
        seen=seen,
        rows=rows,
        legend=[pair for pair in LEGEND if pair[0] in drawn],
        people_legend=[pair for pair in PEOPLE_LEGEND if pair[0] in of_people],
    )


def _count(one: Level, scale: _Scale, heights: _Heights) -> Box:
    begins, ends, y = scale.x(one.stretch.begins), scale.x(one.stretch.ends), heights.y(one.number)
    return Box(
        begins,
        y,
        round(ends - begins, 1),
        round(HEIGHT - FOOT - y, 1),
        "count",
        f"{words(one.stretch)} {one.number}人",
    )


def _line(
    values: Sequence[int | None], look: str, halves: Sequence[HalfHour], scale: _Scale, heights: _Heights
) -> list[Line]:
    """None where there is nothing to draw."""
    corners = [
        f"{scale.x(at)},{heights.y(value)}"
        for one, value in zip(halves, values, strict=True)
        if value
        for at in (one.stretch.begins, one.stretch.ends)
    ]
    return [Line(" ".join(corners), look)] if corners else []


def _row(place: int, one: Planned, scale: _Scale) -> Row:
    look = "standby" if one.is_standby else LOOKS.get(one.duty, "other")
    what = "待機" if one.is_standby else DUTY_LABELS[one.duty]
    y = place * ROW + 4

    def box(stretch: Stretch, look: str, title: str) -> Box:
        width = round(scale.x(stretch.ends) - scale.x(stretch.begins), 1)
        return Box(scale.x(stretch.begins), y, width, ROW - 8, look, f"{words(stretch)} {title}")

    boxes = [
        box(one.whole, look, what),
        *(box(rest, "rest", "休憩") for rest in one.breaks),
        *(box(away, "absent", "欠勤") for away in one.absences),
    ]
    return Row(y + ROW - 13, one.name, boxes)
