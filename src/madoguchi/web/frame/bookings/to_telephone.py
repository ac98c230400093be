"""電話する一覧: who has to be told something, by telephone; each press notes an attempt."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.accounts.disclosure import record_search
from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.queries import MAY_VIEW
from madoguchi.booking.to_telephone.actions import MAY_TELEPHONE, note_attempt
from madoguchi.booking.to_telephone.queries import open_tasks_visible_to, tasks_visible_to
from madoguchi.booking.to_telephone.rules import REASON_LABELS, RESULT_LABELS, CallReason, CallResult
from madoguchi.core.refusals import Refusal
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.bookings.calls import RESULTS, calls_shown
from madoguchi.web.frame.bookings.views import address, place_of_work

MOST_SHOWN = 200


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def to_telephone(request: StaffRequest) -> HttpResponse:
    if not takes_bookings():
        raise Http404
    tasks = open_tasks_visible_to(request.actor)
    counts = [(reason, label, tasks.filter(reason=reason.value).count()) for reason, label in REASON_LABELS.items()]
    wished = next((reason.value for reason in CallReason if reason == request.GET.get("reason")), "")
    if wished:
        tasks = tasks.filter(reason=wished)
    shown = calls_shown(list(tasks[:MOST_SHOWN]))
    record_search("bookings", by=request.actor, found=len(shown), facts={"call_reason": wished or None})
    context = {
        "calls": shown,
        "counts": [(reason.value, label, count) for reason, label, count in counts if count],
        "wished": wished,
        "total": sum(count for _, _, count in counts),
        "most": MOST_SHOWN,
        "here": request.get_full_path(),
        "ns": place_of_work(request),
        "may_telephone": request.actor.may(MAY_TELEPHONE),
        "results": RESULTS,
    }
    return render(request, "frame/bookings/to_telephone.html", context)


@require_POST
@staff_view(MAY_TELEPHONE)
def attempt(request: StaffRequest, task_id: int) -> HttpResponse:
    task = get_object_or_404(tasks_visible_to(request.actor), pk=task_id)
    try:
        result = CallResult(request.POST.get("result", ""))
    except ValueError:
        raise Http404 from None
    try:
        now = note_attempt(task, result, by=request.actor)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        gone = "" if now.is_open else "一覧から外しました。"
        words = f"予約 {task.booking.spoken_number} の電話を「{RESULT_LABELS[result]}」と記録しました。{gone}"
        messages.success(request, words)
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect(address(request, "to_telephone"))
