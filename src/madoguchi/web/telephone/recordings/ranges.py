"""One stretch of bytes, as a player asks for it (RFC 9110, 14). Pure."""

import re

ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
# A player asks again; a whole hour of sound need not be opened for its first second.
MOST = 1 << 20


class NotSatisfiable(Exception):  # noqa: N818 - an answer (416), not an error
    """More than one stretch, or one that lies outside."""


def stretch(asked: str, *, size: int, most: int = MOST) -> tuple[int, int] | None:
    """From, up to (not included); None: all of it."""
    if not asked:
        return None
    match = ONE_RANGE.fullmatch(asked.strip())
    if match is None or match.groups() == ("", ""):
        raise NotSatisfiable
    first, last = match.groups()
    if not first:  # the last so many
        start, end = max(size - int(last), 0), size
        start = size if int(last) == 0 else start
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
    if start >= end:
        raise NotSatisfiable
    return start, min(end, start + most)
