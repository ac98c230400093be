"""What calls can be looked for by. A number names a person, so it is always sent by POST."""

from typing import Any

from django import forms

from madoguchi.calls.agents.models import Agent
from madoguchi.calls.ledger.finding import Conditions
from madoguchi.calls.ledger.rules import DIRECTION_LABELS, OUTCOME_LABELS
from madoguchi.calls.ledger.shown import MAY_SEE_NUMBERS
from madoguchi.calls.lines.models import Line
from madoguchi.core.actors import Actor
from madoguchi.web.frame.conditions import asked_for, typed_in
from madoguchi.web.frame.fields import Tolerant, TolerantDateField
from madoguchi.web.frame.forms import FrameForm, offer

ALL = [("", "すべて")]


class SearchForm(FrameForm):
    may_override = True
    autofill = False

    since = TolerantDateField(label="この日から", required=False)
    until = TolerantDateField(label="この日まで", required=False)
    number = Tolerant(
        label="相手の電話番号", required=False, max_length=24, inputmode="tel", help_text="下4桁からでも探せます。"
    )
    outcome = forms.ChoiceField(
        label="結果", required=False, choices=[*ALL, *((one.value, label) for one, label in OUTCOME_LABELS.items())]
    )
    extension = forms.ChoiceField(label="担当者", required=False)
    dialled = forms.ChoiceField(label="かかってきた番号", required=False)
    direction = forms.ChoiceField(
        label="発着",
        required=False,
        choices=[*ALL, *((one.value, label) for one, label in DIRECTION_LABELS.items())],
    )

    def __init__(self, data: Any = None, *, viewer: Actor) -> None:
        super().__init__(data)
        agents = Agent.objects.select_related("staff")
        offer(
            self,
            "extension",
            [*ALL, *((one.extension, f"{one.staff.name}（内線{one.extension}）") for one in agents)],
        )
        offer(self, "dialled", [*ALL, *((line.number, line.label) for line in Line.objects.all())])
        if not viewer.may(MAY_SEE_NUMBERS):
            del self.fields["number"]

    def conditions(self) -> Conditions:
        return asked_for(self, Conditions)

    def typed(self) -> dict[str, str]:
        return typed_in(self)
