"""One case: the same page for the centre and the city, with what this person may do on it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.disclosure import record_view
from madoguchi.accounts.queries import names_by_key
from madoguchi.contacts.call_backs.queries import are_agreed, may_be_agreed
from madoguchi.contacts.escalations import actions
from madoguchi.contacts.escalations.electronic_form import enter_receipt, open_form
from madoguchi.contacts.escalations.models import Escalation
from madoguchi.contacts.escalations.queries import (
    MAY_HAND_ON,
    MAY_VIEW,
    escalations_visible_to,
    is_working_at,
    text_shown_to,
    with_thread,
)
from madoguchi.contacts.escalations.rules import Caller, State
from madoguchi.contacts.escalations.settings import form_url, level_label, personal_only_by_form
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import MAY_RECORD, MAY_SEE_PERSONS
from madoguchi.contacts.rules import ContactState, Level
from madoguchi.core import clock
from madoguchi.core.actors import UserKind
from madoguchi.core.refusals import Refusal
from madoguchi.core.text.masking import masked
from madoguchi.web.contacts.escalations.forms import CloseForm, ReceiptForm, TextForm, UpForm
from madoguchi.web.contacts.escalations.lists import lines_of
from madoguchi.web.contacts.escalations.views import back_home
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.saying import saying


@dataclass(frozen=True)
class Asked:
    """Something that may be done on this page: its form (none: one press), and what does it."""

    do: str
    button: str
    said: str
    form: FrameForm | None
    act: Callable[[], object]
    is_open: bool = False  # stands open on the page; the others open at a press

    @property
    def title(self) -> str:
        return self.button


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def escalation(request: StaffRequest, pk: int) -> HttpResponse:
    found = _case(request, pk)
    offered = _offered(request, found)
    if request.method == "POST":
        asked = next((one for one in offered if one.do == request.POST.get("do")), None)
        if asked is None:
            messages.error(request, "この引継ぎは、いまその操作ができません。画面を確かめてください。")
            return redirect("escalations:escalation", pk=pk)
        if answer := _do(request, found, asked):
            return answer
        found = _case(request, pk)
    else:
        record_view(actions.about(found), by=request.actor)
    return render(request, "contacts/escalations/escalation.html", _context(request, found, offered))


def _do(request: StaffRequest, found: Escalation, asked: Asked) -> HttpResponse | None:
    form = asked.form
    if form is not None and not form.is_valid():
        return None
    try:
        if form is None:
            asked.act()
        else:
            with form.guard_lifted(by=request.actor) as lifted:
                asked.act()
                lifted(actions.about(found))
    except Refusal as refusal:
        if form is None:
            messages.error(request, refusal.message)
            return redirect("escalations:escalation", pk=found.pk)
        form.add_error("text", refusal.message)
        return None
    messages.success(request, asked.said)
    if asked.do == "close" and Contact.objects.get(pk=found.contact_id).state != ContactState.COMPLETED:
        messages.warning(
            request, "応対の記録には、まだ足りない項目があります。記録を直してから、完了にしてください。"
        )
    # Given back or handed on, a clerk may still see it; where not, the list is the next thing to look at.
    if escalations_visible_to(request.actor).filter(pk=found.pk).exists():
        return redirect("escalations:escalation", pk=found.pk)
    return redirect("escalations:home")


def _offered(request: StaffRequest, case: Escalation) -> list[Asked]:
    """What may be done now, the likeliest first."""
    by, level = request.actor, Level(case.level)
    if not case.is_open or not by.may(MAY_HAND_ON):
        return []
    works_here = is_working_at(level, by, case.department)
    state, found = State(case.state), []
    do = request.POST.get("do", "") if request.method == "POST" else ""

    def text(name: str, label: str, help_text: str = "") -> TextForm:
        return TextForm(
            request.POST if do == name else None, label=label, help_text=help_text, auto_id=f"{name}-%s"
        )

    if case.is_unanswered and works_here:
        if case.owner != by.key:
            button = "担当を代わる" if case.owner else "担当になる"
            found.append(Asked("take", button, "担当になりました。", None, lambda: actions.take_over(case, by=by)))
        form = text("answer", "回答", "相手にそのまま読み上げられるように書きます。")
        found.append(
            Asked(
                "answer",
                "回答する",
                "回答しました。相手への回答として用意しました。",
                form,
                lambda: actions.answer(case, form.cleaned_data["text"], by=by),
                is_open=True,
            )
        )
        up = UpForm(request.POST if do == "up" else None, level=level, auto_id="up-%s")
        if up.has_ways:
            found.append(
                Asked(
                    "up",
                    "上の段階へ引き継ぐ",
                    "上の段階へ引き継ぎました。",
                    up,
                    lambda: actions.hand_up(
                        case, to=up.level, department=up.chosen_department(), text=up.cleaned_data["text"], by=by
                    ),
                )
            )
        if level is not Level.OPERATOR:
            back = text("back", "戻す理由")
            found.append(
                Asked(
                    "back",
                    "前の段階へ戻す",
                    "前の段階へ戻しました。",
                    back,
                    lambda: actions.give_back(case, back.cleaned_data["text"], by=by),
                )
            )
    if by.may(MAY_RECORD):
        close = CloseForm(request.POST if do == "close" else None, escalation=case, auto_id="close-%s")
        found.append(
            Asked(
                "close",
                "完了する",
                "引継ぎを完了しました。",
                close,
                lambda: actions.close_escalation(case, close.chosen_outcome(), close.cleaned_data["text"], by=by),
                is_open=state is State.ANSWERED,
            )
        )
    if state is State.ANSWERED:
        again = text("again", "もう一度たずねること")
        found.append(
            Asked(
                "again",
                "もう一度たずねる",
                "回答した人に、もう一度たずねました。",
                again,
                lambda: actions.ask_again(case, again.cleaned_data["text"], by=by),
            )
        )
    comment = text("comment", "書き込み", "質問や、分かったことなど。")
    found.append(
        Asked(
            "comment",
            "書き込む",
            "書き込みました。",
            comment,
            lambda: actions.comment(case, comment.cleaned_data["text"], by=by),
        )
    )
    if by.may(MAY_RECORD) and case.caller == Caller.WAITS:
        found.append(
            Asked(
                "hung_up",
                "待つあいだに切れた",
                "電話が切れたことを記録しました。回答は、次の電話まで用意しておきます。",
                None,
                lambda: actions.note_hang_up(case, by=by),
            )
        )
    return found


def _context(request: StaffRequest, case: Escalation, offered: list[Asked]) -> dict[str, object]:
    actor, contact = request.actor, case.contact
    sees_persons = actor.may(MAY_SEE_PERSONS) and not (actor.kind is UserKind.CITY and personal_only_by_form())
    names = names_by_key({step.by for step in case.steps.all()} | {case.opened_by})

    def shown(text: str) -> str:
        return text_shown_to(actor, text) if sees_persons or not text else masked(text)

    steps = [
        {
            "at": clock.in_tokyo(step.at),
            "who": names.get(step.by, step.by),
            "what": step.kind_label,
            "to": _place(Level(step.level), step.department.name if step.department else "")
            if step.from_level != step.level
            else "",
            "text": text_shown_to(actor, step.text),
        }
        for step in case.steps.all()
    ]
    forms = [one.form for one in offered if one.form is not None and one.form.is_bound]
    return {
        "case": case,
        "line": lines_of([case])[0],
        "stands_at": _place(Level(case.level), case.department.name if case.department else ""),
        "contact": contact,
        "content": shown(contact.content),
        "intention": shown(contact.intention),
        "sees_persons": sees_persons,
        "is_masked": not sees_persons,
        "steps": steps,
        "presses": [one for one in offered if one.form is None],
        "offered": [one for one in offered if one.form is not None],
        "forms": forms,
        "uses_form": personal_only_by_form() and case.level == Level.DEPARTMENT and actor.kind is not UserKind.CITY,
        "has_form_url": bool(form_url()),
        "receipt_form": ReceiptForm(auto_id="receipt-%s"),
        "may_call_back": case.is_open and are_agreed() and may_be_agreed(contact) and actor.may(MAY_RECORD),
        "may_transfer": case.is_open and actor.may(MAY_RECORD),
        "may_open_contact": actor.may("contacts.view"),
        "breadcrumb": back_home(),
    }


@never_cache
@require_safe
@staff_view(MAY_HAND_ON)
def electronic_form(request: StaffRequest, pk: int) -> HttpResponse:
    """Its use is on record before it opens, and nothing of the case goes there with the address."""
    try:
        url = open_form(_case(request, pk), by=request.actor)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("escalations:escalation", pk=pk)
    answer = HttpResponseRedirect(url)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@require_POST
@staff_view(MAY_HAND_ON)
def receipt(request: StaffRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    if not case.is_open:
        raise Http404
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        messages.error(request, "受付番号を入力してください。")
    else:
        with saying(request, "受付番号を記録しました。"):
            enter_receipt(case, form.cleaned_data["receipt"], by=request.actor)
    return redirect("escalations:escalation", pk=pk)


def _case(request: StaffRequest, pk: int) -> Escalation:
    return get_object_or_404(with_thread(escalations_visible_to(request.actor)), pk=pk)


def _place(level: Level, department: str) -> str:
    return f"{level_label(level)}（{department}）" if department else level_label(level)
