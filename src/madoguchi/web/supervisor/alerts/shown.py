"""Alerts as people read them."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from madoguchi.accounts.queries import names_by_key
from madoguchi.alerts.describing import in_words, mark_of, threshold_in_words
from madoguchi.alerts.models import Alert
from madoguchi.alerts.queries import MAY_EDIT, open_alerts
from madoguchi.alerts.rules import LEVEL_LABELS, Level, Rule
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.web.frame.times import length_in_words


@dataclass(frozen=True)
class Line:
    alert: Alert
    who: str  # acknowledged it
    now: datetime

    @property
    def words(self) -> str:
        return in_words(self.alert)

    @property
    def threshold(self) -> str:
        return threshold_in_words(self.alert)

    @property
    def level(self) -> str:
        return LEVEL_LABELS[Level(self.alert.level)]

    @property
    def length(self) -> str:
        return length_in_words(((self.alert.ended_at or self.now) - self.alert.began_at).total_seconds())

    @property
    def kind(self) -> str:
        if self.alert.acknowledged_at or not self.alert.is_open:
            return ""
        return "error" if self.alert.is_urgent else "warning"

    @property
    def where(self) -> tuple[str, str] | None:
        """The page on which something can be done about it."""
        rule = Rule(self.alert.rule)
        if rule is Rule.EXCHANGE_DOWN:
            return reverse("telephone:exchange"), "交換機の画面を開く"
        if rule in (Rule.COMPLAINT, Rule.EMERGENCY):
            mark = mark_of(self.alert)
            number = mark.contact.number if mark else None
            return (reverse("contacts:contact", args=[number]), "応対の記録を開く") if number else None
        return reverse("supervisor:floor"), "フロアを開く"


def lines_of(alerts: list[Alert]) -> list[Line]:
    names = names_by_key({one.acknowledged_by for one in alerts if one.acknowledged_by})
    return [Line(one, names.get(one.acknowledged_by, one.acknowledged_by), clock.now()) for one in alerts]


def open_lines(actor: Actor) -> dict[str, object]:
    """What `_open.html` needs."""
    return {"lines": lines_of(open_alerts(actor)), "may_acknowledge": actor.may(MAY_EDIT)}
