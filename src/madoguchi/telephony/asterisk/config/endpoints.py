"""pjsip.conf: on which ports the exchange listens, and the ways to the public network. Agents are not in it: they are
made while the exchange runs (sorcery.conf). Pure."""

from madoguchi.telephony.asterisk.config.machine import Trunk
from madoguchi.telephony.asterisk.config.plan import Plan

# The names under which agents' telephones are attached.
TRANSPORT_UDP, TRANSPORT_BROWSER = "udp", "browser"
CONTEXT_AGENT, CONTEXT_TRUNK, CONTEXT_OUTGOING, CONTEXT_TEST = "from-agent", "from-trunk", "outgoing", "test-call"
REALM, VOICEBOT = "madoguchi", "voicebot"


def pjsip(plan: Plan) -> str:
    machine = plan.machine
    parts = [
        _object("global", "global", {
            # A trunk is known by where it is, before anybody's name is looked at: a caller may claim any.
            "endpoint_identifier_order": "ip,auth_username,username",
            "user_agent": "madoguchi",
            "default_realm": REALM,
            "keep_alive_interval": 30,
        }),
        _object(TRANSPORT_UDP, "transport", {"protocol": "udp", "bind": f"{machine.address}:{machine.sip_port}"}),
    ]  # fmt: skip
    if plan.soft_phones:
        parts.append(_object(TRANSPORT_BROWSER, "transport", {"protocol": "ws", "bind": "127.0.0.1"}))
    for trunk in machine.trunks:
        parts += _trunk(trunk)
    if plan.has_voicebot and machine.voicebot:
        parts += _voicebot(machine.voicebot)
    return "\n".join(parts)


def _voicebot(bot: Trunk) -> list[str]:
    endpoint: dict[str, str | int] = {
        "transport": TRANSPORT_UDP,
        "context": "none",
        "disallow": "all",
        "allow": "ulaw",
        "aors": VOICEBOT,
        "direct_media": "no",
        "rtp_timeout": 30,
    }
    aor: dict[str, str | int] = {"contact": f"sip:{bot.host}:{bot.port}", "qualify_frequency": 30}
    return [_object(VOICEBOT, "aor", aor), _object(VOICEBOT, "endpoint", endpoint)]


def _trunk(trunk: Trunk) -> list[str]:
    name = trunk.name
    endpoint: dict[str, str | int] = {
        "transport": TRANSPORT_UDP,
        "context": CONTEXT_TRUNK,
        "disallow": "all",
        "allow": "ulaw,alaw",
        "aors": name,
        "direct_media": "no",
        "rtp_symmetric": "yes",
        "force_rport": "yes",
        "trust_id_inbound": "yes",
        "send_pai": "yes",
        "send_connected_line": "no",  # which seat answered is nothing for the caller's network
        # A caller neither hands our people on to somebody else nor watches which seats are busy.
        "allow_transfer": "no",
        "allow_subscribe": "no",
        "dtmf_mode": "auto",
        "rtp_timeout": 60,
        "rtp_timeout_hold": 600,
        "set_var": f"MG_TRUNK={name}",
    }
    if trunk.user:
        endpoint["from_user"] = trunk.user
        endpoint["from_domain"] = trunk.host
    parts = []
    if trunk.secret:
        endpoint["outbound_auth"] = name
        parts.append(
            _object(
                name,
                "auth",
                {"auth_type": "userpass", "username": trunk.user or name, "password": trunk.secret},
            )
        )
    contact = f"sip:{trunk.user + '@' if trunk.user else ''}{trunk.host}:{trunk.port}"
    # Asked again and again: a dead trunk is known before a person is sent over it.
    parts.append(_object(name, "aor", {"contact": contact, "qualify_frequency": 10}))
    parts.append(_object(name, "endpoint", endpoint))
    parts.append(_object(name, "identify", {"endpoint": name, "match": trunk.host}))
    if trunk.registers:
        registration: dict[str, str | int] = {
            "transport": TRANSPORT_UDP,
            "outbound_auth": name,
            "server_uri": f"sip:{trunk.host}:{trunk.port}",
            "client_uri": f"sip:{trunk.user}@{trunk.host}:{trunk.port}",
            "contact_user": trunk.user,
            "expiration": 300,
            "retry_interval": 20,
            "forbidden_retry_interval": 60,
            "max_retries": 10_000,
            "line": "yes",
            "endpoint": name,
        }
        parts.append(_object(name, "registration", registration))
    return parts


def _object(name: str, kind: str, values: dict[str, str | int]) -> str:
    return "\n".join([f"[{name}]", f"type={kind}", *(f"{key}={value}" for key, value in values.items()), ""])
