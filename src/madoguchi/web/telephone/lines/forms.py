"""Numbers, capacities, and what proves that a task is done."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.lines.models import Line
from madoguchi.calls.lines.queries import recent_test_calls
from madoguchi.calls.lines.rules import LINE_KIND_LABELS, MOST_PROOF_BYTES, OF_LABELS, OWNER_LABELS, PAYER_LABELS
from madoguchi.core import clock
from madoguchi.web.frame.fields import PhoneField, TolerantDateField
from madoguchi.web.frame.forms import FrameForm

KINDS = [(kind.value, label) for kind, label in LINE_KIND_LABELS.items()]
PAYERS = [(payer.value, label) for payer, label in PAYER_LABELS.items()]


class LineForm(FrameForm):
    may_override = True

    number = PhoneField(autocomplete="off")
    label = forms.CharField(label="呼び名", max_length=80, help_text="例：代表、IP電話から")
    kind = forms.ChoiceField(label="番号の種類", choices=KINDS)
    payer = forms.ChoiceField(
        label="通話料を負担する人", choices=PAYERS, help_text="市民の画面と、案内の文面に使います。"
    )
    carrier = forms.CharField(label="電話会社", required=False, max_length=80)
    in_service_from = TolerantDateField(label="使い始める日", required=False)
    in_service_until = TolerantDateField(
        label="最後の日", required=False, help_text="この日を過ぎると、電話を受けません。空なら定めなし"
    )

    def __init__(self, data: Any = None, *, line: Line | None = None) -> None:
        names = ("label", "kind", "payer", "carrier", "in_service_from", "in_service_until")
        super().__init__(data, initial={name: getattr(line, name) for name in names} if line else None)
        if line:
            del self.fields["number"]


class CapacityForm(FrameForm):
    may_override = True

    of = forms.ChoiceField(label="何の数", choices=list(OF_LABELS.items()), widget=forms.RadioSelect)
    number = forms.IntegerField(label="数", min_value=1, max_value=999)
    effective_on = TolerantDateField(label="いつから")
    agreed_with = forms.CharField(label="協議した相手", max_length=80)
    agreed_on = TolerantDateField(label="協議した日")
    note = forms.CharField(label="メモ", required=False, max_length=200)


class ProofFileField(forms.FileField):
    def __init__(self) -> None:
        super().__init__(
            label="証拠のファイル（PDF、PNG、JPEG）",
            required=False,
            allow_empty_file=True,
            help_text=f"{MOST_PROOF_BYTES // 1024 // 1024}MBまで",
            widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg"}),
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        return (
            (found.name or "", found.read(MOST_PROOF_BYTES + 1)) if isinstance(found, UploadedFile) else ("", b"")
        )


class CallChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Call) -> str:
        return f"{clock.in_tokyo(obj.arrived_at):%-m月%-d日 %H:%M} {obj.dialled}（{obj.get_outcome_display()}）"


class DoneForm(FrameForm):
    may_override = True

    proof = forms.CharField(
        label="済んだ証拠", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = ProofFileField()
    call = CallChoice(queryset=Call.objects.none(), label="試験の通話", required=False, empty_label="（なし）")

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        field = self.fields["call"]
        assert isinstance(field, CallChoice)  # noqa: S101
        since = recent_test_calls()
        field.queryset = Call.objects.filter(pk__in=since.values("pk")).order_by("-arrived_at")


class DueForm(FrameForm):
    may_override = True

    due_on = TolerantDateField(label="期限")
    note = forms.CharField(label="変える理由", required=False, max_length=200)


class TaskForm(FrameForm):
    may_override = True

    title = forms.CharField(label="すること", max_length=120)
    owner = forms.ChoiceField(label="担当", choices=list(OWNER_LABELS.items()), widget=forms.RadioSelect)
    due_on = TolerantDateField(label="期限")


class ReasonForm(FrameForm):
    reason = forms.CharField(label="理由", max_length=200, help_text="履歴に残ります。")
