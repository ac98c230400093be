"""What is typed about a meeting: its day, its pack's days, its minutes, how they were handed in."""

from typing import Any

from django import forms

from madoguchi.core import clock
from madoguchi.metrics.past.shapes import Period
from madoguchi.reports.meetings.actions import Planned, Written
from madoguchi.reports.meetings.queries import mark_of
from madoguchi.reports.models import Meeting, Minutes
from madoguchi.web.frame.fields import Tolerant, TolerantDateField
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.seen import SeenForm
from madoguchi.web.frame.times import TolerantTimeField


def _text(label: str, *, rows: int, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=10_000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PlanForm(FrameForm):
    may_override = True
    day = TolerantDateField(label="日")
    begins = TolerantTimeField(label="始まり", help_text="例：14:00")
    place = Tolerant(label="場所", max_length=100, help_text="例：市役所本庁舎 会議室、オンライン")
    agenda = _text("議題", rows=4, required=False, help_text="1行に1つ。")

    def __init__(self, data: Any = None, *, meeting: Meeting | None = None) -> None:
        initial: dict[str, Any] = {}
        if meeting is not None:
            starts = clock.in_tokyo(meeting.starts_at)
            initial = {
                "day": starts.date(),
                "begins": starts.time(),
                "place": meeting.place,
                "agenda": meeting.agenda,
            }
        super().__init__(data, initial=initial)

    @property
    def planned(self) -> Planned:
        typed = self.cleaned_data
        return Planned(clock.moment(typed["day"], typed["begins"]), typed["place"], _one_end(typed["agenda"]))


class CallOffForm(FrameForm):
    reason = Tolerant(label="取りやめる理由", max_length=200)


class PackForm(FrameForm):
    first = TolerantDateField(label="期間の最初の日")
    last = TolerantDateField(label="期間の最後の日")

    def __init__(self, data: Any = None, *, period: Period) -> None:
        super().__init__(data, initial={"first": period.first, "last": period.last})


class MinutesForm(SeenForm):
    may_override = True
    attendees = _text("出席者", rows=3, help_text="市とコールセンターに分けて、役職や氏名を書きます。")
    said = _text("報告・協議の内容", rows=8)
    decided = _text("決まったこと", rows=4, help_text="なければ「なし」と書いてください。")
    to_do = _text("宿題（担当・期限）", rows=3, required=False)
    reason = Tolerant(
        label="直す理由", max_length=200, help_text="提出した議事録は残ります。直したものは、次の版になります。"
    )

    def __init__(self, data: Any = None, *, newest: Minutes | None) -> None:
        names = ("attendees", "said", "decided", "to_do", "reason")
        initial = {name: getattr(newest, name) for name in names} if newest is not None else {}
        if newest is not None and newest.is_handed_in:
            initial["reason"] = ""
        super().__init__(data, shown=mark_of(newest), initial=initial)
        if newest is None or (newest.version == 1 and not newest.is_handed_in):
            del self.fields["reason"]

    @property
    def written(self) -> Written:
        return Written(*(_one_end(self.cleaned_data[name]) for name in ("attendees", "said", "decided", "to_do")))


def _one_end(text: str) -> str:
    return text.replace("\r\n", "\n")
