"""What an operator writes down after a call."""

import uuid
from typing import Any

from django import forms

from madoguchi.booking.external.actions import Entry
from madoguchi.booking.external.models import ExternalRecord
from madoguchi.booking.external.rules import OUTCOME_LABELS, REASON_LABELS, Outcome, missing_in
from madoguchi.core import clock
from madoguchi.municipality.queries import procedures_offered
from madoguchi.web.frame.fields import Tolerant, TolerantDateField
from madoguchi.web.frame.forms import FrameForm, offer
from madoguchi.web.frame.times import TolerantTimeField

MISSING_WORDS = {
    "number": "市の予約システムの受付番号を入力してください。",
    "visit_on": "予約の日付と時刻を入力してください。",
    "reason": "予約できなかった理由を選んでください。",
}


class RecordForm(FrameForm):
    may_override = True
    autofill = False

    once_key = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="したこと", choices=[(str(o), label) for o, label in OUTCOME_LABELS.items()], widget=forms.RadioSelect
    )
    number = Tolerant(
        label="市の予約システムの受付番号",
        required=False,
        max_length=30,
        help_text="「受け付けた」「変更した」ときは、予約の日付と時刻も入れます。「取り消した」ときは、番号だけを入れます。",
    )
    visit_on = TolerantDateField(label="予約の日付", required=False)
    visit_at = TolerantTimeField(label="予約の時刻", required=False)
    people = forms.IntegerField(label="人数", min_value=1, max_value=20, initial=1)
    procedures = forms.MultipleChoiceField(label="手続き", required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.ChoiceField(
        label="予約できなかった理由",
        required=False,
        choices=[("", "選んでください"), *((str(r), label) for r, label in REASON_LABELS.items())],
        help_text="「予約できなかった」のときだけ選びます。",
    )
    note = Tolerant(label="メモ", required=False, max_length=200)

    def __init__(self, data: Any = None, *, known: ExternalRecord | None = None) -> None:
        super().__init__(data, initial=_initial(known))
        offered = {one.code: one.label_ja for one in procedures_offered()}
        had = {one.code: one.label_ja for one in known.procedures.all()} if known else {}
        offer(self, "procedures", {**offered, **had}.items())

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        has_visit = bool(typed.get("visit_on") and typed.get("visit_at"))
        if bool(typed.get("visit_on")) != bool(typed.get("visit_at")) and not self.errors:
            self.add_error("visit_on", "日付と時刻は、両方を入力してください。")
        elif typed.get("outcome"):
            missing = missing_in(
                Outcome(typed["outcome"]),
                number=typed.get("number", ""),
                has_visit=has_visit,
                reason=typed.get("reason", ""),
            )
            for name in missing:
                if name not in self.errors:
                    self.add_error(name, MISSING_WORDS[name])
        return typed

    def entry(self) -> Entry:
        typed = self.cleaned_data
        has_visit = typed["visit_on"] and typed["visit_at"]
        return Entry(
            outcome=Outcome(typed["outcome"]),
            number=typed["number"],
            visit_at=clock.moment(typed["visit_on"], typed["visit_at"]) if has_visit else None,
            people=typed["people"],
            procedures=typed["procedures"],
            reason=typed["reason"],
            note=typed["note"],
            once_key=typed["once_key"],
        )


class FindRecordForm(FrameForm):
    may_override = True
    autofill = False

    typed = Tolerant(
        label="市の予約システムの受付番号",
        max_length=30,
        help_text="一部でも探せます。",
        error_messages={"required": "受付番号を入力してください。"},
    )


class MonthsForm(FrameForm):
    months = forms.CharField(
        label="月と件数",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="1行に1か月、「2026年4月,123」のように書きます。CSVの中身をそのまま貼り付けてもかまいません。",
        max_length=10_000,
    )


def _initial(known: ExternalRecord | None) -> dict[str, Any]:
    if known is None:
        return {"once_key": uuid.uuid4()}
    at = clock.in_tokyo(known.visit_at) if known.visit_at else None
    return {
        "once_key": known.once_key,
        "outcome": known.outcome,
        "number": known.number,
        "visit_on": at.date() if at else None,
        "visit_at": at.time() if at else None,
        "people": known.people,
        "procedures": [procedure.code for procedure in known.procedures.all()],
        "reason": known.reason,
        "note": known.note,
    }
