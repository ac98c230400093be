"""The log, month by month, and the button by which a supervisor says that they know."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.accounts.disclosure import record_search
from madoguchi.accounts.queries import names_by_key
from madoguchi.contacts.marks.actions import see_mark
from madoguchi.contacts.marks.queries import MAY_SEE, marks_in, marks_of_month, marks_visible_to, without_mark_in
from madoguchi.contacts.marks.rules import MARK_LABELS
from madoguchi.contacts.records.queries import MAY_VIEW
from madoguchi.contacts.rules import KIND_LABELS
from madoguchi.core import clock
from madoguchi.web.contacts.marks.shown import marks_shown
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import saying


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def marks(request: StaffRequest) -> HttpResponse:
    month = _month(request.GET.get("month", ""))
    found = list(marks_of_month(request.actor, month))
    record_search("contacts", by=request.actor, found=len(found))
    context = {
        "month": month,
        "before": (month - timedelta(days=1)).replace(day=1) if month > clock.FIRST_DAY else None,
        "after": _next(month) if _next(month) <= clock.today() else None,
        "counts": [(MARK_LABELS[mark], count) for mark, count in marks_in(month).items()],
        "without_mark": [
            (kind.value, KIND_LABELS[kind], count)
            for kind, count in without_mark_in(request.actor, month).items()
            if count
        ],
        "last_day": _next(month) - timedelta(days=1),
        "marks": marks_shown(found, names_by_key({one.marked_by for one in found})),
        "may_see": request.actor.may(MAY_SEE),
    }
    return render(request, "contacts/marks/marks.html", context)


@require_POST
@staff_view(MAY_SEE)
def see(request: StaffRequest, pk: int) -> HttpResponse:
    mark = get_object_or_404(marks_visible_to(request.actor), pk=pk)
    with saying(request, f"応対 {mark.contact.written_number} の{mark.label}を確認しました。"):
        see_mark(mark, by=request.actor)
    return redirect("contacts:marks")


def _month(text: str) -> date:
    try:
        return clock.month_of(text)
    except ValueError:
        return clock.today().replace(day=1)


def _next(month: date) -> date:
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
