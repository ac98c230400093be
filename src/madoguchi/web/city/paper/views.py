"""紙の名簿: fetched before the power fails, made anew on demand."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.accounts.disclosure import record_view
from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.paper.actions import MAY_MAKE, about, content_of, keep_list
from madoguchi.booking.paper.models import PaperList
from madoguchi.booking.paper.queries import MAY_VIEW, lists_visible_to, next_day_with_places
from madoguchi.core import clock
from madoguchi.municipality.queries import sites_in_use, value_of
from madoguchi.web.city.paper.printed import printed_list
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.tables import Column, Table

TYPES = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}
COLUMNS = (
    Column(
        "day",
        "日",
        lambda kept: f"{kept.day.month}月{kept.day.day}日（{clock.WEEKDAYS[kept.day.weekday()]}）",
        is_header=True,
    ),
    Column("site", "会場", lambda kept: kept.site.name),
    Column("people", "人", lambda kept: f"{kept.people}人", numeric=True),
    Column("made_at", "作った日時", lambda kept: f"{clock.in_tokyo(kept.made_at):%Y-%m-%d %H:%M}"),
    Column("file", "名簿", lambda kept: f"{kept.get_form_display()}を受け取る", url=lambda kept: _address(kept)),
)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def paper(request: StaffRequest) -> HttpResponse:
    _only_where_bookings_are_taken()
    context: dict[str, Any] = {
        "table": Table(
            COLUMNS,
            lists_visible_to(request.actor),
            request,
            caption="いまある名簿",
            empty="まだ名簿はありません",
            empty_hint="毎晩、次に窓口を開ける日の名簿ができます。",
        ),
        "keep_days": value_of("paper.keep_days"),
        "may_make": request.actor.may(MAY_MAKE),
        "today": clock.today(),
    }
    return render(request, "city/paper/paper.html", context)


@require_POST
@staff_view(MAY_MAKE)
def make_now(request: StaffRequest) -> HttpResponse:
    """Of today and of the next day with places: somebody foresees a stop, or last night's list is missing."""
    _only_where_bookings_are_taken()
    made = 0
    for site in sites_in_use():
        for day in {clock.today(), next_day_with_places(site, after=clock.today())} - {None}:
            assert isinstance(day, date)  # noqa: S101 - for the type checker
            printed = printed_list(day, site)
            keep_list(day, site, printed.content, people=printed.people, form=printed.form, by=request.actor)
            made += 1
    messages.success(request, f"名簿を{made}つ作りました。")
    return redirect("city:paper")


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def paper_file(request: StaffRequest, day: date, site: str) -> HttpResponse:
    _only_where_bookings_are_taken()
    kept = get_object_or_404(lists_visible_to(request.actor), day=day, site__code=site)
    record_view(about(kept), by=request.actor)
    response = HttpResponse(content_of(kept), content_type=TYPES[kept.form])
    # Never shown in the page's own place: it is a file, to be kept and printed.
    response["Content-Disposition"] = f'attachment; filename="list-{kept.day:%Y%m%d}-{kept.site.code}.{kept.form}"'
    return response


def _address(kept: PaperList) -> str:
    return reverse("city:paper_file", args=[kept.day, kept.site.code])


def _only_where_bookings_are_taken() -> None:
    if not takes_bookings():
        raise Http404
