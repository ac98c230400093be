"""Every mail about a booking: whether it arrived, what it said, and sending it once more."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages as notes
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.disclosure import record_export, record_search, record_view
from madoguchi.booking.history import BOOKING
from madoguchi.booking.queries import MAY_VIEW
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal
from madoguchi.messages.actions import MAY_RESEND, send_all_once_more, send_once_more
from madoguchi.messages.models import Message
from madoguchi.messages.queries import filtered, messages_visible_to, sendable_again
from madoguchi.messages.rules import State
from madoguchi.municipality.models import LANGUAGES
from madoguchi.municipality.queries import is_on
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.office.messages.csv_file import file_name, messages_as_csv
from madoguchi.web.office.messages.forms import AgainForm, ListForm

MAY_EXPORT = "bookings.export"
COLUMNS = (
    Column(
        "made_at",
        "書いた日時",
        lambda message: _moment(message.made_at),
        url=lambda message: reverse("messages:message", args=[message.pk]),
        order_by=("made_at",),
        is_header=True,
    ),
    Column("kind", "種類", lambda message: message.kind_label),
    Column(
        "number",
        "予約番号",
        lambda message: message.booking.spoken_number,
        url=lambda message: reverse("city:booking", args=[message.booking.number]),
    ),
    Column("name", "お名前", lambda message: message.booking.name),
    Column("state", "状態", lambda message: state_in_words(message)),
    Column("attempts", "試した回数", lambda message: message.attempts, numeric=True),
)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    _only_where_mails_are_sent()
    form = ListForm(request.GET)
    found = filtered(messages_visible_to(request.actor), form.wanted())
    table = Table(
        COLUMNS,
        found.order_by("-made_at", "-pk"),
        request,
        caption="予約のメール",
        filters=form,
        sort="-made_at",
        empty="この条件のメールはありません",
        empty_hint="メールアドレスのある予約が入ると、ここに並びます。",
    )
    record_search("bookings", by=request.actor, found=table.count, facts={"list": "予約のメール"})
    context = {
        "table": table,
        "asked": {name: request.GET.get(name, "") for name in form.fields},
        "may_export": request.actor.may(MAY_EXPORT),
        "to_send_again": sendable_again(found).count() if request.actor.may(MAY_RESEND) else 0,
        "has_server": settings.MAIL_IS_ON,
        "has_waiting": found.filter(state=State.WAITING, attempts__gt=0).exists(),
    }
    return render(request, "office/messages/home.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def message(request: StaffRequest, pk: int) -> HttpResponse:
    found = _message_or_404(pk, request.actor)
    record_view(About(BOOKING, found.visited.number), by=request.actor)
    rows = [
        ("予約番号", found.visited.spoken_number),
        ("種類", found.kind_label),
        ("状態", state_in_words(found)),
        ("宛先", found.to),
        ("言語", LANGUAGES[found.language]),
        ("書いた日時", _moment(found.made_at)),
        ("試した回数", f"{found.attempts}回"),
        ("次に試す日時", _moment(found.next_try_at) if found.state == State.WAITING and found.attempts else ""),
        ("相手のサーバーの答え", found.answer),
        ("もう一度送った理由", found.resent_for),
    ]
    context = {
        "message": found,
        "rows": [row for row in rows if row[1]],
        "may_send": request.actor.may(MAY_RESEND) and found.visited.slot.starts_at > clock.now(),
        "breadcrumb": _breadcrumb(),
    }
    return render(request, "office/messages/message.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_RESEND)
def again(request: StaffRequest, pk: int) -> HttpResponse:
    found = _message_or_404(pk, request.actor)
    form = AgainForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            fresh = send_once_more(found, reason=form.cleaned_data["reason"], by=request.actor)
        except Refusal as refusal:
            notes.error(request, refusal.message)
            return redirect("messages:message", pk=pk)
        notes.success(request, "もう一度送ります。送れたかどうかは、この画面で確かめられます。")
        return redirect("messages:message", pk=fresh.pk)
    context = {
        "form": form,
        "question": f"予約 {found.visited.spoken_number} の「{found.kind_label}」のメールを、もう一度送りますか。",
        "consequences": [
            f"宛先：{found.visited.email or '（この予約には、もうメールアドレスがありません）'}",
            "いまの予約の内容で書き直して送ります。",
        ],
        "action_label": "もう一度送る",
        "button": "primary",
        "cancel_url": reverse("messages:message", args=[pk]),
        "breadcrumb": _breadcrumb(),
    }
    return render(request, "office/messages/again.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_RESEND)
def all_again(request: StaffRequest) -> HttpResponse:
    """What the list's conditions leave of the mails that did not leave for a reason on our side."""
    _only_where_mails_are_sent()
    asked = ListForm(request.GET)
    found = sendable_again(filtered(messages_visible_to(request.actor), asked.wanted()))
    form = AgainForm(request.POST if request.method == "POST" else None)
    back = f"{reverse('messages:home')}?{request.GET.urlencode()}"
    if form.is_valid():
        sent = send_all_once_more(found, reason=form.cleaned_data["reason"], by=request.actor)
        notes.success(request, f"{sent}通を、もう一度送ります。送れたかどうかは、この一覧で確かめられます。")
        return redirect(back)
    context = {
        "form": form,
        "question": f"送れなかった{found.count()}通のメールを、もう一度送りますか。",
        "consequences": [
            "いまの予約の内容で書き直して、いまのメールアドレスに送ります。",
            "届かないと返ってきたメール、来庁の時刻を過ぎた予約、すでに送り直したメールは、含みません。",
        ],
        "action_label": "まとめて送る",
        "button": "primary",
        "cancel_url": back,
        "breadcrumb": _breadcrumb(),
    }
    return render(request, "office/messages/again.html", context)


@require_POST
@staff_view(MAY_EXPORT)
def export(request: StaffRequest) -> StreamingHttpResponse:
    """What the list shows, without addresses and texts."""
    _only_where_mails_are_sent()
    found = filtered(messages_visible_to(request.actor), ListForm(request.POST).wanted())
    record_export("bookings", by=request.actor, rows=found.count(), form="csv", facts={"list": "予約のメール"})
    response = StreamingHttpResponse(
        messages_as_csv(found.order_by("made_at", "pk")), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{file_name()}"'
    return response


def state_in_words(message: Message) -> str:
    at = message.settled_at
    return f"{message.state_label} {_moment(at)}" if at else message.state_label


def _moment(at: datetime) -> str:
    return f"{clock.in_tokyo(at):%-m/%-d %H:%M}"


def _message_or_404(pk: int, actor: Actor) -> Message:
    _only_where_mails_are_sent()
    return get_object_or_404(messages_visible_to(actor), pk=pk)


def _only_where_mails_are_sent() -> None:
    if not is_on("booking_mails"):
        raise Http404


def _breadcrumb() -> list[tuple[str, str]]:
    return [("予約のメール", reverse("messages:home"))]
