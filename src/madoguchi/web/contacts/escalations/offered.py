"""What may be done with a case now: each with its button, its form and its action."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from madoguchi.contacts.escalations import actions
from madoguchi.contacts.escalations.models import Escalation
from madoguchi.contacts.escalations.queries import MAY_HAND_ON, is_working_at
from madoguchi.contacts.escalations.rules import Caller, State
from madoguchi.contacts.records.queries import MAY_RECORD
from madoguchi.contacts.rules import Level
from madoguchi.web.contacts.escalations.forms import CloseForm, TextForm, UpForm
from madoguchi.web.frame.access import StaffRequest
from madoguchi.web.frame.forms import FrameForm


@dataclass(frozen=True)
class Offered:
    do: str
    button: str
    said: str
    form: FrameForm | None  # none: one press
    act: Callable[[], object]
    is_open: bool = False  # stands open on the page; the others open at a press

    @property
    def title(self) -> str:
        return self.button


def offered_on(request: StaffRequest, case: Escalation) -> list[Offered]:
    """The likeliest first."""
    by = request.actor
    if not case.is_open or not by.may(MAY_HAND_ON):
        return []
    offers, records = _Offers(request, case), by.may(MAY_RECORD)
    is_answered = State(case.state) is State.ANSWERED
    offered: list[Offered] = []
    if case.is_unanswered and is_working_at(Level(case.level), by, case.department):
        offered += offers.where_it_lies()
    if records:
        offered.append(offers.close(is_open=is_answered))
    if is_answered:
        offered.append(offers.ask_again())
    offered.append(offers.comment())
    if records and case.caller == Caller.WAITS:
        offered.append(offers.hung_up())
    return offered


class _Offers:
    def __init__(self, request: StaffRequest, case: Escalation) -> None:
        self.case, self.by = case, request.actor
        self.typed = request.POST if request.method == "POST" else {}

    def where_it_lies(self) -> Iterator[Offered]:
        """For whoever works at the level where an answer is waited for."""
        if self.case.owner != self.by.key:
            yield self.take()
        yield self.answer()
        up = UpForm(self._of("up"), level=Level(self.case.level), auto_id="up-%s")
        if up.has_ways:
            yield self.hand_up(up)
        if Level(self.case.level) is not Level.OPERATOR:
            yield self.give_back()

    def take(self) -> Offered:
        button = "担当を代わる" if self.case.owner else "担当になる"
        return Offered("take", button, "担当になりました。", None, lambda: actions.take_over(self.case, by=self.by))

    def answer(self) -> Offered:
        return self._by_text(
            "answer",
            "回答する",
            "回答しました。相手への回答として用意しました。",
            label="回答",
            help_text="相手にそのまま読み上げられるように書きます。",
            act=actions.answer,
            is_open=True,
        )

    def hand_up(self, form: UpForm) -> Offered:
        def act() -> object:
            return actions.hand_up(
                self.case,
                to=form.level,
                department=form.chosen_department(),
                text=form.cleaned_data["text"],
                by=self.by,
            )

        return Offered("up", "上の段階へ引き継ぐ", "上の段階へ引き継ぎました。", form, act)

    def give_back(self) -> Offered:
        return self._by_text(
            "back", "前の段階へ戻す", "前の段階へ戻しました。", label="戻す理由", act=actions.give_back
        )

    def close(self, *, is_open: bool) -> Offered:
        form = CloseForm(self._of("close"), escalation=self.case, auto_id="close-%s")

        def act() -> object:
            return actions.close_escalation(self.case, form.chosen_outcome(), form.cleaned_data["text"], by=self.by)

        return Offered("close", "完了する", "引継ぎを完了しました。", form, act, is_open)

    def ask_again(self) -> Offered:
        return self._by_text(
            "again",
            "もう一度たずねる",
            "回答した人に、もう一度たずねました。",
            label="もう一度たずねること",
            act=actions.ask_again,
        )

    def comment(self) -> Offered:
        return self._by_text(
            "comment",
            "書き込む",
            "書き込みました。",
            label="書き込み",
            help_text="質問や、分かったことなど。",
            act=actions.comment,
        )

    def hung_up(self) -> Offered:
        said = "電話が切れたことを記録しました。回答は、次の電話まで用意しておきます。"
        return Offered(
            "hung_up", "待つあいだに切れた", said, None, lambda: actions.note_hang_up(self.case, by=self.by)
        )

    def _by_text(
        self,
        do: str,
        button: str,
        said: str,
        *,
        label: str,
        act: Callable[..., object],
        help_text: str = "",
        is_open: bool = False,
    ) -> Offered:
        form = TextForm(self._of(do), label=label, help_text=help_text, auto_id=f"{do}-%s")
        return Offered(
            do, button, said, form, lambda: act(self.case, form.cleaned_data["text"], by=self.by), is_open
        )

    def _of(self, do: str) -> Any:
        """What was typed into this form; a page has several."""
        return self.typed if self.typed.get("do") == do else None
