"""A call written down by hand: beside a desk telephone that tells us nothing, or when the exchange's books were shut."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.calls.by_hand.actions import enter_call
from madoguchi.calls.by_hand.rules import TakenCall
from madoguchi.calls.ledger.history import CALL
from madoguchi.calls.ledger.queries import MAY_EDIT
from madoguchi.calls.ledger.rules import Direction, digits_of
from madoguchi.calls.lines.models import Line
from madoguchi.calls.orders.rules import PURPOSE_LABELS
from madoguchi.core import clock
from madoguchi.core.history.record import About
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.fields import Tolerant, TolerantDateField
from madoguchi.web.frame.forms import FrameForm, offer
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.frame.times import TolerantTimeField

DIRECTIONS = [(Direction.INCOMING.value, "かかってきた"), (Direction.OUTGOING.value, "かけた")]
ANSWERED = [("yes", "つながった"), ("no", "つながらなかった")]
LONGEST_MINUTES = 600


class CallForm(FrameForm):
    may_override = True
    autofill = False

    once_key = forms.UUIDField(widget=forms.HiddenInput)
    direction = forms.ChoiceField(label="どちらから", choices=DIRECTIONS, widget=forms.RadioSelect)
    on = TolerantDateField(label="日")
    at = TolerantTimeField(label="時刻", help_text="かかってきた、またはかけ始めた時刻")
    answered = forms.ChoiceField(label="つながったか", choices=ANSWERED, widget=forms.RadioSelect)
    minutes = forms.IntegerField(label="話した時間（分）", min_value=0, max_value=LONGEST_MINUTES, required=False)
    seconds = forms.IntegerField(label="話した時間（秒）", min_value=0, max_value=59, required=False)
    number = Tolerant(
        label="相手の電話番号",
        required=False,
        max_length=24,
        inputmode="tel",
        help_text="非通知のときは空のままにします。",
    )
    dialled = forms.ChoiceField(label="かかってきた番号", required=False)
    purpose = forms.ChoiceField(
        label="かけた目的",
        required=False,
        choices=[("", "—"), *((one.value, label) for one, label in PURPOSE_LABELS.items())],
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offer(self, "dialled", [("", "—"), *((line.number, line.label) for line in Line.objects.all())])

    def taken(self) -> TakenCall:
        typed = self.cleaned_data
        direction, answered = Direction(typed["direction"]), typed["answered"] == "yes"
        talk = (typed["minutes"] or 0) * 60 + (typed["seconds"] or 0) if answered else 0
        is_out = direction is Direction.OUTGOING
        return TakenCall(
            direction=direction,
            arrived_at=clock.moment(typed["on"], typed["at"]),
            was_answered=answered,
            number=digits_of(typed["number"]),
            dialled="" if is_out else typed["dialled"],
            talk_seconds=talk,
            purpose=typed["purpose"] if is_out else "",
        )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def enter(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        form = CallForm(request.POST)
        if form.is_valid():
            with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
                call = enter_call(form.taken(), once_key=form.cleaned_data["once_key"], by=request.actor)
                lifted(About(CALL, call.key))
                messages.success(request, "通話を記録しました。続けて、応対の内容を記録してください。")
                return redirect("telephone:call", key=call.key)
    else:
        now = clock.now()
        begin = {
            "once_key": uuid.uuid4(),
            "direction": "incoming",
            "answered": "yes",
            "on": now.date(),
            "at": now.time(),
        }
        form = CallForm(initial=begin)
    return render(request, "telephone/calls/by_hand.html", {"form": form})
