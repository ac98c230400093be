"""What is typed about a proposal."""

from collections.abc import Sequence
from typing import Any

from django import forms

from madoguchi.contacts.improvement.rules import OPEN as OPEN_NEEDS
from madoguchi.contacts.models import Need
from madoguchi.core import clock
from madoguchi.metrics.definitions import OF_PERIODS
from madoguchi.quality.models import Proposal
from madoguchi.quality.proposals.actions import Measure, Written
from madoguchi.quality.proposals.queries import mark_of
from madoguchi.quality.proposals.rules import (
    AIM_LABELS,
    ORIGIN_LABELS,
    STATE_LABELS,
    Aim,
    Origin,
    ProposalState,
    may_carry_on_to,
)
from madoguchi.web.frame.fields import Tolerant, TolerantDateField
from madoguchi.web.frame.forms import FrameForm, offer
from madoguchi.web.frame.seen import SeenForm

NEEDS_OFFERED = 30
LONGEST_EVIDENCE = 300


def _text(label: str, *, rows: int = 4, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class FilterForm(FrameForm):
    state = forms.ChoiceField(
        label="状態",
        required=False,
        choices=[("", "すべて"), *((one.value, label) for one, label in STATE_LABELS.items())],
    )
    aim = forms.ChoiceField(
        label="ねらい",
        required=False,
        choices=[("", "すべて"), *((one.value, label) for one, label in AIM_LABELS.items())],
    )


class ProposalForm(SeenForm):
    may_override = True
    title = Tolerant(label="提案", max_length=100, help_text="例：通知カードの受取り場所をFAQの最初に書く")
    aim = forms.ChoiceField(label="ねらい", choices=[(one.value, label) for one, label in AIM_LABELS.items()])
    origin = forms.ChoiceField(
        label="何から分かったか", choices=[(one.value, label) for one, label in ORIGIN_LABELS.items()]
    )
    finding = _text("分かったこと", help_text="数字や傾向。氏名などの個人情報は書かないでください。")
    measure = _text("改善策")
    asked_of_city = _text("市にお願いすること", rows=3, required=False)
    needs = forms.MultipleChoiceField(
        label="根拠にする改善ニーズ", required=False, widget=forms.CheckboxSelectMultiple
    )
    evidence = _text(
        "そのほかの根拠",
        rows=3,
        required=False,
        help_text="1行に1つ。例：令和8年10月分の月次報告、時間帯別の着信",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        proposal: Proposal | None = None,
        asked_for: Sequence[Need] = (),
        may_see_needs: bool,
    ) -> None:
        chosen = [one.need for one in proposal.evidence.all() if one.need] if proposal else list(asked_for)
        super().__init__(data, shown=mark_of(proposal) if proposal else None, initial=_initial(proposal, chosen))
        self._offered = _needs_offered(chosen) if may_see_needs else {need.pk: need for need in chosen}
        if not self._offered:
            del self.fields["needs"]
            return
        offer(
            self,
            "needs",
            [
                (str(need.pk), f"{need.subject}（{need.kind_label}、{need.count:,}件）")
                for need in self._offered.values()
            ],
        )

    def clean_evidence(self) -> str:
        """Nothing that was written is cut off without a word."""
        text: str = self.cleaned_data["evidence"]
        if any(len(line.strip()) > LONGEST_EVIDENCE for line in text.splitlines()):
            raise forms.ValidationError(f"1行は{LONGEST_EVIDENCE}文字までです。長いものは、行を分けてください。")
        return text

    @property
    def written(self) -> Written:
        typed = self.cleaned_data
        return Written(
            title=typed["title"],
            aim=Aim(typed["aim"]),
            origin=Origin(typed["origin"]),
            finding=_one_end(typed["finding"]),
            measure=_one_end(typed["measure"]),
            asked_of_city=_one_end(typed["asked_of_city"]),
            evidence=typed["evidence"].splitlines(),
            needs=[self._offered[int(pk)] for pk in typed.get("needs", ())],
        )


def _needs_offered(chosen: Sequence[Need]) -> dict[int, Need]:
    found = Need.objects.filter(state__in=OPEN_NEEDS)[:NEEDS_OFFERED]
    return {need.pk: need for need in (*chosen, *found)}


def _initial(proposal: Proposal | None, chosen: Sequence[Need]) -> dict[str, Any]:
    needs = [str(need.pk) for need in chosen]
    if proposal is None:
        return {"needs": needs, "origin": Origin.HISTORY.value if needs else Origin.FIGURES.value}
    return {
        "title": proposal.title,
        "aim": proposal.aim,
        "origin": proposal.origin,
        "finding": proposal.finding,
        "measure": proposal.measure,
        "asked_of_city": proposal.asked_of_city,
        "needs": needs,
        "evidence": "\n".join(one.words for one in proposal.evidence.all() if one.need is None),
    }


def _one_end(text: str) -> str:
    return text.replace("\r\n", "\n")


class PutForm(FrameForm):
    on = TolerantDateField(label="市に提案した日")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": clock.today()})


class DropForm(FrameForm):
    note = _text("やめる理由", rows=2)


class AnswerForm(FrameForm):
    may_override = True
    agrees = forms.ChoiceField(
        label="回答", choices=[("yes", "合意する"), ("no", "見送る")], widget=forms.RadioSelect
    )
    words = _text(
        "内容", rows=3, required=False, help_text="条件や、市が行うことなど。見送るときは、理由を書いてください。"
    )


class FollowForm(FrameForm):
    may_override = True
    to = forms.ChoiceField(label="状態")
    on = TolerantDateField(label="日")
    note = _text("行ったこと、分かったこと", rows=3)
    look_on = TolerantDateField(
        label="次に確かめる日", required=False, help_text="この日から、ホームに知らせが出ます。"
    )

    def __init__(self, data: Any = None, *, proposal: Proposal) -> None:
        super().__init__(data, initial={"on": clock.today(), "to": ""})
        state = ProposalState(proposal.state)
        further = [one for one in ProposalState if one in may_carry_on_to(state)]
        self.fields["to"].required = False
        unchanged = ("", f"変えない（{STATE_LABELS[state]}）")
        offer(self, "to", [unchanged, *((one.value, STATE_LABELS[one]) for one in further)])


class MeasureForm(FrameForm):
    figure = forms.ChoiceField(label="指標", choices=[(one.key, one.label) for one in OF_PERIODS])
    before_first = TolerantDateField(label="実施の前：最初の日")
    before_last = TolerantDateField(label="実施の前：最後の日")
    after_first = TolerantDateField(label="実施の後：最初の日")
    after_last = TolerantDateField(label="実施の後：最後の日", help_text="これから先の日でもかまいません。")

    def __init__(self, data: Any = None, *, proposal: Proposal) -> None:
        names = ("before_first", "before_last", "after_first", "after_last")
        initial = {"figure": proposal.figure, **{name: getattr(proposal, name) for name in names}}
        super().__init__(data, initial=initial)

    @property
    def measure(self) -> Measure:
        return Measure(**self.cleaned_data)
