"""A page that asks why before something goes back, or ends: whoever confirms is told that it is done, or why not."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from madoguchi.web.frame.access import StaffRequest
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.knowledge.forms import WhyForm


def ask_why(
    request: StaffRequest, act: Callable[[str], object], *, said: str, then: tuple[str, ...], page: dict[str, Any]
) -> HttpResponse:
    """`act` is given the reason; `then` is where to go when it is done, `page` what confirm.html shows before."""
    form = WhyForm(request.POST or None)
    if form.is_valid():
        with refusal_in(form):
            act(form.cleaned_data["why"])
            messages.success(request, said)
            return redirect(*then)
    return render(request, "knowledge/confirm.html", {**page, "form": form})
