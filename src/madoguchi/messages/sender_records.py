"""What the DNS of the sender's domain must say so that mails are believed (NTF-07), and whether it does."""

import base64
import ipaddress
from dataclasses import dataclass
from functools import lru_cache

import dns.exception
import dns.resolver
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from madoguchi.messages.addresses import sender, sender_domain
from madoguchi.municipality.queries import values_of

SMALLEST_KEY_BITS, GOOD_KEY_BITS = 1024, 2048
LOOK_UP_SECONDS = 3.0
TO_FILL_IN = "＜メールサーバーの送信元IPアドレス＞"
KEY_TO_FILL_IN = "＜公開鍵＞"


@dataclass(frozen=True)
class Record:
    label: str
    name: str
    kind: str  # TXT, MX
    value: str
    note: str

    @property
    def is_whole(self) -> bool:
        return "＜" not in self.value


@dataclass(frozen=True)
class Wanted:
    domain: str
    is_chosen: bool
    sender: str
    returns_to: str
    signs: bool
    records: list[Record]
    warnings: list[str]


@dataclass(frozen=True)
class Found:
    kind: str  # of the tag: success, error, ""
    words: str
    values: tuple[str, ...] = ()


def records() -> Wanted:
    domain, is_chosen = sender_domain(), bool(values_of("messages").get("sender_domain"))
    host = settings.EMAIL_HOST if settings.MAIL_IS_ON else ""
    selector = settings.DKIM_SELECTOR
    return Wanted(
        domain=domain,
        is_chosen=is_chosen,
        sender=sender(),
        returns_to=f"bounce+…@{domain}",
        signs=signs(),
        records=[
            Record(
                "SPF",
                domain,
                "TXT",
                f"v=spf1 {_who_sends(host)} -all",
                "この差出人で送ってよいサーバーを示します。",
            ),
            Record(
                "DKIM",
                f"{selector}._domainkey.{domain}",
                "TXT",
                f"v=DKIM1; k=rsa; p={public_key_text() or KEY_TO_FILL_IN}",
                "署名を確かめるための公開鍵です。"
                + (
                    "このシステムが署名します。"
                    if signs()
                    else "鍵がないため、メールサーバーの担当者に値を尋ねてください。"
                ),
            ),
            Record(
                "DMARC",
                f"_dmarc.{domain}",
                "TXT",
                "v=DMARC1; p=quarantine; adkim=s; aspf=s",
                "SPFにもDKIMにも合わないメールの扱いを示します。慣れたら p=reject にします。",
            ),
            Record("MX", domain, "MX", f"10 {_who_receives(host)}", "届かなかった知らせを受け取るサーバーです。"),
        ],
        warnings=_warnings(domain, is_chosen=is_chosen),
    )


def found_in_dns(record: Record) -> Found:
    """What is published at this moment. Without a way to the DNS it says so, and nothing else happens."""
    try:
        resolver = dns.resolver.Resolver()
        resolver.lifetime = LOOK_UP_SECONDS
        answer = resolver.resolve(record.name, record.kind)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return Found("error", "見つかりません")
    except (dns.exception.DNSException, OSError, ValueError):
        return Found("", "調べられません（このサーバーからDNSに届きません）")
    values = tuple(_as_written(row) for row in answer)
    return _compared(record, values)


def _compared(record: Record, values: tuple[str, ...]) -> Found:
    tag = record.value.partition(";")[0].partition(" ")[0]
    same_kind = values if record.kind == "MX" else tuple(value for value in values if value.startswith(tag))
    if not same_kind:
        return Found("error", "見つかりません")
    if len(same_kind) > 1 and record.kind == "TXT":
        return Found("error", "2つ以上あります。1つにしてください", same_kind)
    if not record.is_whole:
        return Found("", "あります。値が正しいか、メールサーバーの担当者と確かめてください", same_kind)
    is_same = any(_tight(value) == _tight(record.value) for value in same_kind)
    return Found("success", "この値です", same_kind) if is_same else Found("error", "違う値です", same_kind)


def _as_written(row: object) -> str:
    parts = getattr(row, "strings", None)
    return b"".join(parts).decode(errors="replace") if parts else str(row).rstrip(".")


def _tight(value: str) -> str:
    return "".join(value.split()).rstrip(";").lower() if "p=" not in value else "".join(value.split()).rstrip(";")


def _who_sends(host: str) -> str:
    address = _address(host)
    if not host or host == "localhost" or (address and not address.is_global):
        return f"ip4:{TO_FILL_IN}"
    if address is None:
        return f"a:{host}"
    return f"ip{address.version}:{host}"


def _who_receives(host: str) -> str:
    return (
        host
        if host and host != "localhost" and _address(host) is None
        else "＜届かなかった知らせを受け取るサーバー＞"
    )


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _warnings(domain: str, *, is_chosen: bool) -> list[str]:
    site = values_of("web_site").get("host_name", "")
    found = []
    if not is_chosen:
        found.append("差出人のドメインがまだ決まっていません。設定の「差出人のドメイン」で決めてください。")
    if site and domain != site and not site.endswith(f".{domain}") and not domain.endswith(f".{site}"):
        found.append(
            f"予約サイト（{site}）と違うドメインです。市民が見分けやすいよう、同じドメインをお勧めします。"
        )
    if signs() and key_bits() < GOOD_KEY_BITS:
        found.append(f"署名の鍵が{key_bits()}ビットです。{GOOD_KEY_BITS}ビットの鍵に替えてください。")
    if not signs():
        found.append(
            "このシステムの署名の鍵がありません。メールサーバーの側で、このドメインのDKIM署名を付けてもらってください。"
        )
    return found


# The key of the signature


def signs() -> bool:
    return bool(settings.DKIM_KEY)


def public_key_text() -> str:
    """What the DNS must say after "p="; "" without a key."""
    if not signs():
        return ""
    public = checked_key(settings.DKIM_KEY).public_key()
    written = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(written).decode()


def key_bits() -> int:
    return checked_key(settings.DKIM_KEY).key_size if signs() else 0


@lru_cache(maxsize=4)
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
