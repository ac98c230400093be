"""What departments ask of the FAQ: the queue, one request, and what becomes of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.core import clock
from madoguchi.core.history.record import About
from madoguchi.knowledge.articles.queries import articles_visible_to, may_write_in, open_revision, shown_revision
from madoguchi.knowledge.articles.rules import MAY_EDIT
from madoguchi.knowledge.models import Article, UpdateRequest
from madoguchi.knowledge.requests.actions import ask_for_update, decline, take_up, withdraw
from madoguchi.knowledge.requests.history import REQUEST
from madoguchi.knowledge.requests.queries import MAY_ASK, MAY_VIEW, department_of, requests_visible_to
from madoguchi.knowledge.requests.rules import (
    KIND_LABELS,
    OPEN_STATES,
    STATE_LABELS,
    RequestKind,
    RequestState,
    time_taken,
    written_duration,
)
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm, offer
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.knowledge.forms import DepartmentField, WhyForm, department_names, every, lines, one_end
from madoguchi.web.knowledge.shown import written_moment

FORM = require_http_methods(["GET", "HEAD", "POST"])
OPEN = "open"
STATE_KINDS = {RequestState.ASKED: "warning", RequestState.TAKEN: "key", RequestState.PUBLISHED: "success"}


class RequestFilter(FrameForm):
    state = forms.ChoiceField(
        label="状態",
        required=False,
        choices=every([(OPEN, "終わっていないもの"), *((one.value, label) for one, label in STATE_LABELS.items())]),
    )
    kind = forms.ChoiceField(
        label="種類", required=False, choices=every((one.value, label) for one, label in KIND_LABELS.items())
    )

    def narrow(self, requests: QuerySet[UpdateRequest]) -> QuerySet[UpdateRequest]:
        """What a wrong value in the address says is ignored."""
        self.is_valid()
        if kind := self.cleaned_data.get("kind"):
            requests = requests.filter(kind=kind)
        match self.cleaned_data.get("state"):
            case "open":
                return requests.filter(state__in=OPEN_STATES)
            case str(state) if state:
                return requests.filter(state=state)
        return requests


class AskForm(FrameForm):
    """`about`: the article that is to be changed or retired; without one something new is asked for."""

    may_override = True

    kind = forms.ChoiceField(
        label="依頼の種類", widget=forms.RadioSelect, choices=[], initial=RequestKind.CHANGE.value
    )
    subject = forms.CharField(label="件名", max_length=200, help_text="例：手数料が4月から変わる")
    wish = forms.CharField(
        label="依頼の内容",
        max_length=5000,
        widget=lines(6),
        help_text="どう変えるか、どう答えてほしいか。文の形になっていなくてもかまいません。",
    )
    source = forms.CharField(
        label="根拠・資料", required=False, max_length=500, help_text="通知の番号、ホームページのアドレスなど。"
    )
    department = DepartmentField()
    wanted_on = TolerantDateField(label="公開の希望日", required=False, help_text="空なら、できるだけ早く。")

    def __init__(self, data: Any = None, *, about: Article | None, department: str) -> None:
        super().__init__(data, initial={"department": department})
        if about is None:
            del self.fields["kind"]
        else:
            kinds = (RequestKind.CHANGE, RequestKind.RETIRE)
            offer(self, "kind", [(kind.value, KIND_LABELS[kind]) for kind in kinds])


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def requests(request: StaffRequest) -> HttpResponse:
    form = RequestFilter(request.GET)
    found = form.narrow(requests_visible_to(request.actor)).order_by("-asked_at", "-pk")
    owners = names_by_key(set(found.order_by().exclude(owner="").values_list("owner", flat=True).distinct()))
    table = Table(
        _columns(owners),
        found,
        request,
        caption="更新依頼",
        filters=form,
        empty="この条件の依頼はありません",
    )
    context = {"table": table, "may_ask": request.actor.may(MAY_ASK)}
    return render(request, "knowledge/requests.html", context)


def _columns(owners: dict[str, str]) -> tuple[Column, ...]:
    return (
        Column("number", "番号", lambda one: one.number, order_by=("number",)),
        Column(
            "subject",
            "件名",
            lambda one: one.subject,
            url=lambda one: reverse("knowledge:request", args=[one.number]),
            is_header=True,
        ),
        Column("kind", "種類", lambda one: one.kind_label),
        Column("department", "所管課", lambda one: one.department or "—", order_by=("department",)),
        Column("asked_at", "依頼の日時", lambda one: written_moment(one.asked_at), order_by=("asked_at",)),
        Column("state", "状態", lambda one: one.state_label),
        Column("owner", "担当者", lambda one: owners.get(one.owner, one.owner) or "—"),
        Column("taken", "公開までの時間", time_words),
    )


def time_words(asked: UpdateRequest) -> str:
    """Measured; while it is open, how long it waits already."""
    if asked.published_at is None and not asked.is_open:
        return "—"
    span = time_taken(asked_at=asked.asked_at, published_at=asked.published_at, now=clock.now())
    return written_duration(span) if asked.published_at else f"{written_duration(span)}経過"


@never_cache
@FORM
@staff_view(MAY_ASK)
def new(request: StaffRequest) -> HttpResponse:
    return _ask(request, about=None)


@never_cache
@FORM
@staff_view(MAY_ASK)
def ask_about(request: StaffRequest, number: str) -> HttpResponse:
    return _ask(request, about=get_object_or_404(articles_visible_to(request.actor), number=number))


def _ask(request: StaffRequest, *, about: Article | None) -> HttpResponse:
    form = AskForm(request.POST or None, about=about, department=department_of(request.actor))
    if form.is_valid():
        typed = form.cleaned_data
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            asked = ask_for_update(
                kind=RequestKind(typed["kind"]) if about else RequestKind.NEW,
                article=about,
                subject=typed["subject"],
                wish=one_end(typed["wish"]),
                source=typed["source"],
                department=typed["department"],
                wanted_on=typed["wanted_on"],
                by=request.actor,
            )
            lifted(About(REQUEST, asked.number))
            messages.success(request, f"依頼 {asked.number} を受け付けました。公開までの時間を測っています。")
            return redirect("knowledge:request", asked.number)
    context = {
        "form": form,
        "article": about,
        "revision": shown_revision(about) if about else None,
        "departments": department_names(),
        "breadcrumb": _trail(),
    }
    return render(request, "knowledge/ask.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def request_page(request: StaffRequest, number: str) -> HttpResponse:
    asked = get_object_or_404(requests_visible_to(request.actor), number=number)
    names = names_by_key({asked.asked_by, asked.owner} - {""})
    article = asked.article
    may_write = request.actor.may(MAY_EDIT) and (article is None or may_write_in(request.actor, article.category))
    context = {
        "asked": asked,
        "state_kind": STATE_KINDS.get(RequestState(asked.state), ""),
        "asker": names.get(asked.asked_by, asked.asked_by),
        "owner": names.get(asked.owner, asked.owner),
        "time": time_words(asked),
        "article": article,
        "waiting": open_revision(article) if article and asked.answered_from else None,
        "is_retirement": asked.kind == RequestKind.RETIRE,
        "may_take": asked.is_open and may_write and asked.owner != request.actor.key,
        "may_write": asked.is_open and may_write,
        "may_withdraw": asked.is_open and asked.asked_by == request.actor.key,
        "breadcrumb": _trail(),
    }
    return render(request, "knowledge/request.html", context)


@require_POST
@staff_view(MAY_EDIT)
def take(request: StaffRequest, number: str) -> HttpResponse:
    asked = get_object_or_404(requests_visible_to(request.actor), number=number)
    with saying(request, "あなたが担当者になりました。"):
        take_up(asked, by=request.actor)
    return redirect("knowledge:request", number)


@never_cache
@FORM
@staff_view(MAY_VIEW)
def close(request: StaffRequest, number: str, how: str) -> HttpResponse:
    """Declined with a reason by who would have to write it; taken back by who asked."""
    asked = get_object_or_404(requests_visible_to(request.actor), number=number)
    if how not in ("decline", "withdraw"):
        raise Http404
    declines = how == "decline"
    form = WhyForm(request.POST or None) if declines else None
    if request.method == "POST" and (form is None or form.is_valid()):
        with saying(request, "見送りにしました。" if declines else "依頼を取り消しました。"):
            if form is not None:
                decline(asked, answer=form.cleaned_data["why"], by=request.actor)
            else:
                withdraw(asked, by=request.actor)
        return redirect("knowledge:request", number)
    label = "見送る" if declines else "依頼を取り消す"
    context = {
        "title": f"{asked.number} {label}",
        "question": asked.subject,
        "consequences": ["理由は、依頼した人に見えます。"] if declines else ["FAQは、変わりません。"],
        "form": form,
        "action_label": label,
        "button": " ",
        "cancel_url": reverse("knowledge:request", args=[number]),
        "breadcrumb": _trail(),
    }
    return render(request, "knowledge/confirm.html", context)


def _trail() -> list[tuple[str, str]]:
    return [("FAQの更新依頼", reverse("knowledge:requests"))]
