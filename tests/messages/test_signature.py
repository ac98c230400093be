"""Our own signature (DKIM), and what must stand in the DNS for it."""

import subprocess
from pathlib import Path

import dkim
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from madoguchi.messages.sender_records import checked_key, key_bits, public_key_text
from madoguchi.municipality.models import Site
from madoguchi.notify.signature import signed
from tests.messages.conftest import book, work
from tests.services.smtp import MailServer


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("dkim") / "key.pem"
    subprocess.run(["openssl", "genrsa", "-out", str(file), "2048"], check=True, capture_output=True)
    return file.read_bytes()


@pytest.mark.django_db
@pytest.mark.req("NTF-07")
def test_what_arrives_is_signed_by_the_senders_domain(
    site: Site, smtp: MailServer, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DKIM_KEY", key)
    monkeypatch.setattr(settings, "DKIM_SELECTOR", "s2026")
    book(site, name="葛󠄀城 花子")
    work()
    (taken,) = smtp.taken
    asked = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return f"v=DKIM1; k=rsa; p={public_key_text()}".encode()

    assert dkim.verify(taken.raw, dnsfunc=dns)
    assert asked == [b"s2026._domainkey.yoyaku.example.jp."]
    assert not dkim.verify(taken.raw.replace(b"To: hanako", b"To: hacker"), dnsfunc=dns)
    assert key_bits() == 2048


def test_without_a_key_nothing_is_signed() -> None:
    assert signed(b"From: a@example.jp\r\n\r\nx\r\n") == b"From: a@example.jp\r\n\r\nx\r\n"
    assert (public_key_text(), key_bits()) == ("", 0)


@pytest.mark.parametrize(
    "pem", [b"", b"no key", b"-----BEGIN " + b"PRIVATE KEY-----\nAAAA\n-----END " + b"PRIVATE KEY-----\n"]
)
def test_a_file_that_holds_no_key_is_named(pem: bytes) -> None:
    with pytest.raises(ImproperlyConfigured, match="MADOGUCHI_DKIM_KEY_FILE"):
        checked_key(pem)


def test_a_key_file_that_cannot_be_read_is_named_at_the_start(tmp_path: Path) -> None:
    from madoguchi.config.environment import read_environment

    with pytest.raises(ImproperlyConfigured, match="MADOGUCHI_DKIM_KEY_FILE"):
        read_environment(
            {
                "MADOGUCHI_SECRET_KEY": "x" * 60,
                "MADOGUCHI_HISTORY_KEY": "aGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGg=",
                "MADOGUCHI_DKIM_KEY_FILE": str(tmp_path / "none.pem"),
            }
        )
