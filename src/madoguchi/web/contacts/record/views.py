"""One record: read, put right, moved on, kept, removed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.disclosure import record_view
from madoguchi.accounts.queries import names_by_key
from madoguchi.contacts.escalations.queries import escalation_of
from madoguchi.contacts.history import CONTACT
from madoguchi.contacts.models import Contact, ContactArticle
from madoguchi.contacts.records.actions import about, change_contact, delete_contact, hold_contact, move_contact
from madoguchi.contacts.records.queries import (
    MAY_DELETE,
    MAY_EXPORT,
    MAY_RECORD,
    MAY_SEE_PERSONS,
    MAY_VIEW,
    contacts_visible_to,
)
from madoguchi.contacts.refusals import IntentionMissing, ItemMissing, NoSuchBooking
from madoguchi.contacts.rules import MOVES, STATE_LABELS, ContactState, Level
from madoguchi.core.actors import Actor
from madoguchi.core.history.queries import events_visible_to
from madoguchi.core.refusals import Refusal
from madoguchi.knowledge.articles.queries import articles_by_number, published_articles
from madoguchi.web.contacts.sections import sections_of
from madoguchi.web.contacts.shown import rows_of, state_kind, text_for
from madoguchi.web.contacts.writing.forms import WritingForm, typed_in_record
from madoguchi.web.frame.access import Denied, StaffRequest, staff_view
from madoguchi.web.frame.events_shown import EventShown, events_shown, words
from madoguchi.web.frame.fields import Tolerant
from madoguchi.web.frame.forms import FrameForm

Methods = ["GET", "HEAD", "POST"]
# Handing on has its own rooms, with who and until when.
BY_PRESS = (ContactState.IN_PROGRESS, ContactState.COMPLETED)


class ReasonForm(FrameForm):
    may_override = True
    reason = Tolerant(label="理由", max_length=200, help_text="履歴に残ります。")


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def contact(request: StaffRequest, number: int) -> HttpResponse:
    found = contact_or_404(request.actor, number)
    record_view(about(found), by=request.actor)
    return contact_page(request, found)


def contact_page(request: StaffRequest, found: Contact, *, status: int = 200, **more: Any) -> HttpResponse:
    actor = request.actor
    may_edit = actor.may(MAY_RECORD)
    handler = names_by_key({found.handler}).get(found.handler, found.handler)
    context = {
        "contact": found,
        "state_kind": state_kind(found),
        "rows": rows_of(actor, found, handler),
        "articles": _articles_of(found),
        "prepared": text_for(actor, found.prepared_answer),
        "sections": sections_of(request, found),
        "entries": timeline_of(actor, found),
        "may_edit": may_edit,
        "may_report": actor.may(MAY_EXPORT),
        "may_delete": actor.may(MAY_DELETE),
        "is_masked": found.has_personal_data and not actor.may(MAY_SEE_PERSONS),
        "next_states": _next_states(found) if may_edit and _is_free(found) else [],
        **more,
    }
    return render(request, "contacts/contact.html", context, status=status)


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_RECORD)
def edit(request: StaffRequest, number: int) -> HttpResponse:
    """The form in which it was written. Who may not see persons would save masked words over them."""
    found = contact_or_404(request.actor, number)
    if not request.actor.may(MAY_SEE_PERSONS) and found.has_personal_data:
        raise Denied("個人情報を含む記録を直すには「応対の個人情報の閲覧」の権限が必要です。")
    closes = found.state == ContactState.COMPLETED
    if request.method == "POST":
        form = WritingForm(request.POST, initial=typed_in_record(found), closes=closes)
    else:
        record_view(about(found), by=request.actor)
        form = WritingForm(initial=typed_in_record(found), closes=closes)
    if form.is_valid():
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                change_contact(found, form.written(earlier=found.earlier_id), by=request.actor)
                lifted(about(found))
        except (ItemMissing, IntentionMissing, NoSuchBooking) as refusal:
            form.add_error(refusal.item if refusal.item in form.fields else None, refusal.message)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"応対 {found.written_number} を直しました。")
            return redirect("contacts:contact", number=number)
    return render(request, "contacts/edit.html", {"contact": found, "form": form})


@require_POST
@staff_view(MAY_RECORD)
def move(request: StaffRequest, number: int) -> HttpResponse:
    found = contact_or_404(request.actor, number)
    to = request.POST.get("to", "")
    if to not in BY_PRESS or not _is_free(found):
        raise Http404
    level = Level.OPERATOR if to == ContactState.IN_PROGRESS else None
    try:
        now = move_contact(found, ContactState(to), level=level, by=request.actor)
    except (ItemMissing, IntentionMissing):
        messages.error(request, "完了にする前に、足りない項目を入力してください。")
        return redirect("contacts:edit", number=number)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"応対 {found.written_number} を「{now.state_label}」にしました。")
    return redirect("contacts:contact", number=number)


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_RECORD)
def hold(request: StaffRequest, number: int) -> HttpResponse:
    """Kept beyond every term while a case is open. Pressed twice it is still kept."""
    found = contact_or_404(request.actor, number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and found.is_on_hold:
        messages.success(request, "この記録は、すでに保全されています。")
        return redirect("contacts:contact", number=number)
    if form.is_valid():
        with form.guard_lifted(by=request.actor) as lifted:
            hold_contact(found, reason=form.cleaned_data["reason"], by=request.actor)
            lifted(about(found))
        messages.success(request, "この記録を保全しました。保全を解くまで消えません。")
        return redirect("contacts:contact", number=number)
    return render(request, "contacts/hold.html", {"contact": found, "form": form})


@require_POST
@staff_view(MAY_RECORD)
def release(request: StaffRequest, number: int) -> HttpResponse:
    found = contact_or_404(request.actor, number)
    if found.is_on_hold:
        hold_contact(found, reason="", by=request.actor)
        messages.success(request, "保全を解きました。")
    return redirect("contacts:contact", number=number)


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_DELETE)
def delete(request: StaffRequest, number: int) -> HttpResponse:
    found = contact_or_404(request.actor, number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                lifted(about(found))
                delete_contact(found, reason=form.cleaned_data["reason"], by=request.actor)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect("contacts:contact", number=number)
        messages.success(request, f"応対 {found.written_number} を削除しました。")
        return redirect("contacts:contacts")
    consequences = [
        "内容・回答・相手の情報は、履歴からも消えます。元には戻せません。",
        "だれが、いつ、なぜ削除したかは、履歴に残ります。",
    ]
    return render(request, "contacts/delete.html", {"contact": found, "form": form, "consequences": consequences})


def contact_or_404(actor: Actor, number: int) -> Contact:
    return get_object_or_404(contacts_visible_to(actor).select_related("earlier"), number=number)


def _is_free(found: Contact) -> bool:
    """What has been handed on is closed where it was handed to."""
    return escalation_of(found) is None


def _next_states(found: Contact) -> list[tuple[str, str]]:
    words_of_press = {ContactState.IN_PROGRESS: "対応中に戻す", ContactState.COMPLETED: "完了にする"}
    nexts = MOVES[ContactState(found.state)]
    return [(state.value, words_of_press.get(state, STATE_LABELS[state])) for state in BY_PRESS if state in nexts]


def _articles_of(found: Contact) -> list[tuple[ContactArticle, str]]:
    """What was open during the contact, by its question where it still stands."""
    seen = list(found.articles.all())
    known = articles_by_number([one.article_number for one in seen], published_articles())
    questions = {article.number: article.current.question for article in known if article.current}
    return [(one, questions.get(one.article_number, "")) for one in seen]


def _note_of(event: EventShown) -> str:
    """Which words were written, not the words themselves."""
    written = "・".join(change.label for change in event.changes if change.personal)
    told = [f"{label}：{value}" for label, value in event.facts if label in {"理由", "FAQ"}]
    return "／".join([*told, *([f"書いた項目：{written}"] if written else [])])


def timeline_of(actor: Actor, found: Contact) -> list[dict[str, Any]]:
    """What was done with it, newest first. Who looked at it is in the history; words stay on this page."""
    events = events_visible_to(actor).filter(about_kind=CONTACT, about_key=str(found.number))
    done = events.exclude(kind__startswith="disclosure.").order_by("-at", "-id").prefetch_related("personal_values")
    return [
        {
            "at": event.at,
            "who": f"{event.user_kind} {event.who}".strip(),
            "what": event.what,
            "note": _note_of(event),
            "changes": [
                (change.label, words(change.before), words(change.after))
                for change in event.changes
                if not change.personal
            ],
        }
        for event in events_shown(done)
    ]
