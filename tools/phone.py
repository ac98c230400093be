"""The telephone side of `bin/demo --phone`: an exchange on this machine's loopback, on ports of its own."""

import json
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from tools import exchange_bundle
from tools.ground import PYTHON, CannotStart, run, say, script

EXCHANGES = 5  # as many demos with a telephone may run beside one another
OUTSIDE = "127.0.0.2"  # whoever calls from there comes over the trunk: bin/call does
NUMBER = "0120000000"


def environment_of(var: Path, port: int) -> dict[str, str]:
    """What Madoguchi's processes find of their exchange."""
    ports = free_ports()  # before anything that takes minutes
    bundle = exchange_bundle.provide()
    kept = var / "exchange-keys.json"
    if not kept.exists():
        kept.touch(mode=0o600)
        names = ("MADOGUCHI_EXCHANGE_AMI_SECRET", "MADOGUCHI_EXCHANGE_POLICY_TOKEN")
        kept.write_text(json.dumps({name: secrets.token_urlsafe(32) for name in names}))
    return {
        **json.loads(kept.read_text()),
        "MADOGUCHI_EXCHANGE": str(var / "exchange"),
        "MADOGUCHI_EXCHANGE_PROGRAM": str(bundle / "bin" / "asterisk"),
        "MADOGUCHI_EXCHANGE_SIP_PORT": str(ports.sip),
        "MADOGUCHI_EXCHANGE_HTTP_PORT": str(ports.http),
        "MADOGUCHI_EXCHANGE_AMI_PORT": str(ports.ami),
        "MADOGUCHI_EXCHANGE_RTP_PORTS": "-".join(map(str, ports.rtp)),
        "MADOGUCHI_EXCHANGE_POLICY_URL": f"http://127.0.0.1:{port}/exchange/",
        # No proxy stands before the demo: the telephone in the browser speaks to the exchange itself.
        "MADOGUCHI_SOFT_PHONE_URL": f"ws://localhost:{ports.http}/ws",
        "MADOGUCHI_TRUNK_1": f"ip:{OUTSIDE}:{ports.sip}",
    }


def prepare(var: Path, environment: dict[str, str]) -> None:
    """The configuration and the sounds, before the exchange starts."""
    run([script("madoguchi"), "exchange", "write"], environment)
    say("・making what callers hear")
    run([script("madoguchi"), "exchange", "tell"], environment)
    # Once more, now that there are sounds to name: else the screen shows a difference before anybody did anything.
    run([script("madoguchi"), "exchange", "write"], environment)
    (var / "phone.json").touch(mode=0o600)
    (var / "phone.json").write_text(
        json.dumps(
            {
                "sip": f"127.0.0.1:{environment['MADOGUCHI_EXCHANGE_SIP_PORT']}",
                "http": f"http://127.0.0.1:{environment['MADOGUCHI_EXCHANGE_HTTP_PORT']}",
                "secret": environment["MADOGUCHI_EXCHANGE_AMI_SECRET"],
                "settings": str(var / "exchange" / "etc" / "asterisk.conf"),
            }
        )
    )


def commands(environment: dict[str, str]) -> dict[str, list[str]]:
    settings = str(Path(environment["MADOGUCHI_EXCHANGE"]) / "etc" / "asterisk.conf")
    return {
        "exchange": [environment["MADOGUCHI_EXCHANGE_PROGRAM"], "-f", "-n", "-C", settings],
        "switchboard": [script("madoguchi"), "switchboard"],
        "provider": [str(PYTHON), "-m", "tools.provider", OUTSIDE, environment["MADOGUCHI_EXCHANGE_SIP_PORT"]],
    }


def words(environment: dict[str, str]) -> str:
    return (
        "\nThe telephone (another terminal):\n"
        f"  a call as a citizen         bin/call {NUMBER} --hold 20\n"
        "  somebody who answers        bin/call --answer 201\n"
        "  outside the hours           change the hours in 設定, or stop the telephone in 電話 › 緊急案内・受付停止, and call again\n"
        "  what the exchange knows     bin/madoguchi exchange diff\n\n"
    )


@dataclass(frozen=True)
class Ports:
    sip: int
    http: int
    ami: int
    rtp: tuple[int, int]

    @property
    def needed(self) -> tuple[tuple[socket.SocketKind, str, int], ...]:
        return (
            (socket.SOCK_DGRAM, "127.0.0.1", self.sip),
            (socket.SOCK_DGRAM, OUTSIDE, self.sip),
            (socket.SOCK_STREAM, "127.0.0.1", self.http),
            (socket.SOCK_STREAM, "127.0.0.1", self.ami),
        )


def ports_of(number: int) -> Ports:
    return Ports(25060 + number, 28088 + number, 25038 + number, (26000 + 200 * number, 26198 + 200 * number))


def free_ports() -> Ports:
    """Asterisk only writes down that it could not have a port: so it is given what nobody has."""
    for number in range(EXCHANGES):
        ports = ports_of(number)
        if all(_is_free(*port) for port in ports.needed):
            return ports
    raise CannotStart(
        f"Ports {ports_of(0).sip} to {ports_of(EXCHANGES - 1).sip} are taken "
        f"(do {EXCHANGES} other bin/demo --phone run?). Stop one of them."
    )


def _is_free(kind: socket.SocketKind, host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
