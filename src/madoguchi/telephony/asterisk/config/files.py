"""Every file of the exchange's `etc/`, as text. Pure."""

from collections.abc import Mapping

from madoguchi.calls.announcements.rules import LAST_PLACE
from madoguchi.telephony.asterisk.config.endpoints import pjsip
from madoguchi.telephony.asterisk.config.flow import extensions
from madoguchi.telephony.asterisk.config.modules import modules
from madoguchi.telephony.asterisk.config.plan import QUEUE, Plan, file_name

FIRST_LINE = "; Written by Madoguchi. What is changed here is overwritten: madoguchi exchange diff\n"
# Files that Asterisk looks for and complains about when they are not there.
EMPTY = (
    "acl.conf",
    "ccss.conf",
    "cdr.conf",
    "codecs.conf",
    "geolocation.conf",
    "pjproject.conf",
    "queuerules.conf",
    "udptl.conf",
    "websocket_client.conf",
)


def files(plan: Plan) -> dict[str, str]:
    """{name of the file: its whole text}"""
    made = {
        "asterisk.conf": _asterisk(plan),
        "modules.conf": modules(plan),
        "extensions.conf": extensions(plan),
        "pjsip.conf": pjsip(plan),
        "queues.conf": _queues(plan),
        "sorcery.conf": SORCERY,
        "manager.conf": _manager(plan),
        "http.conf": _http(plan),
        "ari.conf": _ari(plan),
        "rtp.conf": _rtp(plan),
        "logger.conf": LOGGER,
        "cel.conf": CEL,
        "cel_custom.conf": CEL_CUSTOM,
        "features.conf": FEATURES,
        "indications.conf": INDICATIONS,
        "musiconhold.conf": _music(plan),
        "cdr.conf": "[general]\nenable=no\n",
        "say.conf": SAY if plan.says_position else "",
    }
    made |= {name: "" for name in EMPTY if name not in made}
    return {name: FIRST_LINE + text for name, text in sorted(made.items())}


def section(name: str, values: Mapping[str, str | int]) -> str:
    return "\n".join([f"[{name}]", *(f"{key}={value}" for key, value in values.items()), ""])


def _asterisk(plan: Plan) -> str:
    folder, machine = plan.machine.folder, plan.machine
    directories = {
        "astetcdir": folder / "etc",
        "astmoddir": machine.modules,
        "astvarlibdir": folder / "var",
        "astdbdir": folder / "var",
        "astkeydir": folder / "var",
        "astdatadir": folder / "data",
        "astagidir": folder / "var",
        "astspooldir": folder / "spool",
        "astrundir": folder / "run",
        "astlogdir": folder / "log",
        "astcachedir": folder / "cache",
    }
    lines = [f"{name} => {path}" for name, path in directories.items()]
    options: dict[str, str | int] = {"verbose": 1, "live_dangerously": "no", "documentation_language": "en_US"}
    return "\n".join(["[directories]", *lines, ""]) + section("options", options)


def _queues(plan: Plan) -> str:
    again = [f"madoguchi/{name}" for name in map(file_name, plan.says_again) if name]
    general = {
        "persistentmembers": "yes",
        "autofill": "yes",
        "shared_lastcall": "yes",
        "log_membername_as_agent": "no",
    }
    main: dict[str, str | int] = {
        # 003 第2-2(3)カ: the one who has been without a call longest is next. "fewestcalls" would send a mass of calls
        # to whoever comes in at noon.
        "strategy": "leastrecent" if plan.equal_distribution else "rrmemory",
        "timeout": 20,
        "retry": 1,
        "wrapuptime": 0,  # Madoguchi owns after-call work
        "ringinuse": "no",
        "joinempty": "yes",  # never an unanswered ring: who finds no seat waits and is told so (TEL-10)
        "leavewhenempty": "no",
        "setinterfacevar": "yes",
        "setqueuevar": "yes",
        "setqueueentryvar": "yes",
        "servicelevel": 20,
        "musicclass": "default",
        "announce-frequency": 0,
        "announce-holdtime": "no",
    }
    if plan.says_position:
        # The number is a whole sentence (say.conf). Whoever stands further back than there are sentences hears none.
        main |= {
            "announce-frequency": 60,
            "min-announce-frequency": 15,
            "announce-position": "limit",
            "announce-position-limit": LAST_PLACE,
            "queue-youarenext": "madoguchi/place-1",
            "queue-thereare": "",
            "queue-callswaiting": "",
            "queue-thankyou": "",
        }
    if "call_back_waiting" in plan.on:
        main["context"] = "wish-call-back"
    if again:
        main |= {
            "periodic-announce": ",".join(again),
            "periodic-announce-frequency": 45,
            "relative-periodic-announce": "yes",
            "announce-to-first-user": "yes",
        }
    return section("general", general) + section(QUEUE, main)


