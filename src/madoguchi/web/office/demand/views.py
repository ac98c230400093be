"""What was asked for and not there: totals as bars, and each day as it was."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.booking.demand.models import UnmetDemand
from madoguchi.booking.demand.queries import MAY_SEE, unmet_visible_to
from madoguchi.booking.demand.rules import Occasion
from madoguchi.booking.rules import CHANNEL_LABELS, Channel
from madoguchi.core import clock
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.office.outages.views import only_where_bookings_are_taken

DAYS = 30
Bars = list[tuple[str, int, int]]  # label, times, people


class SpanForm(FrameForm):
    first = TolerantDateField(label="この日から", required=False)
    last = TolerantDateField(label="この日まで", required=False)


@require_safe
@staff_view(MAY_SEE)
def demand(request: StaffRequest) -> HttpResponse:
    only_where_bookings_are_taken()
    today = clock.today()
    form = SpanForm(request.GET or None, initial={"first": today - timedelta(days=DAYS), "last": today})
    typed = form.cleaned_data if form.is_valid() else {}
    first, last = typed.get("first") or today - timedelta(days=DAYS), typed.get("last") or today
    rows = list(unmet_visible_to(request.actor, first=first, last=last))
    context: dict[str, Any] = {
        "form": form,
        "first": first,
        "last": last,
        "by_procedure": _bars((row.procedure.label_ja, row) for row in rows),
        "by_channel": _bars((CHANNEL_LABELS[Channel(row.channel)], row) for row in rows),
        "rows": [(row, CHANNEL_LABELS[Channel(row.channel)], _wished(row)) for row in rows],
    }
    return render(request, "office/demand/demand.html", context)


def _bars(labelled: Iterable[tuple[str, UnmetDemand]]) -> Bars:
    times: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for label, row in labelled:
        times[label] += row.times
        people[label] += row.people
    return [(label, count, people[label]) for label, count in times.most_common()]


def _wished(row: UnmetDemand) -> str:
    if row.wished_on is None:
        return "いつでも"
    if row.occasion == Occasion.MONTH_FULL:
        return f"{row.wished_on.year}年{row.wished_on.month}月"
    return f"{row.wished_on.month}月{row.wished_on.day}日（{clock.WEEKDAYS[row.wished_on.weekday()]}）"
