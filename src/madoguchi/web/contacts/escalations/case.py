"""One case: the same page for the centre and the city, with what this person may do on it."""

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
    text_shown_to,
    with_thread,
)
from madoguchi.contacts.escalations.settings import form_url, level_label, personal_only_by_form
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import MAY_RECORD, MAY_SEE_PERSONS
from madoguchi.contacts.rules import ContactState, Level
from madoguchi.core import clock
from madoguchi.core.actors import UserKind
from madoguchi.core.refusals import Refusal
from madoguchi.core.text.masking import masked
from madoguchi.web.contacts.escalations.forms import ReceiptForm
from madoguchi.web.contacts.escalations.lists import lines_of
from madoguchi.web.contacts.escalations.offered import Offered, offered_on
from madoguchi.web.contacts.escalations.views import back_home
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import saying


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def escalation(request: StaffRequest, pk: int) -> HttpResponse:
    found = _case(request, pk)
    offered = offered_on(request, found)
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


def _do(request: StaffRequest, found: Escalation, asked: Offered) -> HttpResponse | None:
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


def _context(request: StaffRequest, case: Escalation, offered: list[Offered]) -> dict[str, object]:
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
