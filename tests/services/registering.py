"""A desk telephone signs in with the exchange, as it would with the password that somebody typed into it."""

from tools import telephones

from madoguchi.calls.agents.credentials import sip_password
from tests.services import sipp
from tests.services.addresses import telephone_port
from tests.services.exchange import Exchange
from tests.services.sipp import Telephone

REGISTER = """<?xml version="1.0" encoding="UTF-8" ?>
<scenario name="register">
<send retrans="2000"><![CDATA[
{first}

]]></send>
<recv response="401" auth="true"/>
<send retrans="2000"><![CDATA[
{second}

]]></send>
{late}<recv response="{expected}"/>
</scenario>
"""
# A busy exchange may answer the first question twice, because it was asked twice.
LATE = '<recv response="401" optional="true"/>\n'
MESSAGE = """REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{who}@[remote_ip]>;tag=[pid]r[call_number]
To: <sip:{who}@[remote_ip]>
Call-ID: [call_id]
CSeq: {sequence} REGISTER
Contact: <sip:{who}@[local_ip]:[local_port]>
Max-Forwards: 70
Expires: 3600{authentication}
Content-Length: 0"""


def register(exchange: Exchange, extension: str, *, password: str = "", expected: int = 200) -> int:
    """The port from which it was done, and where the telephone then has to listen."""
    port = telephone_port(f"{exchange.net}.3")
    secret = password or sip_password(extension)
    authentication = f"\n[authentication username={extension} password={secret}]"
    first = MESSAGE.format(who=extension, sequence=1, authentication="")
    second = MESSAGE.format(who=extension, sequence=2, authentication=authentication)
    done = sipp.start(
        exchange.bundle / "bin" / "sipp",
        exchange.folder,
        REGISTER.format(first=first, second=second, expected=expected, late="" if expected == 401 else LATE),
        f"{exchange.machine.address}:{exchange.machine.sip_port}",
        "-m", "1", "-timeout", "10s", "-timeout_error",
        address=f"{exchange.net}.3", port=port,
    ).finished(seconds=15)  # fmt: skip
    assert done.succeeded, done.sip
    return port


def desk_telephone(
    exchange: Exchange, extension: str, *, ring_seconds: float = 0.2, talk_seconds: float = 60, pitch: int = 880
) -> Telephone:
    """Signed in with its password, waiting for calls."""
    port = register(exchange, extension)
    scenario = telephones.answering(
        ring_seconds=ring_seconds,
        talk_seconds=talk_seconds,
        answers=True,
        tone=telephones.tone(exchange.folder, pitch) if pitch else None,
    )
    return exchange._telephone(scenario, address=f"{exchange.net}.3", port=port)
