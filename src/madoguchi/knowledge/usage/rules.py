"""The figures of a month, and what is in their tables. Pure."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from statistics import median

MOST_LISTED = 20


@dataclass(frozen=True)
class Counted:
    """A FAQ, or a phrase, and how often."""

    number: str
    words: str
    times: int


@dataclass(frozen=True)
class MonthFigures:
    """Everything that the report says. `hours_…`: from an update request to its publication (004 §7①(エ))."""

    published: int = 0
    public: int = 0
    to_confirm: int = 0
    overdue: int = 0
    made: int = 0
    revised: int = 0
    retired: int = 0
    asked: int = 0
    answered: int = 0
    declined: int = 0
    still_open: int = 0
    hours_median: float | None = None
    hours_longest: float | None = None
    read: int = 0
    used: int = 0
    opened_by_citizens: int = 0
    helped: int = 0
    unhelped: int = 0
    solved: int = 0
    told: int = 0
    searches: int = 0
    without_hit: int = 0
    most_used: tuple[Counted, ...] = ()
    most_read: tuple[Counted, ...] = ()
    unanswered: tuple[Counted, ...] = ()

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "MonthFigures":
        kept = json.loads(text)
        for name in ("most_used", "most_read", "unanswered"):
            kept[name] = tuple(Counted(**one) for one in kept[name])
        return cls(**kept)


def first_of(day: date) -> date:
    return day.replace(day=1)


def month_before(day: date) -> date:
    return first_of(first_of(day) - timedelta(days=1))


def month_after(month: date) -> date:
    return first_of(month + timedelta(days=32))


def hours_taken(spans: Iterable[timedelta]) -> tuple[float | None, float | None]:
    """(median, longest)."""
    hours = [span.total_seconds() / 3600 for span in spans]
    return (round(median(hours), 1), round(max(hours), 1)) if hours else (None, None)


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "—"


Section = tuple[str, Sequence[tuple[str, str]]]


def sections_of(figures: MonthFigures) -> list[Section]:
    """The same on the screen, on paper and in a file."""
    return [
        (
            "更新の状況",
            [
                ("公開中のFAQ（作成時点）", _count(figures.published)),
                ("うち市民に公開", _count(figures.public)),
                ("新しく公開したFAQ", _count(figures.made)),
                ("書き直して公開したFAQ", _count(figures.revised)),
                ("公開をやめたFAQ", _count(figures.retired)),
                ("要確認のFAQ（作成時点）", _count(figures.to_confirm)),
                ("見直し日を過ぎたFAQ（作成時点）", _count(figures.overdue)),
            ],
        ),
        (
            "更新依頼",
            [
                ("受け付けた依頼", _count(figures.asked)),
                ("公開して答えた依頼", _count(figures.answered)),
                ("見送り・取消し", _count(figures.declined)),
                ("月末に残った依頼", _count(figures.still_open)),
                ("依頼から公開まで（中央値）", _hours(figures.hours_median)),
                ("依頼から公開まで（最長）", _hours(figures.hours_longest)),
            ],
        ),
        (
            "利用の状況",
            [
                ("職員・従事者が開いた回数", _count(figures.read, "回")),
                ("応対の回答に使った回数", _count(figures.used, "回")),
                ("市民が開いた回数", _count(figures.opened_by_citizens, "回")),
                ("役に立った／立たなかった（市民）", f"{figures.helped:,}／{figures.unhelped:,}"),
                ("自己解決率（市民）", percent(figures.solved, figures.told)),
                ("検索した回数", _count(figures.searches, "回")),
                (
                    "何も見つからなかった検索",
                    f"{figures.without_hit:,}回（{percent(figures.without_hit, figures.searches)}）",
                ),
            ],
        ),
    ]


LISTS = (
    ("応対の回答に多く使ったFAQ", "most_used"),
    ("多く開かれたFAQ", "most_read"),
    ("何も見つからなかった言葉", "unanswered"),
)


def lists_of(figures: MonthFigures) -> list[tuple[str, tuple[Counted, ...]]]:
    return [(label, getattr(figures, name)) for label, name in LISTS]


def rows_of(figures: MonthFigures, proposals: str) -> tuple[list[str], list[list[str]]]:
    """As a file: one line a figure."""
    rows = [[section, label, value] for section, lines in sections_of(figures) for label, value in lines]
    for label, counted in lists_of(figures):
        rows += [[label, f"{one.number} {one.words}".strip(), f"{one.times:,}回"] for one in counted]
    return ["区分", "項目", "値"], [*rows, ["改善の提案", "", proposals]]


def _count(number: int, unit: str = "件") -> str:
    return f"{number:,}{unit}"


def _hours(hours: float | None) -> str:
    if hours is None:
        return "—"
    return f"{hours / 24:.1f}日" if hours >= 48 else f"{hours:.1f}時間"
