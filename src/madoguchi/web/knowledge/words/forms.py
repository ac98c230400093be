"""What a person types about words."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from madoguchi.knowledge.exchange.formats import MOST_BYTES
from madoguchi.knowledge.words.rules import LONGEST, split_variants
from madoguchi.web.frame.forms import FrameForm


class WordFilter(FrameForm):
    saying = forms.CharField(label="言葉", required=False, max_length=LONGEST)


class GroupForm(FrameForm):
    canonical = forms.CharField(
        label="代表の言葉", max_length=LONGEST, help_text="FAQで使う、正式な言葉です（例：暗証番号）。"
    )
    variants = forms.CharField(
        label="言い方",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="お客さまの言い方を1行に一つ書きます（例：パスワード）。「、」で区切ってもかまいません。",
    )

    def clean_variants(self) -> list[str]:
        return split_variants(self.cleaned_data["variants"])


class TableField(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        return found.read(MOST_BYTES + 1) if isinstance(found, UploadedFile) else found


class FileForm(FrameForm):
    file = TableField(
        label="類義語のファイル（CSVかExcel）",
        help_text="1行目が見出し（代表の言葉、言い方）。文字コードは、UTF-8でもShift_JISでもかまいません。",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,text/csv"}),
        error_messages={"required": "ファイルを選んでください。"},
    )
    how = forms.ChoiceField(
        label="取り込み方",
        choices=[("add", "今あるものに加える"), ("replace", "ファイルの内容に入れ替える（ほかは消えます）")],
        widget=forms.RadioSelect,
        initial="add",
    )
