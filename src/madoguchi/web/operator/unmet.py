"""A call that ends without a booking because there was no place: one press, and the city sees it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from madoguchi.booking.actions import MAY_BOOK
from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.demand.actions import count_unmet
from madoguchi.booking.demand.rules import Occasion
from madoguchi.booking.rules import MOST_VISITORS
from madoguchi.booking.telephone.queries import channel_of
from madoguchi.municipality.models import Procedure
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.bookings.forms import procedure_choices
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm, offer


class UnmetForm(FrameForm):
    procedure = forms.ChoiceField(label="手続き", error_messages={"required": "手続きを選んでください。"})
    people = forms.IntegerField(label="人数", min_value=1, max_value=MOST_VISITORS)
    wished_on = TolerantDateField(
        label="希望の日", required=False, help_text="いつでもよかったときは、空のままにします。"
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        offer(self, "procedure", [("", "選んでください"), *procedure_choices()])
        self.fields["procedure"].widget.attrs["autofocus"] = True
        self.fields["people"].widget.attrs["class"] = "short"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_BOOK)
def no_place(request: StaffRequest, people: int) -> HttpResponse:
    if not takes_bookings():
        raise Http404
    form = UnmetForm(request.POST or None, initial={"people": min(max(people, 1), MOST_VISITORS)})
    if form.is_valid():
        typed = form.cleaned_data
        procedure = Procedure.objects.get(code=typed["procedure"])
        count_unmet(
            [procedure] * typed["people"],
            channel=channel_of(request.actor),
            occasion=Occasion.CALL,
            wished_on=typed["wished_on"],
        )
        messages.success(request, "「枠がなく予約できず」を数えました。")
        return redirect("operator:home")
    return render(request, "operator/no_place.html", {"form": form})
