"""A form that says what its page has shown; an action that is told so refuses to write over anything newer."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms

from madoguchi.core.refusals import NewerStands
from madoguchi.web.frame.forms import FrameForm


class SeenForm(FrameForm):
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, shown: uuid.UUID | None, initial: dict[str, Any] | None = None, **options: Any
    ) -> None:
        """`shown`: the mark of what is on the page (`core.text.seen`)."""
        self.shown = shown
        super().__init__(data, initial={**(initial or {}), "seen": shown}, **options)

    def shows_anew(self) -> None:
        """What stands there now is on the page: the next press is about that. What was typed stays."""
        data: Any = self.data
        data = data.copy()
        data["seen"] = str(self.shown or "")
        self.data = data


@contextmanager
def newer_beside(form: SeenForm) -> Iterator[None]:
    """What somebody else has saved meanwhile stands at its fields; what was typed stays in them."""
    try:
        yield
    except NewerStands as refusal:
        form.add_error(None, refusal.message)
        for name, text in refusal.standing.items():
            form.add_error(name, f"いま保存されている内容：{text or '（空）'}")
        form.shows_anew()
