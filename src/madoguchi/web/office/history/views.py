"""Reading the history. Personal values appear only when asked for, and asking is an event of its own."""

import uuid
from collections.abc import Sequence
from typing import overload

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.disclosure import record_export, record_view
from madoguchi.core.history.erasure import MAY_ERASE, erase_personal_values
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import events_visible_to, filtered, may_see_personal, newest_first
from madoguchi.core.history.record import About
from madoguchi.core.history.seal import head
from madoguchi.web.frame.access import Denied, StaffRequest, staff_view
from madoguchi.web.frame.events_shown import EventShown, events_shown
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.office.history.csv_file import file_name, history_as_csv
from madoguchi.web.office.history.forms import ErasureForm, HistoryFilter

MAY_VIEW, MAY_EXPORT = "history.view", "history.export"

COLUMNS = (
    Column(
        "at",
        "日時",
        lambda event: f"{event.at:%Y-%m-%d %H:%M:%S}",
        url=lambda event: _event_url(event),
        is_header=True,
    ),
    Column("user_kind", "ユーザー区分", lambda event: event.user_kind),
    Column("who", "だれが", lambda event: event.who or "—"),
    Column("what", "できごと", lambda event: event.what),
    Column("about", "対象", lambda event: f"{event.about_label} {event.about}", url=lambda event: event.about_url),
    Column("details", "内容", lambda event: event.details),
)


class _PageByPage(Sequence[EventShown]):
    """Events made readable only for the page that is shown: names are looked up once a page."""

    def __init__(self, events: QuerySet[Event]) -> None:
        self.events = events

    def __len__(self) -> int:
        return self.events.count()

    @overload
    def __getitem__(self, index: int) -> EventShown: ...
    @overload
    def __getitem__(self, index: slice) -> list[EventShown]: ...
    def __getitem__(self, index: int | slice) -> EventShown | list[EventShown]:
        if isinstance(index, int):
            return events_shown([self.events[index]])[0]
        return events_shown(self.events[index].prefetch_related("personal_values"))


@require_safe
@staff_view(MAY_VIEW)
def events(request: StaffRequest) -> HttpResponse:
    form = HistoryFilter(request.GET, viewer=request.actor)
    found = newest_first(filtered(events_visible_to(request.actor), form.wanted()))
    table = Table(
        COLUMNS,
        _PageByPage(found),
        request,
        caption="履歴",
        filters=form,
        empty="この条件の履歴はありません",
        empty_hint="条件を減らすと見つかることがあります。",
    )
    context = {"table": table, "may_export": request.actor.may(MAY_EXPORT), "head": head()}
    return render(request, "office/history/events.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def event(request: StaffRequest, uid: uuid.UUID) -> HttpResponse:
    """One event. Personal values on request (POST), which is recorded before they are shown."""
    found = get_object_or_404(events_visible_to(request.actor).select_related("sealed__seal"), uid=uid)
    with_personal = request.method == "POST"
    may_see = may_see_personal(request.actor, found)
    if with_personal and not may_see:
        raise Denied("この対象の個人情報を見る権限がありません。")
    if with_personal:
        record_view(About(found.about_kind, found.about_key), by=request.actor)
    (shown,) = events_shown([found], with_personal=with_personal)
    sealed = getattr(found, "sealed", None)
    context = {
        "event": shown,
        "with_personal": with_personal,
        "may_see_personal": may_see,
        "may_erase": request.actor.may(MAY_ERASE) and found.personal_values.exists(),
        "seal": sealed.seal if sealed else None,
        "breadcrumb": [("履歴", reverse("history:events"))],
    }
    return render(request, "office/history/event.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_ERASE)
def erase(request: StaffRequest, uid: uuid.UUID) -> HttpResponse:
    """Erase what the history keeps of the persons behind one object. Cannot be undone, so it asks first."""
    found = get_object_or_404(events_visible_to(request.actor), uid=uid)
    (shown,) = events_shown([found])
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        about = About(found.about_kind, found.about_key)
        count = erase_personal_values(about, by=request.actor, reason=form.cleaned_data["reason"])
        messages.success(request, f"個人情報の値を {count} 件消去しました。消去したことは履歴に残りました。")
        return redirect("history:event", uid)
    context = {
        "form": form,
        "question": f"{shown.about_label} {shown.about} の、履歴にある個人情報の値をすべて消去しますか。",
        "consequences": [
            "氏名・電話番号などの値は、元に戻せません。",
            "いつ、だれが、何をしたかの記録と、その封印は残ります。",
            "予約そのものの内容は変わりません。",
        ],
        "action_label": "消去する",
        "cancel_url": reverse("history:event", args=[uid]),
    }
    return render(request, "office/history/erase.html", context)


@require_POST
@staff_view(MAY_EXPORT)
def export(request: StaffRequest) -> StreamingHttpResponse:
    """The filtered history as CSV, without personal values, streamed from the first row."""
    form = HistoryFilter(request.POST, viewer=request.actor)
    wanted = form.wanted()
    found = newest_first(filtered(events_visible_to(request.actor), wanted))
    record_export("history", by=request.actor, rows=found.count(), form="csv")
    response = StreamingHttpResponse(history_as_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name()}"'
    return response


def _event_url(event: EventShown) -> str:
    return reverse("history:event", args=[event.uid])
