"""The list of what waits for an answer, and one inquiry with every attempt to answer it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.disclosure import record_search, record_view
from madoguchi.accounts.queries import names_by_key
from madoguchi.contacts.drafts.actions import note_article
from madoguchi.contacts.inquiries.actions import answer_inquiry, reopen_inquiry
from madoguchi.contacts.inquiries.models import Inquiry, InquiryReply
from madoguchi.contacts.inquiries.queries import (
    inquiries_visible_to,
    open_inquiries_visible_to,
    takes_inquiries,
    waited_since,
)
from madoguchi.contacts.inquiries.rules import BY_VOICE, Outcome, Way
from madoguchi.contacts.records.actions import about
from madoguchi.contacts.records.queries import MAY_RECORD, MAY_SEE_PERSONS, MAY_VIEW
from madoguchi.contacts.rules import ContactState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.text.phone import written_phone
from madoguchi.knowledge.articles.models import Article
from madoguchi.messages.models import Message
from madoguchi.web.contacts.faq import hits_for
from madoguchi.web.contacts.inquiries.forms import AnswerForm, ways_open
from madoguchi.web.contacts.shown import HIDDEN, excerpt, state_kind, text_for
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.frame.tables import Column, Table

MOST_FAQS = 5
COLUMNS = (
    Column(
        "sent_at",
        "受け付けた日時",
        lambda one: _moment(one.sent_at),
        url=lambda one: reverse("contacts:inquiry", args=[one.receipt]),
        order_by=("sent_at",),
        is_header=True,
    ),
    Column("receipt", "受付番号", lambda one: one.spoken_receipt),
    Column("topic", "区分", lambda one: one.contact.topic or "—"),
    Column("content", "内容", lambda one: excerpt(one.contact)),
    Column("way", "回答の方法", lambda one: one.way_label, order_by=("way",)),
    Column("state", "状態", lambda one: one.contact.state_label),
    Column("waited", "待っている時間", lambda one: _waited(one)),
)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def inquiries(request: StaffRequest) -> HttpResponse:
    _only_where_there_are()
    receipt = "".join(filter(str.isdigit, request.GET.get("receipt", "")))[:8]
    shows_all = bool(receipt) or request.GET.get("all") == "1"
    open_ones = open_inquiries_visible_to(request.actor)
    found = inquiries_visible_to(request.actor).order_by("-sent_at", "-pk") if shows_all else open_ones
    if receipt:
        found = found.filter(receipt=receipt)
        if only := found.first():
            return redirect("contacts:inquiry", only.receipt)
    table = Table(
        COLUMNS,
        found,
        request,
        caption="すべての問い合わせ" if shows_all else "回答を待つ問い合わせ",
        sort="" if shows_all else "sent_at",
        empty="回答を待つ問い合わせはありません" if not shows_all else "該当する問い合わせはありません",
        empty_hint="フォームから届くと、ここに並びます。",
    )
    record_search("contacts", by=request.actor, found=table.count)
    context = {"table": table, "shows_all": shows_all, "waiting": open_ones.count(), "receipt": receipt}
    return render(request, "contacts/inquiries/inquiries.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def inquiry(request: StaffRequest, receipt: str) -> HttpResponse:
    found = _inquiry_or_404(request.actor, receipt)
    may_answer = request.actor.may(MAY_RECORD) and found.contact.state != ContactState.COMPLETED
    if request.method == "POST" and not may_answer:
        if request.actor.may(MAY_RECORD):
            messages.error(request, "この問い合わせには、すでに回答しています。")
            return redirect("contacts:inquiry", receipt)
        raise Http404
    faqs = _fitting(request.actor, found) if may_answer else []
    form = _answer_form(request, found, faqs) if may_answer else None
    if form is not None and form.is_valid() and _answer(request, found, form):
        return redirect("contacts:inquiry", receipt)
    if not (form and form.is_bound):
        record_view(about(found.contact), by=request.actor)
    return render(request, "contacts/inquiries/inquiry.html", _context(request, found, form, faqs))


@require_POST
@staff_view(MAY_RECORD)
def reopen(request: StaffRequest, receipt: str) -> HttpResponse:
    found = _inquiry_or_404(request.actor, receipt)
    with saying(request, "もう一度回答できるようにしました。"):
        reopen_inquiry(found, by=request.actor)
    return redirect("contacts:inquiry", receipt)


def _fitting(actor: Actor, found: Inquiry) -> list[Article]:
    return [hit.article for hit in hits_for(actor, found.contact.content).found[:MOST_FAQS]]


def _answer_form(request: StaffRequest, found: Inquiry, faqs: Sequence[Article]) -> AnswerForm:
    asked = request.POST if request.method == "POST" else request.GET
    open_ways = [way for way, _ in ways_open(found)]
    way = next((one for one in open_ways if one == asked.get("way")), open_ways[0])
    return AnswerForm(request.POST if request.method == "POST" else None, inquiry=found, way=way, faqs=faqs)


def _answer(request: StaffRequest, found: Inquiry, form: AnswerForm) -> bool:
    typed = form.cleaned_data
    with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
        reply = answer_inquiry(
            found,
            way=form.way,
            outcome=form.outcome,
            text=typed["text"],
            topic=typed.get("topic", ""),
            by=request.actor,
        )
        for number in typed.get("faqs", ()):
            note_article(found.contact, number, is_used=True, by=request.actor)
        lifted(about(found.contact))
        messages.success(request, SAID[form.way] if reply.outcome == Outcome.SENT else "電話の結果を記録しました。")
    return form.is_valid()


SAID = {
    Way.MAIL: "回答をメールで送ります。送れたかどうかは、この画面で確かめられます。",
    Way.FAX: "ファクスで回答したことを記録しました。",
    Way.NONE: "完了にしました。",
}


def _context(
    request: StaffRequest, found: Inquiry, form: AnswerForm | None, faqs: Sequence[Article]
) -> dict[str, Any]:
    contact, sees_persons = found.contact, request.actor.may(MAY_SEE_PERSONS)
    address = found.address_for(Way(found.way))
    reachable = written_phone(address) if found.way in (*BY_VOICE, Way.FAX) else address
    rows = [
        ("受付番号", found.spoken_receipt),
        ("受け付けた日時", _moment(found.sent_at)),
        ("区分", contact.topic),
        ("内容", text_for(request.actor, contact.content)),
        ("回答の方法", found.way_label),
        ("連絡先", reachable if sees_persons or not reachable else HIDDEN),
        ("電話を受けやすい時間", text_for(request.actor, found.call_when)),
        ("お名前", contact.party_name if sees_persons or not contact.party_name else HIDDEN),
        ("お住まい", text_for(request.actor, found.area)),
    ]
    return {
        "inquiry": found,
        "contact": contact,
        "state_kind": state_kind(contact),
        "rows": [row for row in rows if row[1]],
        "replies": _replies(request.actor, found),
        "form": form,
        "faqs": faqs,
        "ways": ways_open(found) if form else [],
        "may_reopen": request.actor.may(MAY_RECORD) and contact.state == ContactState.COMPLETED,
        "breadcrumb": [("フォームの問い合わせ", reverse("contacts:inquiries"))],
    }


def _replies(actor: Actor, found: Inquiry) -> list[tuple[InquiryReply, str, str, str]]:
    """Each attempt, newest first: who, what was said, and what became of its mail."""
    replies = list(found.replies.order_by("-at", "-pk"))
    names = names_by_key({reply.by for reply in replies})
    mails = {
        mail.occasion: mail.state_label for mail in Message.objects.filter(inquiry=found, kind="inquiry_answered")
    }
    return [
        (
            reply,
            names.get(reply.by, reply.by),
            text_for(actor, reply.text),
            mails.get(str(reply.pk), ""),
        )
        for reply in replies
    ]


def _inquiry_or_404(actor: Actor, receipt: str) -> Inquiry:
    _only_where_there_are()
    return get_object_or_404(inquiries_visible_to(actor), receipt=receipt)


def _only_where_there_are() -> None:
    if not takes_inquiries():
        raise Http404


def _moment(at: datetime) -> str:
    return f"{clock.in_tokyo(at):%-m/%-d %H:%M}"


def _waited(one: Inquiry) -> str:
    if one.contact.state == ContactState.COMPLETED:
        return "—"
    hours = waited_since(one.sent_at)
    return f"{hours // 24}日" if hours >= 24 else f"{hours}時間" if hours else "1時間未満"
