"""What is typed about a form of reports: one part of it, and until when the report is due."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms

from madoguchi.core import clock
from madoguchi.metrics.definitions import OF_PERIODS
from madoguchi.metrics.past.charts import ChartKind
from madoguchi.metrics.past.queries import TABLES, table_in
from madoguchi.metrics.past.shapes import Period
from madoguchi.reports.forms import CHART_LABELS, PART_LABELS, Kind, Part, PartKind
from madoguchi.reports.schedule import DUE_LABELS
from madoguchi.web.frame.fields import Tolerant
from madoguchi.web.frame.forms import FrameForm, offer

WHY = "協議した日、相手など"


class DueForm(FrameForm):
    rule = forms.ChoiceField(label="提出期限", choices=[(rule.value, label) for rule, label in DUE_LABELS.items()])
    days = forms.IntegerField(
        label="N（日数・日）", required=False, min_value=1, max_value=400, help_text="Nのある決まりだけに使います。"
    )
    note = Tolerant(label="経緯", required=False, max_length=200, help_text=WHY)

    def __init__(self, data: Any = None, *, kind: Kind) -> None:
        super().__init__(data, initial={"rule": kind.due.value, "days": kind.due_days or None})


class PartForm(FrameForm):
    heading = Tolerant(label="見出し", max_length=60, help_text="同じ見出しが続くと、1つの章になります。")
    kind = forms.ChoiceField(
        label="種類", choices=[(kind.value, label) for kind, label in PART_LABELS.items()], widget=forms.RadioSelect
    )
    figures = forms.MultipleChoiceField(
        label="数値", required=False, widget=forms.CheckboxSelectMultiple, help_text="種類が「数値」のとき。"
    )
    table = forms.ChoiceField(label="表", required=False, help_text="種類が「表」「グラフ」のとき。")
    chart = forms.ChoiceField(label="グラフの種類", required=False, help_text="種類が「グラフ」のとき。")
    columns = forms.MultipleChoiceField(label="グラフにする列", required=False, widget=forms.CheckboxSelectMultiple)
    items = Tolerant(
        label="入力する項目",
        required=False,
        max_length=300,
        help_text="種類が「入力する表」のとき。空白で区切ります。例：受付 写真撮影 申請支援。日次の報告で実施場所ごとに入れ、月次などでは合計します。",
    )
    note = Tolerant(
        label="書くことの説明・グラフや表の題",
        required=False,
        max_length=200,
        help_text="「文章」「グラフ」「入力する表」のとき。",
    )
    why = Tolerant(label="変える経緯", required=False, max_length=200, help_text=WHY)

    def __init__(self, data: Any = None, *, before: Part | None, others: Sequence[Part]) -> None:
        super().__init__(data, initial=_initial(before))
        self.before, self.others = before, others
        choices: dict[str, list[tuple[str, str]]] = {
            "figures": [(one.key, one.label) for one in OF_PERIODS],
            "table": [("", "選んでください"), *TABLES.items()],
            "chart": [("", "選んでください"), *((kind.value, label) for kind, label in CHART_LABELS.items())],
            "columns": _columns_of(before),
        }
        for name, offered in choices.items():
            offer(self, name, offered)
        if not choices["columns"]:
            del self.fields["columns"]

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or self.cleaned_data
        kind = asked.get("kind")
        if kind == PartKind.FIGURES and not asked.get("figures"):
            self.add_error("figures", "数値を1つは選んでください。")
        if kind in (PartKind.TABLE, PartKind.CHART) and not asked.get("table"):
            self.add_error("table", "表を選んでください。")
        if kind == PartKind.ENTERED and not asked.get("items"):
            self.add_error("items", "入力する項目を書いてください。")
        if kind == PartKind.CHART and not asked.get("chart"):
            self.add_error("chart", "グラフの種類を選んでください。")
        return asked

    def part(self) -> Part:
        asked, kind = self.cleaned_data, PartKind(self.cleaned_data["kind"])
        keys = {
            PartKind.FIGURES: tuple(asked["figures"]),
            PartKind.TEXT: (self._own_key(PartKind.TEXT, "text_"),),
            PartKind.ENTERED: (self._own_key(PartKind.ENTERED, "entered_"),),
        }.get(kind, (asked["table"],))
        is_chart = kind is PartKind.CHART
        columns: list[str] = list(asked.get("columns") or ()) if is_chart else []
        if kind is PartKind.ENTERED:
            columns = list(dict.fromkeys(asked["items"].split()))
        return Part(
            heading=asked["heading"],
            kind=kind,
            keys=keys,
            chart=ChartKind(asked["chart"]) if is_chart else None,
            columns=tuple(columns),
            note=asked["note"],
        )

    def _own_key(self, kind: PartKind, begins: str) -> str:
        """The same as before, so that what was written stays at its place."""
        if self.before is not None and self.before.kind is kind:
            return self.before.keys[0]
        taken = {part.keys[0] for part in self.others if part.kind is kind}
        return next(key for number in range(1, 1000) if (key := f"{begins}{number}") not in taken)


def _initial(part: Part | None) -> dict[str, Any]:
    if part is None:
        return {"kind": PartKind.FIGURES.value}
    is_table = part.kind in (PartKind.TABLE, PartKind.CHART)
    return {
        "heading": part.heading,
        "kind": part.kind.value,
        "figures": part.keys if part.kind is PartKind.FIGURES else (),
        "table": part.keys[0] if is_table else "",
        "chart": part.chart.value if part.chart else "",
        "columns": part.columns if part.kind is PartKind.CHART else (),
        "items": " ".join(part.columns) if part.kind is PartKind.ENTERED else "",
        "note": part.note,
    }


def _columns_of(part: Part | None) -> list[tuple[str, str]]:
    """Of the table that a chart draws, as it looks of yesterday."""
    if part is None or part.kind is not PartKind.CHART or part.chart is ChartKind.HEAT:
        return []
    yesterday = clock.today() - timedelta(days=1)
    table = table_in(part.keys[0], Period(yesterday, yesterday))
    return [(column.key, column.label) for column in table.columns[1:] if column.unit is not None]
