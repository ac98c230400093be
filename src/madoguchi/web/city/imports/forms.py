"""The file, and what its columns are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from madoguchi.booking.ledger_import.queries import Choices
from madoguchi.booking.ledger_import.reading import MOST_BYTES
from madoguchi.booking.ledger_import.rules import COLUMN_LABELS, NEEDED, Column
from madoguchi.booking.rules import CHANNEL_LABELS, Channel
from madoguchi.municipality.queries import procedures_offered, sites_in_use
from madoguchi.web.frame.forms import FrameForm, offer

CHANNELS = (Channel.CITY, Channel.TELEPHONE)


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes


class LedgerFileField(forms.FileField):
    """Read once, and only so far: the form's guard does not walk through a whole file."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if not isinstance(found, UploadedFile):
            return found
        return Upload(found.name or "", found.read(MOST_BYTES + 1))


class FileForm(FrameForm):
    file = LedgerFileField(
        label="台帳のファイル（CSV）",
        help_text="1行目が見出しのCSV。文字コードは、UTF-8でもShift_JISでもかまいません。1,000行、2MBまで。",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
        error_messages={"required": "ファイルを選んでください。"},
    )


class ColumnsForm(FrameForm):
    site = forms.ChoiceField(label="会場")
    channel = forms.ChoiceField(
        label="受付の方法",
        choices=[(channel.value, CHANNEL_LABELS[channel]) for channel in CHANNELS],
        help_text="取り込んだ予約を、どの受付として数えるか。",
    )
    procedure = forms.ChoiceField(
        label="手続きの書いていない行の手続き",
        required=False,
        help_text="選ばないと、手続きのない行は誤りになります。",
    )
    skip_known = forms.BooleanField(label="すでに予約のある行は、飛ばして取り込む", required=False)

    def __init__(self, data: Any = None, *, headings: Sequence[str], chosen: Choices) -> None:
        of_columns = {f"column_{name}": heading for name, heading in chosen.columns.items()}
        super().__init__(
            data,
            initial={
                **of_columns,
                "site": chosen.site,
                "channel": chosen.channel,
                "procedure": chosen.procedure,
                "skip_known": chosen.skip_known,
            },
        )
        offer(self, "site", [(site.code, site.name) for site in sites_in_use()])
        procedures = [(procedure.code, procedure.label_ja) for procedure in procedures_offered()]
        offer(self, "procedure", [("", "選ばない"), *procedures])
        for column in Column:
            needed = column in NEEDED and column is not Column.AT
            self.fields[f"column_{column.value}"] = forms.ChoiceField(
                label=COLUMN_LABELS[column],
                required=needed,
                choices=[("", "なし"), *((heading, heading) for heading in headings)],
                help_text="日付の列に時刻もあれば「なし」" if column is Column.AT else "",
                error_messages={"required": f"「{COLUMN_LABELS[column]}」の列を選んでください。"},
            )

    def columns(self) -> list[forms.BoundField]:
        return [self[f"column_{column.value}"] for column in Column]

    def choices(self) -> Choices:
        typed = self.cleaned_data
        chosen = {column.value: typed[f"column_{column.value}"] for column in Column}
        return Choices(
            columns={name: heading for name, heading in chosen.items() if heading},
            procedure=typed["procedure"],
            site=typed["site"],
            channel=typed["channel"],
            skip_known=typed["skip_known"],
        )
