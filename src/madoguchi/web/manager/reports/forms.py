"""What is typed about a report: its words, its day, why it goes back or is issued once more, how it was handed in."""

import json
from collections.abc import Iterable
from typing import Any

from django import forms

from madoguchi.core import clock
from madoguchi.core.text.seen import seen_mark
from madoguchi.metrics.past.shapes import Table
from madoguchi.reports.content import Content, to_json
from madoguchi.reports.drafting import entered_tables, places_for_texts
from madoguchi.reports.forms import Kind
from madoguchi.reports.queries import ways_offered
from madoguchi.reports.schedule import STATE_LABELS, WAY_LABELS, Way
from madoguchi.web.frame.fields import Tolerant, TolerantDateField
from madoguchi.web.frame.forms import FrameForm, offer
from madoguchi.web.frame.seen import SeenForm


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


class SeenNumbersField(forms.CharField):
    """The numbers of a table as the page had them; what is no such thing says nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, **kwargs)

    def to_python(self, value: Any) -> Any:
        try:
            found = json.loads(super().to_python(value) or "null")
        except (ValueError, RecursionError):
            return None
        rows = found.values() if isinstance(found, dict) else (None,)
        return found if all(isinstance(one, dict) for one in rows) else None

    def run_validators(self, value: Any) -> None:
        """It is no text any more."""

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


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
        for _, block in places_for_texts(content):
            self.fields[seen_at(block.key)] = forms.UUIDField(
                required=False, initial=seen_mark(block.words), widget=forms.HiddenInput
            )
        for _, table in self.tables:
            self.fields[seen_at(table.key)] = SeenNumbersField(initial=_numbers_in(table))
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

    def seen(self, key: str) -> Any:
        """What stood there when the page was opened: the mark of a text, the numbers of a table."""
        return self.cleaned_data.get(seen_at(key))

    def has_seen(self, key: str, content: Content | None) -> None:
        """What stands there now was shown: the next press is about that."""
        if content is not None:
            now = WordsForm(content, is_daily=bool(self.tables))[seen_at(key)].value()
            data: Any = self.data
            data = data.copy()
            data[seen_at(key)] = now
            self.data = data

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


def seen_at(key: str) -> str:
    return f"seen-{key}"


def _numbers_in(table: Table) -> dict[str, dict[str, Any]]:
    labels = [column.label for column in table.columns[1:]]
    return {
        str(row[0]): {label: cell for label, cell in zip(labels, row[1:], strict=True) if cell is not None}
        for row in table.rows
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


class IssueForm(SeenForm):
    checked = Tolerant(
        label="個人情報ではない理由",
        required=False,
        max_length=200,
        help_text="個人情報ではないことを確かめたときだけ書いてください。理由は履歴に残ります。",
    )

    def __init__(self, data: Any = None, *, content: Content | None) -> None:
        """`content`: what is on the page."""
        super().__init__(data, shown=seen_mark(to_json(content)) if content else None)


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
