"""Writing an announcement, and the day from which it is said."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from madoguchi.calls.announcements.models import Announcement
from madoguchi.calls.announcements.rules import LONGEST_SECONDS, LONGEST_TEXT
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm

MOST_BYTES = 20 * 1024 * 1024


class RecordingField(forms.FileField):
    """Read once, and only so far."""

    def __init__(self) -> None:
        super().__init__(
            label="録音した音声（内蔵の音声の代わりに流すとき）",
            required=False,
            allow_empty_file=True,
            help_text=f"WAV、MP3、FLAC、OGG。{LONGEST_SECONDS:.0f}秒、{MOST_BYTES // 1024 // 1024}MBまで。音量はそろえます。",
            widget=forms.FileInput(attrs={"accept": ".wav,.mp3,.flac,.ogg"}),
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        return found.read(MOST_BYTES + 1) if isinstance(found, UploadedFile) else b""


class DraftForm(FrameForm):
    may_override = True

    text = forms.CharField(
        label="文面",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="話す言葉で書きます。「8:30」は「8時30分」、電話番号は一字ずつ読みます。",
    )
    reason = forms.CharField(label="変更の理由", required=False, max_length=200)
    recording = RecordingField()
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, files: Any = None, *, draft: Announcement | None, now: str, takes_recording: bool
    ) -> None:
        shown = {"text": draft.text if draft else now, "reason": draft.reason if draft else ""}
        super().__init__(data, files, initial={**shown, "edition": draft.edition if draft else 0})
        if not takes_recording:
            self.fields["recording"].disabled = True
            self.fields[
                "recording"
            ].help_text = "番号が続く案内です。番号までひと続きに内蔵の音声で読むので、録音した音声は使いません。"


class ApprovalForm(FrameForm):
    in_force_from = TolerantDateField(
        label="使い始める日", help_text="その日の0時から流れます。それまでは、いまの案内が流れます。"
    )


class WithdrawalForm(FrameForm):
    reason = forms.CharField(label="取りやめる理由", max_length=200, help_text="履歴に残ります。")
