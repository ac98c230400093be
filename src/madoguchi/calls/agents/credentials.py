"""The passwords of telephones: derived from the installation's key, so none is stored and none is lost."""

import base64
import hashlib

from django.utils.crypto import salted_hmac

REALM = "madoguchi"


def sip_password(extension: str) -> str:
    digest = salted_hmac("madoguchi.calls.agents.sip_password", extension, algorithm="sha256").digest()
    return base64.b32encode(digest)[:26].decode().lower()  # people type it into telephones: no 0, 1, 8, 9


def sip_digest(extension: str) -> str:
    """What the exchange keeps instead of the password (RFC 2617: user, realm, password)."""
    text = f"{extension}:{REALM}:{sip_password(extension)}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
