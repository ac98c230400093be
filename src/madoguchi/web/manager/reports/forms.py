"""What is typed about a report: its words, its day, why it goes back or is issued once more, how it was handed in."""

from collections.abc import Iterable
from typing import Any

from django import forms

from madoguchi.core import clock
from madoguchi.metrics.past.shapes import Table
from madoguchi.reports.content import Content
from madoguchi.reports.drafting import entered_tables, places_for_texts
from madoguchi.reports.forms import Kind
from madoguchi.reports.queries import ways_offered
from madoguchi.reports.schedule import STATE_LABELS, WAY_LABELS, Way
from madoguchi.web.frame.fields import Tolerant, TolerantDateField
from madoguchi.web.frame.forms import FrameForm, offer


class FilterForm(FrameForm):
    kind = forms.ChoiceField(label="報告", required=False)
    state = forms.ChoiceField(label="状態", required=False)

    def __init__(self, data: Any = None, *, kinds: Iterable[Kind], with_state: bool) -> None:
        super().__init__(data)
        offer(self, "kind", [("", "すべて"), *((kind.code, kind.name) for kind in kinds)])
        if not with_state:
            del self.fields["state"]
            return
        offer(self, "state", [("", "すべて"), *((state.value, label) for state, label in STATE_LABELS.items())])


class NewForm(FrameForm):
    kind = forms.ChoiceField(label="報告")
    day = TolerantDateField(
        label="日", help_text="週・月・年度の報告は、この日が入る期間のものを作ります。終わった期間だけ作れます。"
    )

    def __init__(self, data: Any = None, *, kinds: Iterable[Kind]) -> None:
        super().__init__(data)
        offer(self, "kind", [(kind.code, kind.name) for kind in kinds])


class WordsForm(FrameForm):
    """A field for each place that the form of the report has for words, or for numbers of a day. What is only saved may have gaps."""

    may_override = True

    def __init__(
        self, content: Content, data: Any = None, *, is_daily: bool = False, may_have_gaps: bool = False
    ) -> None:
        super().__init__(data)
        for heading, block in places_for_texts(content):
            self.fields[block.key] = forms.CharField(
                label=heading,
                help_text=block.prompt,
                required=not may_have_gaps,
                error_messages={"required": f"「{heading}」を書いてください。なければ「なし」と書いてください。"},
                max_length=10_000,
                initial=block.words,
                widget=forms.Textarea(attrs={"rows": 6}),
            )

        self.texts = list(self.fields)
        self.tables = list(entered_tables(content)) if is_daily else []
        for _, table in self.tables:
            for place, row in enumerate(table.rows):
                for at, column in enumerate(table.columns[1:], start=1):
                    label = f"{row[0]}の{column.label}"
                    self.fields[name_of_cell(table, place, at)] = forms.IntegerField(
                        label=label,
                        required=not may_have_gaps,
                        error_messages={"required": f"「{label}」を入れてください。なければ 0 です。"},
                        min_value=0,
                        max_value=99_999,
                        initial=row[at],
                        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
                    )

    @property
    def words(self) -> dict[str, str]:
        return {key: str(self.cleaned_data[key]).replace("\r\n", "\n") for key in self.texts}

    @property
    def numbers(self) -> dict[str, dict[str, dict[str, int]]]:
        """By table, row and item, as far as they are entered."""
        return {
            table.key: {
                str(row[0]): {
                    column.label: number
                    for at, column in enumerate(table.columns[1:], start=1)
                    if (number := self.cleaned_data[name_of_cell(table, place, at)]) is not None
                }
                for place, row in enumerate(table.rows)
            }
            for _, table in self.tables
        }


def name_of_cell(table: Table, place: int, at: int) -> str:
    return f"{table.key}-{place}-{at}"


class DayForm(FrameForm):
    asked_on = TolerantDateField(
        label="市が求めた日", required=False, help_text="求めがあったときだけ入れてください。"
    )
    on = TolerantDateField(label="提出日", required=False, help_text="空にすると、契約の期限の決まりに戻ります。")
    note = Tolerant(label="指定した人・経緯", required=False, max_length=200)


class BackForm(FrameForm):
    remark = Tolerant(label="戻す理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AgainForm(FrameForm):
    reason = Tolerant(
        label="直す理由",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="次の版に、変わったところとともに載ります。",
    )


class IssueForm(FrameForm):
    checked = Tolerant(
        label="個人情報ではない理由",
        required=False,
        max_length=200,
        help_text="個人情報ではないことを確かめたときだけ書いてください。理由は履歴に残ります。",
    )


class HandedForm(FrameForm):
    way = forms.ChoiceField(label="方法")
    handed_on = TolerantDateField(label="提出した日")
    recipient = Tolerant(label="相手", max_length=100, help_text="例：市民課 住民記録担当")
    note = Tolerant(label="メモ", required=False, max_length=200)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"handed_on": clock.today()})
        offer(self, "way", [(way.value, WAY_LABELS[way]) for way in ways_offered()])

    @property
    def handed(self) -> dict[str, Any]:
        """As an action takes it."""
        return {**self.cleaned_data, "way": Way(self.cleaned_data["way"])}
