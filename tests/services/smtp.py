"""A real mail server for tests: it takes mail, or refuses, stalls and breaks as it is told."""

import asyncio
import email
import email.policy
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Answer = Callable[[str], str]
TAKES = "250 OK"


@dataclass
class Taken:
    """One mail that the server has answered with 250."""

    sender: str
    to: str
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        read = email.message_from_bytes(self.raw, policy=email.policy.default)
        assert isinstance(read, EmailMessage)
        return read

    @property
    def text(self) -> str:
        return str(self.mail.get_content()).replace("\r\n", "\n")


@dataclass
class MailServer:
    """`to_recipient` and `to_content` answer by address; `hold` keeps the last answer back until it is set."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    to_recipient: Answer = lambda address: TAKES
    to_content: Answer = lambda address: TAKES
    holds_back: bool = False
    holds_recipient: bool = False
    has_recipient: threading.Event = field(default_factory=threading.Event)
    has_content: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tried.append(address)
        self.has_recipient.set()
        if self.holds_recipient:
            await self._until_go_on()
        answer = self.to_recipient(address)
        if answer == TAKES:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.to_content(envelope.rcpt_tos[0])
        if answer == TAKES:
            content: Any = envelope.content
            self.taken.append(Taken(envelope.mail_from or "", envelope.rcpt_tos[0], content))
        self.has_content.set()
        if self.holds_back:
            await self._until_go_on()
        return answer

    async def _until_go_on(self) -> None:
        while not self.go_on.is_set():  # noqa: ASYNC110 - set by another thread
            await asyncio.sleep(0.02)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    told = MailServer(port=_free_port())
    # Its threads tell of each connection, also when the test that started them is over.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    controller = Controller(told, hostname="127.0.0.1", port=told.port, ready_timeout=10)
    controller.start()
    try:
        yield told
    finally:
        told.go_on.set()
        controller.stop()


@contextmanager
def silent_server() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def closed_port() -> int:
    return _free_port()
