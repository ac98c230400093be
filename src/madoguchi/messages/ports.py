"""The transport, as this package needs it. `notify/post_office.py` is the one that there is."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Envelope:
    """One mail to one person, and the address to which a server returns it."""

    to: str
    sender: str
    sender_name: str
    returns_to: str
    message_id: str
    subject: str
    text: str


class Refused(Exception):  # noqa: N818 - an answer of the other side
    """Never: nobody there, not wanted. Trying again would annoy."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        super().__init__(answer)


class NotNow(Exception):  # noqa: N818 - an answer of the other side
    """Busy, away, or no answer in time: later perhaps."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        super().__init__(answer)


class NoServer(Exception):  # noqa: N818 - a state of the installation
    """This installation has no mail server."""


class Transport(Protocol):
    def __call__(self, envelope: Envelope) -> None: ...


def transport() -> Transport:
    found: Transport = import_string(settings.MESSAGE_TRANSPORT)
    return found
