"""One message to one person over SMTP, signed when there is a key. What the server answered is told by its number."""

import re
import smtplib
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from madoguchi.core import clock
from madoguchi.messages.ports import Envelope, NoServer, NotNow, Refused
from madoguchi.notify.signature import signed

# Every server takes it, and nothing on the way has a reason to rewrite what was signed.
POLICY = SMTP.clone(cte_type="7bit")
ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")


def post(envelope: Envelope) -> None:
    if not settings.MAIL_IS_ON:
        raise NoServer
    server = EmailBackend()
    try:
        server.open()
        smtp = server.connection
        assert smtp is not None  # noqa: S101 - open() raises otherwise
        smtp.sendmail(envelope.returns_to, [quoted(envelope.to)], signed(letter_of(envelope)))
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        raise _by_code(code, words) from None
    except smtplib.SMTPResponseException as answer:
        raise _by_code(
            answer.smtp_code, answer.smtp_error, is_final=isinstance(answer, smtplib.SMTPDataError)
        ) from None
    except (smtplib.SMTPException, OSError) as trouble:
        raise NotNow("timeout" if "timed out" in str(trouble) else "no connection") from None
    except (ValueError, IndexError):  # as Python's own writer of letters fails at what is no address
        raise Refused("address") from None
    finally:
        _hang_up(server)


def letter_of(envelope: Envelope) -> bytes:
    letter = EmailMessage(policy=POLICY)
    letter["From"] = Address(envelope.sender_name, *envelope.sender.split("@"))
    letter["To"] = quoted(envelope.to)
    letter["Subject"] = envelope.subject
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = envelope.message_id
    # RFC 3834: no holiday notice comes back to a machine.
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(envelope.text, charset="utf-8", cte="base64")
    return letter.as_bytes()


def quoted(address: str) -> str:
    """docomo gave out addresses like a..b@ and a.@ (RFC 5321 wants these in quotation marks)."""
    local, _, domain = address.rpartition("@")
    is_plain = not (local.startswith(".") or local.endswith(".") or ".." in local)
    return address if is_plain or local.startswith('"') else f'"{local}"@{domain}'


def _by_code(code: int, words: bytes | str, *, is_final: bool = True) -> Refused | NotNow:
    """`is_final`: a 5xx is about this person or this mail. One about ourselves (sign-in, sender) may be put right."""
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    enhanced = ENHANCED.match(text)
    answer = f"{code} {enhanced[1]}" if enhanced else str(code)
    return Refused(answer) if 500 <= code < 600 and is_final else NotNow(answer)


def _hang_up(server: EmailBackend) -> None:
    """What the other side says to good-bye changes nothing about the mail."""
    with suppress(smtplib.SMTPException, OSError):
        server.close()
