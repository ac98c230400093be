"""Which file to write, and the file that is read."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from madoguchi.knowledge.exchange.formats import FORMS, MOST_BYTES, MOST_LINES
from madoguchi.knowledge.exchange.queries import WHICH_LABELS
from madoguchi.knowledge.exchange.rules import MODE_LABELS, Mode
from madoguchi.knowledge.models import Category
from madoguchi.web.frame.forms import FrameForm, offer


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes


class ExportForm(FrameForm):
    form = forms.ChoiceField(label="ファイルの形", choices=[(name, form.label) for name, form in FORMS.items()])
    which = forms.ChoiceField(label="内容", choices=[(which.value, label) for which, label in WHICH_LABELS.items()])
    category = forms.ModelChoiceField(
        label="分類", required=False, queryset=Category.objects.all(), empty_label="すべて"
    )


class FaqFileField(forms.FileField):
    """Read once, and only so far: the form's guard does not walk through a whole file; each cell is looked at."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if not isinstance(found, UploadedFile):
            return found
        return Upload(found.name or "", found.read(MOST_BYTES + 1))


class ImportForm(FrameForm):
    file = FaqFileField(
        label="FAQのファイル（CSVかExcel）",
        help_text=(
            f"1行目が見出し。{MOST_LINES:,}行、{MOST_BYTES // 1024 // 1024}MBまで。"
            "CSVの文字コードは、UTF-8でもShift_JISでもかまいません。"
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,text/csv"}),
        error_messages={"required": "ファイルを選んでください。"},
    )


class DecisionForm(FrameForm):
    mode = forms.ChoiceField(
        label="取り込み方",
        choices=[(mode.value, label) for mode, label in MODE_LABELS.items()],
        widget=forms.RadioSelect,
        initial=Mode.DRAFT.value,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_publish:
            offer(self, "mode", [(Mode.DRAFT.value, MODE_LABELS[Mode.DRAFT])])
