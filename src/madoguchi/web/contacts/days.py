"""One day: how many of what, and the content of each inquiry in its order, as the daily report tells it (HIS-11)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.accounts.disclosure import record_search
from madoguchi.contacts.finding.queries import on_day
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import MAY_VIEW
from madoguchi.core import clock
from madoguchi.core.text.masking import masked
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm

Counts = list[tuple[str, int]]


class DayForm(FrameForm):
    day = TolerantDateField(label="日付")


@require_safe
@staff_view(MAY_VIEW)
def day_today(request: StaffRequest) -> HttpResponse:
    """Today, or the day that was asked for."""
    form = DayForm(request.GET if "day" in request.GET else None)
    if form.is_valid():
        return redirect("contacts:day", day=form.cleaned_data["day"])
    if form.errors:
        messages.error(request, str(form.errors["day"][0]))
    return redirect("contacts:day", day=clock.today())


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def day(request: StaffRequest, day: date) -> HttpResponse:
    found = list(on_day(request.actor, day))
    record_search("contacts", by=request.actor, found=len(found), facts={"day": day.isoformat()})
    context = {
        "day": day,
        "previous_day": day - timedelta(days=1),
        "next_day": day + timedelta(days=1),
        "is_today": day == clock.today(),
        "lines": [(one, _for_a_report(one, one.content), _for_a_report(one, one.answer)) for one in found],
        "counts": [
            ("区分", _counted(one.topic or "（区分なし）" for one in found)),
            ("種別", _counted(one.kind_label for one in found)),
            ("受付", _counted(one.channel_label for one in found)),
            ("状態", _counted(one.state_label for one in found)),
        ],
        "first_answers": sum(one.first_answer for one in found),
    }
    return render(request, "contacts/day.html", context)


def _counted(labels: Iterable[str]) -> Counts:
    return Counter(labels).most_common()


def _for_a_report(contact: Contact, text: str) -> str:
    """A report names nobody."""
    return masked(text) if contact.has_personal_data else text
