"""An action behind a button or a form: the next page says that it is done, or why it was refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from madoguchi.core.refusals import Refusal


@contextmanager
def saying(request: HttpRequest, done: str = "") -> Iterator[None]:
    """`done` where it is known beforehand; else the block says so itself, as its last line."""
    try:
        yield
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        if done:
            messages.success(request, done)


@contextmanager
def refusal_in(form: forms.BaseForm, *, at: str | None = None) -> Iterator[None]:
    """What the action refuses stands in its form, `at` a field or above them all; it is shown again. That it is done,
    and where that leads, are the block's last lines:

        if form.is_valid():
            with refusal_in(form):
                call_off(meeting, form.cleaned_data["reason"], by=request.actor)
                messages.success(request, "取りやめを記録しました。")
                return redirect("manager:meeting", number=meeting.pk)
        return page(request, meeting, calling_off=form)
    """
    try:
        yield
    except Refusal as refusal:
        form.add_error(at, refusal.message)
