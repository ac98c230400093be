"""What the home page asks of figures."""

from collections.abc import Iterator

from django.urls import reverse

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.metrics.availability.queries import availability_in, target_percent
from madoguchi.metrics.past.shapes import Period
from madoguchi.web.frame.times import length_in_words
from madoguchi.web.home.need import Need


def availability(actor: Actor) -> Iterator[Need]:
    """PLT-05: when half of what the month may lose is lost, and when the target is out of reach."""
    today = clock.today()
    target, found = target_percent(today), availability_in(Period.month_of(today))
    if not target or not found.whole_seconds:
        return
    allowed, down = found.allowed_seconds(target), found.down_seconds
    if down * 2 <= allowed:
        return
    is_lost = down > allowed
    yield Need(
        "warning" if is_lost else "info",
        f"今月の稼働率は、目標の {target:g} % に届きません"
        if is_lost
        else "今月の計画外の停止が、許される時間の半分を超えました",
        f"計画外の停止は合計 {length_in_words(down)}、この月に許されるのは {length_in_words(allowed)}です。",
        reverse("manager:availability"),
        "稼働率を開く",
    )
