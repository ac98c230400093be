"""What the logs leave out: query strings (people search in them) and the secrets of citizens' own pages
and of what they are filling in."""

import logging
import re

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation

SECRET = re.compile(r"(/my/|/book/held/|/inquiry/sent/|mdg_[a-z2-9]{8}_)[^/?\s]+")


# Somebody types a My Number into the line of the address.
TWELVE_DIGITS = re.compile(r"(?<!\d)\d{12}(?!\d)")


def _without_secret(part: object) -> object:
    return TWELVE_DIGITS.sub("***", SECRET.sub(r"\1***", part)) if isinstance(part, str) else part


class NoSecretLink(logging.Filter):
    """On everything that is written: Django names the address of whatever it refuses or cannot answer."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _without_secret(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without_secret, record.args))
        return True


class RefusalsInOneLine(logging.Filter):
    """Who is refused is no fault of ours: a stack for every knock of a stranger would only fill the disk."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], PermissionDenied | SuspiciousOperation | BadRequest):
            record.exc_info = None
        return True


class NothingPersonal(logging.Filter):
    """On uvicorn's access log: (address, method, path, version, status)."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple) and len(record.args) == 5:
            address, method, path, version, status = record.args
            record.args = (address, method, _without_secret(str(path).partition("?")[0]), version, status)
        return True
