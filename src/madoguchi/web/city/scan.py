"""来た方を受け付ける: a code is scanned or a name typed; Enter checks in; the next one comes."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from madoguchi.accounts.disclosure import record_search
from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.counter.actions import MAY_SERVE
from madoguchi.booking.counter.scan import Found, scanned
from madoguchi.web.city.day_list import can_check_in_on
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm

WORDS = {
    Found.SEVERAL: ("warning", "今日の予約が、いくつか見つかりました", "電話番号や手続きなど、もう一つを尋ねて、ご本人の予約を選んでください。"),
    Found.HERE_ALREADY: ("info", "この予約は、もう受け付けています", "別の方なら、お名前か予約番号を確かめてください。"),
    Found.OTHER_DAY: ("warning", "今日の予約ではありません", "正しい日時をお伝えください。今日に移すときは、予約を開いて「日時を変える」を押します。"),
    Found.CANCELLED: ("warning", "この予約は取り消されています", "取り消したいきさつは、予約を開くと履歴でわかります。"),
    Found.NOBODY: ("warning", "予約が見つかりません", "別の書き方か、電話番号でも探してみてください。ご予約がない方は、空きがあれば新しく予約できます。"),
}  # fmt: skip


class ScanForm(FrameForm):
    may_override = True
    autofill = False

    typed = forms.CharField(
        label="来た方の予約番号・お名前（QRコードも読めます）",
        max_length=80,
        widget=forms.TextInput(attrs={"autofocus": True}),
        error_messages={"required": "予約番号かお名前を入れるか、QRコードを読んでください。"},
    )


@never_cache
@require_POST
@staff_view(MAY_SERVE)
def scan(request: StaffRequest, day: date) -> HttpResponse:
    if not takes_bookings() or not can_check_in_on(day, request.actor):
        raise Http404
    form = ScanForm(request.POST)
    context: dict[str, Any] = {"form": form, "day": day}
    if form.is_valid():
        answer = scanned(form.cleaned_data["typed"], day=day, by=request.actor)
        record_search("bookings", by=request.actor, found=len(answer.bookings), facts={"day": day.isoformat()})
        context |= {"hits": answer.bookings, "is_expected": answer.found is Found.EXPECTED}
        context["comes"] = answer.found in (Found.EXPECTED, Found.SEVERAL)
        if answer.found in WORDS:
            context["kind"], context["words"], context["hint"] = WORDS[answer.found]
        context["form"] = ScanForm()
        if answer.found is Found.EXPECTED:  # the cursor stands on the button: Enter checks in
            context["form"].fields["typed"].widget.attrs.pop("autofocus")
    elif "typed" not in request.POST:
        return redirect("city:day", day=day)
    return render(request, "city/scan.html", context)
