"""What a machine tells of its telephone exchange through the environment: where it is, its ports, secrets, trunks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

MOST_TRUNKS = 9
SECRET = re.compile(r"[A-Za-z0-9_-]{16,128}")
TRUNK = re.compile(
    r"(?P<kind>register|ip):(?:(?P<user>[A-Za-z0-9+._-]{1,64})@)?(?P<host>[A-Za-z0-9.-]{1,253}|\[[0-9a-fA-F:]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
)


@dataclass(frozen=True)
class Trunk:
    """A way to the public network. The first is used, the next is its reserve; calls come in by any of them."""

    number: int
    registers: bool  # we sign in with the provider; otherwise the provider knows our address, and we its
    host: str
    port: int = 5060
    user: str = ""
    secret: str = ""

    @property
    def name(self) -> str:
        return f"trunk{self.number}"


@dataclass(frozen=True)
class Machine:
    folder: Path
    program: Path
    address: str = "127.0.0.1"
    sip_port: int = 5060
    http_port: int = 8088
    ami_port: int = 5038
    rtp_ports: tuple[int, int] = (10000, 10999)
    ami_secret: str = ""
    policy_url: str = "http://127.0.0.1:8000/exchange/"
    policy_token: str = ""
    trunks: tuple[Trunk, ...] = ()
    voicebot: Trunk | None = None  # where a machine that takes calls is reached

    @property
    def is_set_up(self) -> bool:
        return bool(self.ami_secret and self.policy_token)

    @property
    def modules(self) -> Path:
        """Beside the program: /usr/sbin/asterisk or a folder with bin/asterisk."""
        beside = self.program.parents[1]
        found = [*beside.glob("usr/lib/*/asterisk/modules"), *beside.glob("lib/*/asterisk/modules")]
        return next(iter(sorted(found)), beside / "lib" / "asterisk" / "modules")

    @property
    def documentation(self) -> Path:
        beside = self.program.parents[1]
        within = beside / "usr/share/asterisk"
        return within if within.exists() else beside / "share/asterisk"


def read_machine(environ: Mapping[str, str], var: Path) -> Machine:
    def text(name: str, otherwise: str) -> str:
        return environ.get(f"MADOGUCHI_EXCHANGE_{name}", otherwise)

    return Machine(
        folder=Path(environ.get("MADOGUCHI_EXCHANGE", str(var / "exchange"))).resolve(),
        program=Path(text("PROGRAM", "/usr/sbin/asterisk")),
        address=_address(text("ADDRESS", "127.0.0.1")),
        sip_port=_port("MADOGUCHI_EXCHANGE_SIP_PORT", text("SIP_PORT", "5060")),
        http_port=_port("MADOGUCHI_EXCHANGE_HTTP_PORT", text("HTTP_PORT", "8088")),
        ami_port=_port("MADOGUCHI_EXCHANGE_AMI_PORT", text("AMI_PORT", "5038")),
        rtp_ports=_ports("MADOGUCHI_EXCHANGE_RTP_PORTS", text("RTP_PORTS", "10000-10999")),
        ami_secret=_secret("AMI_SECRET", text("AMI_SECRET", "")),
        policy_url=_url(text("POLICY_URL", "http://127.0.0.1:8000/exchange/")),
        policy_token=_secret("POLICY_TOKEN", text("POLICY_TOKEN", "")),
        trunks=_trunks(environ),
        voicebot=_voicebot(environ.get("MADOGUCHI_VOICEBOT", "").strip()),
    )


def _voicebot(written: str) -> Trunk | None:
    if not written:
        return None
    found = TRUNK.fullmatch(written)
    if not found or found["kind"] != "ip":
        raise ImproperlyConfigured("MADOGUCHI_VOICEBOT is ip:HOST[:PORT]")
    return Trunk(0, False, found["host"], _port("MADOGUCHI_VOICEBOT", found["port"] or "5060"))


def _trunks(environ: Mapping[str, str]) -> tuple[Trunk, ...]:
    trunks = []
    for number in range(1, MOST_TRUNKS + 1):
        name = f"MADOGUCHI_TRUNK_{number}"
        if not (written := environ.get(name, "").strip()):
            continue
        found = TRUNK.fullmatch(written)
        if not found or (found["kind"] == "register" and not found["user"]):
            raise ImproperlyConfigured(f"{name} is register:USER@HOST[:PORT] or ip:[USER@]HOST[:PORT]")
        secret = environ.get(f"{name}_SECRET", "")
        if re.search(r"[\s;\\]", secret):
            raise ImproperlyConfigured(f"{name}_SECRET holds a blank, a semicolon or a backslash")
        if found["kind"] == "register" and not secret:
            raise ImproperlyConfigured(f"{name} signs in with its provider and needs {name}_SECRET")
        trunks.append(
            Trunk(
                number=number,
                registers=found["kind"] == "register",
                host=found["host"],
                port=_port(name, found["port"] or "5060"),
                user=found["user"] or "",
                secret=secret,
            )
        )
    return tuple(trunks)


def _secret(name: str, value: str) -> str:
    if value and not SECRET.fullmatch(value):
        raise ImproperlyConfigured(
            f"MADOGUCHI_EXCHANGE_{name} is 16 to 128 letters, digits, _ and -. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    return value


def _port(name: str, written: str) -> int:
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= 65535):
        raise ImproperlyConfigured(f"{name} is a port from 1 to 65535, not {written!r}")
    return int(written)


def _ports(name: str, written: str) -> tuple[int, int]:
    first, _, last = written.partition("-")
    ports = _port(name, first), _port(name, last)
    if ports[1] <= ports[0]:
        raise ImproperlyConfigured(f"{name} is two ports such as 10000-10999")
    return ports


def _address(written: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F.:]{3,45}", written):
        raise ImproperlyConfigured("MADOGUCHI_EXCHANGE_ADDRESS is the address on which the exchange takes calls")
    return written


def _url(written: str) -> str:
    if not re.fullmatch(r"https?://[A-Za-z0-9.\[\]:/-]{1,200}/", written):
        raise ImproperlyConfigured("MADOGUCHI_EXCHANGE_POLICY_URL is the address of /exchange/, ending in a slash")
    return written
