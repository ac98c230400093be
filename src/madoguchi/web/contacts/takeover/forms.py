"""The file, and what its columns are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from madoguchi.contacts.takeover.rules import COLUMN_LABELS, NEEDED, Column
from madoguchi.web.frame.forms import FrameForm

HELP = {
    Column.STARTED: "「2025/04/01 9:05」「令和7年4月1日」など。",
    Column.AT: "時刻が別の列にあるときだけ。",
    Column.STATE: "「対応中」「保留」などは対応中に、ほかは完了にします。",
    Column.HANDLER: "名前は、元の対応者として残します。",
}


@dataclass(frozen=True)
class Upload:
    """Not a list of lines: the form's guard does not walk through a whole file."""

    name: str
    file: UploadedFile

    def chunks(self) -> Iterator[bytes]:
        return self.file.chunks()


class TakeoverFileField(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        return Upload(found.name or "", found) if isinstance(found, UploadedFile) else found


class FileForm(FrameForm):
    file = TakeoverFileField(
        label="応対履歴のファイル（CSV）",
        help_text="1行目が見出しのCSV。文字コードは、UTF-8でもShift_JISでもかまいません。100万行ほどまで読めます。",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
        error_messages={"required": "ファイルを選んでください。"},
    )


class ColumnsForm(FrameForm):
    is_masked = forms.BooleanField(
        label="内容と回答に書かれた個人情報を伏せて取り込む",
        help_text="電話番号・住所・氏名・メールアドレスなどを［電話番号］のような語に置き換えます。元の文は残りません。",
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        headings: Sequence[str],
        offered: Sequence[Column],
        chosen: dict[str, str],
        is_masked: bool,
    ) -> None:
        of_columns = {f"column_{name}": heading for name, heading in chosen.items()}
        super().__init__(data, initial={**of_columns, "is_masked": is_masked})
        self.offered = offered
        for column in offered:
            self.fields[f"column_{column.value}"] = forms.ChoiceField(
                label=COLUMN_LABELS[column],
                required=column in NEEDED,
                choices=[("", "なし"), *((heading, heading) for heading in headings)],
                help_text=HELP.get(column, ""),
                error_messages={"required": f"「{COLUMN_LABELS[column]}」の列を選んでください。"},
            )

    def columns(self) -> list[forms.BoundField]:
        return [self[f"column_{column.value}"] for column in self.offered]

    def chosen(self) -> dict[str, str]:
        named = {column.value: self.cleaned_data[f"column_{column.value}"] for column in self.offered}
        return {name: heading for name, heading in named.items() if heading}
