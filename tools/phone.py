"""The telephone side of `bin/demo --phone`: an exchange on this machine's loopback, on ports of its own."""

import json
import secrets
import socket
from pathlib import Path

from tools import exchange_bundle
from tools.ground import PYTHON, CannotStart, run, say, script

SIP, HTTP, AMI, RTP = 25060, 28088, 25038, (26000, 26998)
OUTSIDE = "127.0.0.2"  # whoever calls from there comes over the trunk: bin/call does
NUMBER = "0120000000"


def environment_of(var: Path, port: int) -> dict[str, str]:
    """What Madoguchi's processes find of their exchange."""
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
        "MADOGUCHI_EXCHANGE_SIP_PORT": str(SIP),
        "MADOGUCHI_EXCHANGE_HTTP_PORT": str(HTTP),
        "MADOGUCHI_EXCHANGE_AMI_PORT": str(AMI),
        "MADOGUCHI_EXCHANGE_RTP_PORTS": "-".join(map(str, RTP)),
        "MADOGUCHI_EXCHANGE_POLICY_URL": f"http://127.0.0.1:{port}/exchange/",
        # No proxy stands before the demo: the telephone in the browser speaks to the exchange itself.
        "MADOGUCHI_SOFT_PHONE_URL": f"ws://localhost:{HTTP}/ws",
        "MADOGUCHI_TRUNK_1": f"ip:{OUTSIDE}:{SIP}",
    }


def prepare(var: Path, environment: dict[str, str]) -> None:
    """The configuration and the sounds, before the exchange starts."""
    _need_ports()
    run([script("madoguchi"), "exchange", "write"], environment)
    say("・making what callers hear")
    run([script("madoguchi"), "exchange", "tell"], environment)
    # Once more, now that there are sounds to name: else the screen shows a difference before anybody did anything.
    run([script("madoguchi"), "exchange", "write"], environment)
    (var / "phone.json").touch(mode=0o600)
    (var / "phone.json").write_text(
        json.dumps(
            {
                "sip": f"127.0.0.1:{SIP}",
                "http": f"http://127.0.0.1:{HTTP}",
                "environment": json.dumps(
                    {name: value for name, value in environment.items() if name.startswith("MADOGUCHI_")}
                    | {"DJANGO_SETTINGS_MODULE": "madoguchi.config.settings"}
                ),
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
        "provider": [str(PYTHON), "-m", "tools.provider", OUTSIDE, str(SIP)],
    }


def words(environment: dict[str, str]) -> str:
    return (
        "\nThe telephone (another terminal):\n"
        f"  a call as a citizen         bin/call {NUMBER} --hold 20\n"
        "  somebody who answers        bin/call --answer 201\n"
        "  outside the hours           switch the hours in 設定, or 電話 → 受付停止, and call again\n"
        "  what the exchange knows     .venv/bin/madoguchi exchange diff   (with the demo's environment)\n"
    )


def _need_ports() -> None:
    """Asterisk only writes down that it could not have a port."""
    for kind, host, port in (
        (socket.SOCK_DGRAM, "127.0.0.1", SIP),
        (socket.SOCK_DGRAM, OUTSIDE, SIP),
        (socket.SOCK_STREAM, "127.0.0.1", HTTP),
        (socket.SOCK_STREAM, "127.0.0.1", AMI),
    ):
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CannotStart(
                    f"Port {port} is taken (is another bin/demo --phone running?). One at a time."
                ) from error
