"""What Asterisk must know of one telephone: three objects, put over its REST interface while it runs, kept in its AstDB.

Written into AstDB past that interface they would be read too, but a telephone that signs in then would never count as
reachable. Only a digest of the password goes there. What is not named has PJSIP's own default.
"""

import asyncio
import json
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.calls.agents.credentials import REALM, sip_digest
from madoguchi.calls.agents.rules import Device
from madoguchi.calls.ports import ExchangeRefused
from madoguchi.telephony.asterisk.names import FROM_AGENT

ANSWERS_WITHIN_SECONDS = 5
# A browser that was closed in mid-call is given up after so long, and its caller queued again. Desk telephones may
# send nothing while they are muted.
SILENCE_ENDS_SECONDS = {Device.SOFT_PHONE: "8", Device.DESK_PHONE: "60"}
KINDS = ("auth", "aor", "endpoint")


def objects_of(extension: str, device: str) -> Mapping[str, Mapping[str, str]]:
    """Kind → fields; none where there is no telephone (any more)."""
    if device == Device.NONE:
        return {}
    endpoint = {
        "context": FROM_AGENT,
        "aors": extension,
        "auth": extension,
        "direct_media": "no",
        "callerid": f"<{extension}>",
        "language": "ja",
        "send_connected_line": "no",
        "rtp_timeout": SILENCE_ENDS_SECONDS[Device(device)],
        "rtp_timeout_hold": "0",
    }
    if device == Device.SOFT_PHONE:
        endpoint |= {"webrtc": "yes", "allow": "!all,opus,ulaw"}
    else:
        endpoint |= {
            "allow": "!all,ulaw,alaw",
            "rtp_symmetric": "yes",
            "force_rport": "yes",
            "rewrite_contact": "yes",
        }
    auth = {
        "auth_type": "digest",
        "username": extension,
        "realm": REALM,
        "password_digest": f"MD5:{sip_digest(extension)}",
    }
    # A telephone that has lost its current is known to be gone when it does not sign in again in time.
    aor = {"max_contacts": "1", "remove_existing": "yes", "maximum_expiration": "120", "default_expiration": "120"}
    return {"auth": auth, "aor": aor, "endpoint": endpoint}


@dataclass(frozen=True)
class Telephones:
    """The REST interface, on loopback."""

    port: int
    user: str
    secret: str

    async def put(self, kind: str, name: str, fields: Mapping[str, str]) -> None:
        told = {"fields": [{"attribute": key, "value": value} for key, value in fields.items()]}
        await asyncio.to_thread(self._ask, "PUT", kind, name, json.dumps(told).encode())

    async def take_away(self, kind: str, name: str) -> None:
        await asyncio.to_thread(self._ask, "DELETE", kind, name, None)

    def _ask(self, method: str, kind: str, name: str, body: bytes | None) -> None:
        key = b64encode(f"{self.user}:{self.secret}".encode()).decode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/ari/asterisk/config/dynamic/res_pjsip/{kind}/{name}",
            method=method,
            data=body,
            headers={"Content-Type": "application/json", "Authorization": f"Basic {key}"},
        )
        try:
            urllib.request.urlopen(request, timeout=ANSWERS_WITHIN_SECONDS).close()  # noqa: S310 - our own, on loopback
        except urllib.error.HTTPError as error:
            error.close()
            if not (method == "DELETE" and error.code == 404):
                raise ExchangeRefused(f"{kind} {name}: {error.code} {error.reason}") from error
        except OSError as error:
            raise ExchangeRefused(f"{kind} {name}: {error}") from error
