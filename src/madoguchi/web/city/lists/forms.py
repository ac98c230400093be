"""What a list is narrowed to. Only choices and days: the address may hold them."""

from datetime import timedelta
from typing import Any

from django import forms

from madoguchi.booking.counter.queries import Extract
from madoguchi.booking.rules import CHANNEL_LABELS, STATE_LABELS, BookingState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import procedures_visible_to, sites_visible_to
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm, offer

DAYS_AT_MOST = 400
SHOWN_STATES = [state for state in BookingState if state not in (BookingState.HELD, BookingState.LAPSED)]


class ListFilter(FrameForm):
    since = TolerantDateField(label="この日から", required=False)
    until = TolerantDateField(label="この日まで", required=False)
    hour = forms.TypedChoiceField(
        label="時間",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "すべて"), *((str(hour), f"{hour}時台") for hour in range(7, 22))],
    )
    procedure = forms.ChoiceField(label="手続き", required=False)
    channel = forms.ChoiceField(
        label="受付",
        required=False,
        choices=[("", "すべて"), *((c.value, label) for c, label in CHANNEL_LABELS.items())],
    )
    state = forms.ChoiceField(
        label="状態", required=False, choices=[("", "すべて"), *((s.value, STATE_LABELS[s]) for s in SHOWN_STATES)]
    )
    site = forms.ChoiceField(label="会場", required=False)

    def __init__(self, data: Any, *, viewer: Actor) -> None:
        super().__init__(data)
        self._offer("procedure", [(one.code, one.label_ja) for one in procedures_visible_to(viewer)])
        self._offer("site", [(one.code, one.name) for one in sites_visible_to(viewer)])

    def wanted(self) -> Extract:
        """As it was asked for; without days, today. A condition with an error is left out and shown at its field."""
        asked = self.cleaned_data if self.is_valid() or self.cleaned_data else {}
        since = asked.get("since") or asked.get("until") or clock.today()
        until = asked.get("until") or since
        return Extract(
            since=since,
            until=min(until, since + timedelta(days=DAYS_AT_MOST)),
            hour=asked.get("hour"),
            **{name: asked.get(name, "") for name in ("procedure", "channel", "state", "site")},
        )

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        offer(self, name, [("", "すべて"), *choices])
