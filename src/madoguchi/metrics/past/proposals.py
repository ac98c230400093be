"""What proposals have changed: a figure of the days before beside the same figure of the days after (QUA-06)."""

from dataclasses import dataclass
from datetime import date, timedelta

from madoguchi.core import clock
from madoguchi.metrics.definitions import BY_KEY, Better, Figure, Unit
from madoguchi.metrics.past.reading import Past
from madoguchi.metrics.past.shapes import Column, Period, Table, Value
from madoguchi.quality.models import Proposal
from madoguchi.quality.proposals.queries import proposals_in
from madoguchi.quality.proposals.rules import STATE_LABELS


@dataclass(frozen=True)
class Effect:
    """What adds up (calls, contacts) is compared by day: a month has other days than the next one."""

    figure: Figure
    before: Period
    after: Period
    value_before: Value | None
    value_after: Value | None  # None: none of its days is over
    is_over: bool  # of the days after

    @property
    def is_by_day(self) -> bool:
        return any(value is not None and value.whole is None for value in (self.value_before, self.value_after))

    @property
    def number_before(self) -> float | None:
        return self._number(self.value_before, self.before)

    @property
    def number_after(self) -> float | None:
        return self._number(self.value_after, self.after)

    def _number(self, value: Value | None, period: Period) -> float | None:
        if value is None or value.number is None:
            return None
        return value.number / len(period.days) if value.whole is None else value.number

    @property
    def difference(self) -> float | None:
        before, after = self.number_before, self.number_after
        return None if before is None or after is None else after - before

    @property
    def is_better(self) -> bool | None:
        """None: nothing to compare, no difference, or of a figure that is neither good nor bad."""
        if not self.difference or self.figure.better is Better.NEITHER:
            return None
        return (self.difference > 0) is (self.figure.better is Better.HIGHER)

    def in_words(self, number: float | None) -> str:
        if number is None:
            return "—"
        decimals = 0 if self.figure.unit is Unit.SECONDS and not self.is_by_day else 1
        return f"{'1日あたり' if self.is_by_day else ''}{number:,.{decimals}f}{self.figure.unit.value}"

    @property
    def judged(self) -> str:
        if self.difference is None:
            return ""
        return {True: "改善", False: "悪化", None: "変わらない" if not self.difference else "変化あり"}[
            self.is_better
        ]

    @property
    def words(self) -> str:
        shown = f"{self.in_words(self.number_before)} → {self.in_words(self.number_after)}"
        return f"{self.figure.name} {shown}{f'（{self.judged}）' if self.judged else ''}"


def effect_of(proposal: Proposal, today: date) -> Effect | None:
    """None: nobody has said yet by what it is measured, or this contract has no such figure any more. Of days that go
    on still, what is over counts."""
    entry = BY_KEY.get(proposal.figure)
    first, last = proposal.before_first, proposal.before_last
    after_first, after_last = proposal.after_first, proposal.after_last
    if entry is None or entry.past is None or not (first and last and after_first and after_last):
        return None
    before, yesterday = Period(first, last), today - timedelta(days=1)
    after = Period(after_first, min(after_last, yesterday))
    has_begun = after.first <= after.last
    return Effect(
        figure=entry,
        before=before,
        after=after if has_begun else Period(after_first, after_last),
        value_before=Past(before).figure(entry.key) if before.last < today else None,
        value_after=Past(after).figure(entry.key) if has_begun else None,
        is_over=after_last < today,
    )


def proposals(key: str, heading: str, period: Period) -> Table:
    columns = (
        Column("title", "提案"),
        Column("aim", "ねらい"),
        Column("proposed_on", "提案した日"),
        Column("state", "状態"),
        Column("effect", "効果"),
    )
    today = min(clock.today(), period.last + timedelta(days=1))
    rows = tuple(
        (
            one.title,
            one.aim_label,
            f"{one.proposed_on:%Y年%-m月%-d日}",
            STATE_LABELS[state],
            _measured(one, today),
        )
        for one, state in proposals_in(period.first, period.last)
    )
    stood = min(clock.today(), period.last)
    note = f"{stood:%Y年%-m月%-d日}の状態です。効果は、実施の前と後の期間の数字です。件数は、1日あたりで比べます。"
    return Table(key, heading, columns, rows, note=note)


def _measured(proposal: Proposal, today: date) -> str:
    effect = effect_of(proposal, today)
    return effect.words if effect is not None and effect.is_over else "—"
