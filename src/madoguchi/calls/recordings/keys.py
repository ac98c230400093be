"""Two kinds of keys: each recording has its own, which the installation's master key wraps. The master keys stand in
the environment only; the newest one wraps, the others still open what they have wrapped."""

import base64
import binascii
import secrets
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from madoguchi.calls.recordings.refusals import KeyUnknown, NoRecordingKey

NONCE = 12


def has_key() -> bool:
    return bool(settings.RECORDING_KEYS)


def newest_key_id() -> str:
    """The first that the environment names."""
    if not settings.RECORDING_KEYS:
        raise NoRecordingKey
    return next(iter(settings.RECORDING_KEYS))


def wrap(data_key: bytes, *, uid: uuid.UUID) -> tuple[str, str]:
    """The data key as it may be stored, and the id of the key that wraps it."""
    key_id = newest_key_id()
    nonce = secrets.token_bytes(NONCE)
    wrapped = AESGCM(settings.RECORDING_KEYS[key_id]).encrypt(nonce, data_key, _bound_to(uid, key_id))
    return base64.b64encode(nonce + wrapped).decode(), key_id


def unwrap(wrapped: str, *, key_id: str, uid: uuid.UUID) -> bytes:
    if key_id not in settings.RECORDING_KEYS:
        raise KeyUnknown(key_id)
    try:
        raw = base64.b64decode(wrapped, validate=True)
        return AESGCM(settings.RECORDING_KEYS[key_id]).decrypt(raw[:NONCE], raw[NONCE:], _bound_to(uid, key_id))
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise KeyUnknown(key_id) from error


def seal_small(plain: bytes, data_key: bytes, *, uid: uuid.UUID) -> bytes:
    """For what lies in the database beside the file: its waveform."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(data_key).encrypt(nonce, plain, b"peaks:" + uid.bytes)


def open_small(sealed: bytes, data_key: bytes, *, uid: uuid.UUID) -> bytes:
    """b"" where it does not open: a recording without its picture can still be heard."""
    try:
        return AESGCM(data_key).decrypt(sealed[:NONCE], sealed[NONCE:], b"peaks:" + uid.bytes)
    except (InvalidTag, ValueError):
        return b""


def _bound_to(uid: uuid.UUID, key_id: str) -> bytes:
    return b"recording:" + uid.bytes + key_id.encode()
