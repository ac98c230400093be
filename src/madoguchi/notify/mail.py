"""Mail as transport: a server from one address, and one plain text to one person."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    text: str


def send(letter: Letter) -> None:
    """Without a mail server nothing is sent: everything works without mail."""
    if settings.MAIL_IS_ON:
        EmailMessage(letter.subject, letter.text, to=[letter.to]).send()


@dataclass(frozen=True)
class Server:
    host: str
    port: int
    user: str
    password: str
    starts_tls: bool
    is_tls: bool


def server_of(url: str) -> Server | None:
    """From smtp://, smtp+tls:// (STARTTLS) or smtps://user:password@host:port; none from an empty text."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ImproperlyConfigured(
            "MADOGUCHI_MAIL_URL begins with smtp://, smtp+tls:// or smtps:// and names a host"
        )
    return Server(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starts_tls=parts.scheme == "smtp+tls",
        is_tls=parts.scheme == "smtps",
    )
