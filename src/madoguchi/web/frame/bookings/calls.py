"""What was said to the one who booked, and what still has to be: mails and calls, as the screens show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from madoguchi.accounts.queries import names_by_key
from madoguchi.booking.models import Booking, CallAttempt, CallTask
from madoguchi.booking.to_telephone.queries import open_tasks_of
from madoguchi.booking.to_telephone.rules import RESULT_LABELS
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.messages.models import Message
from madoguchi.messages.queries import messages_of
from madoguchi.municipality.queries import is_on
from madoguchi.web.frame.bookings.shown import when

RESULTS = [(result.value, label) for result, label in RESULT_LABELS.items()]


@dataclass(frozen=True)
class CallShown:
    task: CallTask
    when: str
    attempts: list[tuple[datetime, str, str]]  # when, how it went, by whom


def mails_of(booking: Booking, actor: Actor) -> list[Message]:
    """Newest first; none where no mails are sent."""
    return list(messages_of(booking, actor)) if is_on("booking_mails") else []


def calls_of(booking: Booking, actor: Actor) -> list[CallShown]:
    return calls_shown(list(open_tasks_of(booking, actor)))


def calls_shown(tasks: list[CallTask]) -> list[CallShown]:
    names = names_by_key({attempt.by for task in tasks for attempt in task.attempts.all()})
    return [CallShown(task, when(task.booking.slot), _attempts(task.attempts.all(), names)) for task in tasks]


def _attempts(attempts: Iterable[CallAttempt], names: dict[str, str]) -> list[tuple[datetime, str, str]]:
    return [
        (clock.in_tokyo(attempt.at), attempt.result_label, names.get(attempt.by, attempt.by))
        for attempt in attempts
    ]