def _manager(plan: Plan) -> str:
    rights = "system,call,agent,user,dialplan,reporting"
    general: dict[str, str | int] = {
        "enabled": "yes",
        "webenabled": "no",
        "bindaddr": "127.0.0.1",
        "port": plan.machine.ami_port,
        "displayconnects": "no",
    }
    user: dict[str, str | int] = {
        "secret": plan.machine.ami_secret,
        "deny": "0.0.0.0/0.0.0.0",
        "permit": "127.0.0.1/255.255.255.255",
        "read": rights,
        "write": f"{rights},originate,command",
        "writetimeout": 5000,
    }
    return section("general", general) + section("madoguchi", user)


def _http(plan: Plan) -> str:
    """On loopback only: to the outside a proxy passes /ws on, and nothing else."""
    return section("general", {"enabled": "yes", "bindaddr": "127.0.0.1", "bindport": plan.machine.http_port})


def _ari(plan: Plan) -> str:
    user: dict[str, str | int] = {
        "type": "user",
        "read_only": "no",
        "password_format": "plain",
        "password": plan.machine.ami_secret,
    }
    return section("general", {"enabled": "yes", "pretty": "no"}) + section("madoguchi", user)


def _rtp(plan: Plan) -> str:
    first, last = plan.machine.rtp_ports
    ice = "yes" if plan.soft_phones else "no"
    general: dict[str, str | int] = {"rtpstart": first, "rtpend": last, "icesupport": ice, "strictrtp": "yes"}
    return section("general", general)


def _music(plan: Plan) -> str:
    return section("general", {}) + section(
        "default", {"mode": "files", "directory": str(plan.machine.folder / "data" / "waiting")}
    )


# Agents are made and changed while the exchange runs, and are still there after it was started again.
SORCERY = """[res_pjsip]
auth=config,pjsip.conf,criteria=type=auth
auth=astdb,ps_auths
aor=config,pjsip.conf,criteria=type=aor
aor=astdb,ps_aors
endpoint=config,pjsip.conf,criteria=type=endpoint
endpoint=astdb,ps_endpoints
"""
# "3" among those who wait is a sentence of ours.
SAY = """[general]
mode=new

[ja]
_[n]um:X => madoguchi/place-${SAY}
_[n]um:XX => madoguchi/place-${SAY}
"""
# The file that the ledger is made from: telephony/asterisk/lines.py.
LOGGER = """[general]
dateformat=%F %T.%3q
queue_log=yes
queue_log_to_file=yes
rotatestrategy=rotate

[logfiles]
messages => notice,warning,error
"""
CEL = """[general]
enable=yes
events=CHAN_START,CHAN_END,ANSWER,HANGUP,BRIDGE_ENTER,BRIDGE_EXIT,BLINDTRANSFER,ATTENDEDTRANSFER,PICKUP,FORWARD,LINKEDID_END
; No dateformat: seconds since 1970. %s would be off by hours where the program's zone is not the machine's.
"""
# The third place was the caller's number. A channel begins before we know that its caller withholds it: nobody's is
# written here, and queue_log holds it where it may be kept.
_CEL_COLUMNS = (
    "${eventtime}", "${eventtype}", "", "${CHANNEL(channame)}", "${CHANNEL(uniqueid)}",
    "${CHANNEL(linkedid)}", "${BRIDGEPEER}", "${eventextra}",
)  # fmt: skip
CEL_CUSTOM = "[mappings]\ncel.csv => " + ",".join(f"${{CSV_QUOTE({column})}}" for column in _CEL_COLUMNS) + "\n"
FEATURES = """[general]
transferdigittimeout=3

[featuremap]
atxfer=*2
blindxfer=*1
"""
INDICATIONS = """[general]
country=jp

[jp]
description=Japan
ringcadence=1000,2000
dial=400
busy=400/500,0/500
ring=400+15/1000,0/2000
congestion=400/500,0/500
callwaiting=400+16/500,0/8000
dialrecall=400
record=1400/500,0/15000
info=!950/330,!1400/330,!1800/330,0
stutter=!400/100,!0/100,!400/100,!0/100,!400/100,!0/100,!400/100,!0/100,!400/100,!0/100,!400/100,!0/100,400
"""
