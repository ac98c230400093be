"""What a machine tells Madoguchi through its environment, read once and refused clearly when it is wrong."""

import base64
import binascii
import ipaddress
import os
import re
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from madoguchi.telephony.asterisk.config.machine import Machine, read_machine

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Environment:
    secret_key: str
    history_key: bytes
    hosts: tuple[str, ...]
    database_url: str
    var: Path
    recordings: Path
    recording_keys: dict[str, bytes]
    demo: bool
    plain_http: bool
    trusted_proxies: tuple[Network, ...]
    mail_url: str
    mail_from: str
    dkim_selector: str
    dkim_key: bytes
    exchange_machine: Machine
    exchange_webhook_secrets: tuple[str, ...]
    soft_phone_url: str
    probe_seconds: int


def read_environment(environ: "os._Environ[str] | dict[str, str]" = os.environ) -> Environment:
    var = Path(environ.get("MADOGUCHI_VAR", "var")).resolve()
    hosts = tuple(host.strip() for host in environ.get("MADOGUCHI_HOSTS", "localhost").split(",") if host.strip())
    demo = _switch(environ, "MADOGUCHI_DEMO")
    plain_http = _switch(environ, "MADOGUCHI_PLAIN_HTTP")
    for name, on in (("MADOGUCHI_DEMO", demo), ("MADOGUCHI_PLAIN_HTTP", plain_http)):
        foreign = sorted(set(hosts) - LOCAL_HOSTS)
        if on and foreign:
            raise ImproperlyConfigured(
                f"{name}=1 is for this machine only, but MADOGUCHI_HOSTS names {', '.join(foreign)}"
            )
    return Environment(
        secret_key=_secret(environ, "MADOGUCHI_SECRET_KEY"),
        history_key=_key(environ, "MADOGUCHI_HISTORY_KEY"),
        hosts=hosts,
        database_url=environ.get("MADOGUCHI_DATABASE_URL", f"sqlite:///{var / 'madoguchi.sqlite3'}"),
        var=var,
        recordings=Path(environ.get("MADOGUCHI_RECORDINGS", str(var / "recordings"))).resolve(),
        recording_keys=_keys(environ, "MADOGUCHI_RECORDING_KEYS"),
        demo=demo,
        plain_http=plain_http,
        trusted_proxies=_networks(environ, "MADOGUCHI_TRUSTED_PROXIES"),
        mail_url=environ.get("MADOGUCHI_MAIL_URL", ""),
        mail_from=environ.get("MADOGUCHI_MAIL_FROM", f"no-reply@{hosts[0] if hosts else 'localhost'}"),
        dkim_selector=environ.get("MADOGUCHI_DKIM_SELECTOR", "madoguchi"),
        dkim_key=_file(environ, "MADOGUCHI_DKIM_KEY_FILE"),
        exchange_machine=read_machine(environ, var),
        exchange_webhook_secrets=_secrets(environ, "MADOGUCHI_EXCHANGE_WEBHOOK_SECRETS", shortest=32),
        soft_phone_url=_soft_phone_url(environ),
        probe_seconds=_probe_seconds(environ),
    )


def _switch(environ: "os._Environ[str] | dict[str, str]", name: str) -> bool:
    value = environ.get(name, "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} is 0 or 1, not {value!r}")
    return value == "1"


def _probe_seconds(environ: "os._Environ[str] | dict[str, str]") -> int:
    """How often the web server asks itself whether it serves people; 0: never, and availability is not measured."""
    value = environ.get("MADOGUCHI_PROBE_SECONDS", "30")
    if not value.isdecimal() or int(value) > 45:
        raise ImproperlyConfigured(f"MADOGUCHI_PROBE_SECONDS is a number from 0 to 45, not {value!r}")
    return int(value)


def _secret(environ: "os._Environ[str] | dict[str, str]", name: str) -> str:
    value = environ.get(name, "")
    if len(value) < 50:
        raise ImproperlyConfigured(
            f"{name} is missing or shorter than 50 characters. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return value


def _secrets(environ: "os._Environ[str] | dict[str, str]", name: str, *, shortest: int) -> tuple[str, ...]:
    """Joined by commas, the newest anywhere; none is none."""
    found = tuple(part.strip() for part in environ.get(name, "").split(",") if part.strip())
    if any(len(part) < shortest for part in found):
        raise ImproperlyConfigured(f"{name}: each has at least {shortest} characters")
    return found


def _key(environ: "os._Environ[str] | dict[str, str]", name: str) -> bytes:
    value = environ.get(name, "")
    try:
        key = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ImproperlyConfigured(f"{name} is not base64") from error
    if len(key) < 32:
        raise ImproperlyConfigured(
            f"{name} is missing or shorter than 32 bytes. Make one with: "
            "python3 -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())'"
        )
    return key


def _keys(environ: "os._Environ[str] | dict[str, str]", name: str) -> dict[str, bytes]:
    """`2026-11:BASE64,2026-05:BASE64`: the first is the newest."""
    keys: dict[str, bytes] = {}
    for pair in filter(None, (part.strip() for part in environ.get(name, "").split(","))):
        key_id, _, value = pair.partition(":")
        if not re.fullmatch(r"[0-9A-Za-z._-]{1,32}", key_id) or key_id in keys:
            raise ImproperlyConfigured(f"{name}: each key has an id of its own, up to 32 letters: ID:BASE64,…")
        try:
            keys[key_id] = base64.b64decode(value, validate=True)
        except binascii.Error as error:
            raise ImproperlyConfigured(f"{name}: the key {key_id} is not base64") from error
        if len(keys[key_id]) != 32:
            raise ImproperlyConfigured(
                f"{name}: the key {key_id} must have exactly 32 bytes. Make one with: "
                "python3 -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())'"
            )
    return keys


def _soft_phone_url(environ: "os._Environ[str] | dict[str, str]") -> str:
    """Where browsers reach the exchange's /ws; "": at /ws of this very host."""
    url = environ.get("MADOGUCHI_SOFT_PHONE_URL", "")
    found = re.fullmatch(r"(wss?)://([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?/[A-Za-z0-9/_-]*", url)
    if url and (not found or (found[1] == "ws" and found[2] not in LOCAL_HOSTS)):
        raise ImproperlyConfigured("MADOGUCHI_SOFT_PHONE_URL is wss://HOST/PATH (ws:// only on this machine)")
    return url


def _file(environ: "os._Environ[str] | dict[str, str]", name: str) -> bytes:
    path = environ.get(name, "")
    if not path:
        return b""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: {path} cannot be read: {error.strerror}") from error


def _networks(environ: "os._Environ[str] | dict[str, str]", name: str) -> tuple[Network, ...]:
    networks = []
    for cidr in filter(None, (part.strip() for part in environ.get(name, "").split(","))):
        try:
            networks.append(ipaddress.ip_network(cidr))
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {cidr!r} is no address range (CIDR)") from error
    return tuple(networks)
