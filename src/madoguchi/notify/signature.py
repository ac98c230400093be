"""DKIM: our own signature under each mail, where the installation has a key for it (SEC, NTF-07)."""

import base64
import email

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

HEADERS = [b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type", b"auto-submitted"]
SMALLEST_KEY_BITS = 1024


def signs() -> bool:
    return bool(settings.DKIM_KEY)


def signed(letter: bytes) -> bytes:
    if not signs():
        return letter
    domain = str(email.message_from_bytes(letter)["From"]).rpartition("@")[2].rstrip(">").encode()
    selector = settings.DKIM_SELECTOR.encode()
    signature: bytes = dkim.sign(
        letter,
        selector,
        domain,
        settings.DKIM_KEY,
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=HEADERS,
    )
    return signature + letter


def public_key_text() -> str:
    """What the DNS must say after "p="; "" without a key."""
    if not signs():
        return ""
    public = (
        _key()
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return base64.b64encode(public).decode()


def key_bits() -> int:
    return _key().key_size if signs() else 0


def _key() -> RSAPrivateKey:
    return checked_key(settings.DKIM_KEY)


def checked_key(pem: bytes) -> RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise ImproperlyConfigured(
            "MADOGUCHI_DKIM_KEY_FILE holds no private key in PEM without a password"
        ) from error
    if not isinstance(key, RSAPrivateKey) or key.key_size < SMALLEST_KEY_BITS:
        raise ImproperlyConfigured("MADOGUCHI_DKIM_KEY_FILE: an RSA key of 1024 bits at least, better 2048")
    return key
