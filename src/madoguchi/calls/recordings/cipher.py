"""A recording at rest: AES-256-GCM in chunks, so that playback seeks without reading what stands before.

    header   8 bytes magic · 16 bytes uid of the file · 7 bytes nonce prefix · 1 byte 0
    chunk    64 KiB of plain text and its tag of 16 bytes, again and again; the last one is shorter

Each chunk has the nonce prefix ‖ number (4 bytes) ‖ 1 for the last one, else 0, and the header as associated data
(the STREAM construction): a chunk that is changed, moved, left out or taken from another file does not open, and a file
that was cut off has no last chunk. Every file has a key of its own, so a nonce never meets its key twice.
"""

import secrets
import uuid
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"MADOREC1"
HEADER, CHUNK, TAG, PREFIX = 32, 65_536, 16, 7
KEY_BYTES = 32


class Damaged(Exception):  # noqa: N818 - what stands on the disk is not what was written there
    """The file does not open: changed, cut off, of another recording, or sealed with another key."""


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def sealed_size(plain_bytes: int) -> int:
    return HEADER + plain_bytes + TAG * _chunks(plain_bytes)


def seal(plain: bytes, *, key: bytes, uid: uuid.UUID) -> Iterator[bytes]:
    header = MAGIC + uid.bytes + secrets.token_bytes(PREFIX) + b"\0"
    yield header
    cipher, last = AESGCM(key), _chunks(len(plain)) - 1
    for number in range(last + 1):
        part = plain[number * CHUNK : (number + 1) * CHUNK]
        yield cipher.encrypt(_nonce(header, number, is_last=number == last), part, header)


class Opened:
    """A sealed file, read from any place. `plain_bytes` is what the record says, not what the file claims."""

    def __init__(self, file: BinaryIO, *, key: bytes, uid: uuid.UUID, plain_bytes: int) -> None:
        self.file, self.plain_bytes, self.cipher = file, plain_bytes, AESGCM(key)
        file.seek(0, 2)
        if file.tell() != sealed_size(plain_bytes):
            raise Damaged("size")
        file.seek(0)
        self.header = file.read(HEADER)
        if self.header[: len(MAGIC) + 16] != MAGIC + uid.bytes:
            raise Damaged("header")
        self.last = _chunks(plain_bytes) - 1

    def read(self, start: int, end: int) -> bytes:
        """From `start` up to, not including, `end`."""
        first, upto = start // CHUNK, -(-end // CHUNK)
        plain = b"".join(self._chunk(number) for number in range(first, max(upto, first)))
        return plain[start - first * CHUNK : end - first * CHUNK]

    def pieces(self) -> Iterator[bytes]:
        for number in range(self.last + 1):
            yield self._chunk(number)

    def _chunk(self, number: int) -> bytes:
        self.file.seek(HEADER + number * (CHUNK + TAG))
        sealed = self.file.read(CHUNK + TAG)
        try:
            return self.cipher.decrypt(
                _nonce(self.header, number, is_last=number == self.last), sealed, self.header
            )
        except InvalidTag as error:
            raise Damaged(f"chunk {number}") from error


def _nonce(header: bytes, number: int, *, is_last: bool) -> bytes:
    return header[-PREFIX - 1 : -1] + number.to_bytes(4) + bytes([is_last])


def _chunks(plain_bytes: int) -> int:
    return max(1, -(-plain_bytes // CHUNK))
