"""The demo's mails: as if a mail server had taken most of them. Nothing leaves the machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta

from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.tasks.runner import run_ready_tasks
from madoguchi.messages.models import Message
from madoguchi.messages.outcomes import settle
from madoguchi.messages.ports import Envelope, Refused
from madoguchi.messages.reminders import remind
from madoguchi.messages.rules import State

# Of so many addresses one is wrong.
ONE_WRONG_OF = 25
REMINDED_DAYS = 3


@contextmanager
def pretended_post() -> Iterator[None]:
    real = settings.MESSAGE_TRANSPORT
    settings.MESSAGE_TRANSPORT = "madoguchi.config.sample_mails.pretend_to_post"
    try:
        yield
    finally:
        settings.MESSAGE_TRANSPORT = real


def pretend_to_post(envelope: Envelope) -> None:
    """Always the same addresses are wrong, so that two demos of a day are alike."""
    if sum(map(ord, envelope.to)) % ONE_WRONG_OF == 0:
        raise Refused("550 5.1.1")


def deliver_mails() -> None:
    """What the worker would have done at that moment."""
    run_ready_tasks()


def remind_of_the_last_days(today: date) -> None:
    """The reminders of the days before, and one mail that came back later."""
    for days in range(REMINDED_DAYS, -1, -1):
        at = clock.moment(today - timedelta(days=days), time(10))
        if at <= clock.now():
            with clock.as_if(at):
                remind.call()
                deliver_mails()
    ahead = Message.objects.filter(state=State.SENT, visit_at__gt=clock.now()).order_by("pk").first()
    if ahead is not None:
        settle(ahead, State.BOUNCED, answer="5.2.2")
