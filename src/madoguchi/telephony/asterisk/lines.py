"""One line of one of the exchange's logs → a fact, or nothing that the ledger needs. Pure.

Formats: Asterisk 22 (apps/app_queue.c, main/logger.c, cel/cel_custom.c). queue_log counts whole seconds; what it holds
besides app_queue's own lines, our dialplan writes (`MG-…`).
"""

import csv
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from madoguchi.calls.ports import ExchangeFact, FactKind
from madoguchi.core.clock import TOKYO

LONGEST_KEPT = 500  # of a line that nobody can read

# Known, and nothing of a call: configuration, members coming and going, internal steps.
SILENT_QUEUE = frozenset(
    [
        "ADDMEMBER",
        "REMOVEMEMBER",
        "CONFIGRELOAD",
        "AGENTLOGIN",
        "AGENTLOGOFF",
        "SYSCOMPAT",
        "TRANSFER",
        "URL",
        "DID",
        "INFO",
    ]
)
SILENT_CEL = frozenset(
    [
        "CHAN_START",
        "CHAN_END",
        "APP_START",
        "APP_END",
        "PARK_START",
        "PARK_END",
        "BRIDGE_ENTER",
        "BRIDGE_EXIT",
        "LINKEDID_END",
        "LOCAL_OPTIMIZE",
        "LOCAL_OPTIMIZE_BEGIN",
        "PICKUP",
        "FORWARD",
        "USER_DEFINED",
        "STREAM_BEGIN",
        "STREAM_END",
        "DTMF",
    ]
)
QUEUE_KINDS: Mapping[str, tuple[FactKind, tuple[str, ...], Mapping[str, str]]] = {
    # event: kind, names of its values, values that the event itself says
    "ENTERQUEUE": (FactKind.QUEUED, ("url", "caller", "place"), {}),
    "CONNECT": (FactKind.ANSWERED, ("wait_seconds", "channel", "ring_seconds"), {}),
    "COMPLETECALLER": (FactKind.COMPLETED, ("wait_seconds", "talk_seconds", "place"), {"by": "caller"}),
    "COMPLETEAGENT": (FactKind.COMPLETED, ("wait_seconds", "talk_seconds", "place"), {"by": "agent"}),
    "ABANDON": (FactKind.ABANDONED, ("place", "first_place", "wait_seconds"), {}),
    "EXITWITHTIMEOUT": (FactKind.OVERFLOWED, ("place", "first_place", "wait_seconds"), {"reason": "timeout"}),
    "EXITEMPTY": (FactKind.OVERFLOWED, ("place", "first_place", "wait_seconds"), {"reason": "empty"}),
    "EXITWITHKEY": (FactKind.OVERFLOWED, ("key", "place", "first_place", "wait_seconds"), {"reason": "key"}),
    "WITHDRAW": (FactKind.OVERFLOWED, ("place", "first_place", "wait_seconds"), {"reason": "withdrawn"}),
    "JOINEMPTY": (FactKind.OVERFLOWED, (), {"reason": "empty"}),
    "FULL": (FactKind.OVERFLOWED, (), {"reason": "full"}),
    "BLINDTRANSFER": (
        FactKind.TRANSFERRED,
        ("to", "context", "wait_seconds", "talk_seconds", "place"),
        {"how": "blind"},
    ),
    "ATTENDEDTRANSFER": (
        FactKind.TRANSFERRED,
        ("by_way_of", "target", "wait_seconds", "talk_seconds", "place"),
        {"how": "attended"},
    ),
    "AGENTDUMP": (FactKind.NOT_TAKEN, (), {"reason": "dumped"}),
    "MG-ARRIVED": (FactKind.ARRIVED, ("dialled", "caller", "withheld", "trunk"), {}),
    "MG-DECIDED": (FactKind.DECIDED, ("decision", "source"), {}),
    "MG-PLAYED": (FactKind.PLAYED, ("said",), {}),
    "MG-PLAYED-END": (FactKind.PLAYED_TO_END, ("said",), {}),
    "MG-PRESSED": (FactKind.PRESSED, ("where", "meaning"), {}),
    "MG-CALL-BACK": (FactKind.CALL_BACK_WISHED, ("where", "number"), {}),
    "MG-OVERFLOW": (FactKind.OVERFLOWED, ("reason",), {}),
    "MG-RECORDED": (FactKind.RECORDED, ("what", "file"), {}),
    "MG-REQUEUED": (FactKind.REQUEUED, (), {}),
    "MG-OUT": (FactKind.DIALLED_OUT, ("number", "purpose", "order"), {}),
    "MG-OUT-ANSWERED": (FactKind.OUT_ANSWERED, (), {}),
    "MG-JOINED": (FactKind.JOINED, ("who", "how"), {}),
    "MG-LEFT": (FactKind.LEFT, ("who", "how"), {}),
    "MG-ENDED": (FactKind.ENDED, ("cause",), {}),
    "PAUSE": (FactKind.STATE, ("reason",), {"state": "paused"}),
    "UNPAUSE": (FactKind.STATE, ("reason",), {"state": "ready"}),
    "PAUSEALL": (FactKind.STATE, ("reason",), {"state": "paused"}),
    "UNPAUSEALL": (FactKind.STATE, ("reason",), {"state": "ready"}),
    "QUEUESTART": (FactKind.STARTED, (), {}),
}
# It rang for so many milliseconds and nobody took it; or the caller went away meanwhile.
RINGS: Mapping[str, Mapping[str, str]] = {"RINGNOANSWER": {}, "RINGCANCELED": {"reason": "cancelled"}}
UNNEEDED = frozenset({"url", "place", "first_place", "context", "by_way_of", "channel", "key"})
Reader = Callable[[str, str], "ExchangeFact | None"]


def fact_of_queue_log(line: str, position: str) -> ExchangeFact | None:
    cells = line.split("|")
    if len(cells) < 5 or not (at := _moment(cells[0])):
        return unread("queue_log", line, position)
    _, call, _, member, event, *given = cells
    if event in SILENT_QUEUE:
        return None
    call = "" if call in ("NONE", "REALTIME", "MANAGER") else call
    extension = member.removeprefix("agent:") if member != "NONE" else ""
    if event in RINGS:
        seconds = f"{int(given[0]) / 1000:g}" if given and given[0].isdigit() else "0"
        values = {"seconds": seconds, **RINGS[event]}
        return ExchangeFact("queue_log", position, at, FactKind.NOT_TAKEN, call, extension, values)
    if event not in QUEUE_KINDS:
        return unread("queue_log", line, position, at=at, call=call)
    kind, names, said = QUEUE_KINDS[event]
    values = {name: value for name, value in zip(names, given, strict=False) if value and name not in UNNEEDED}
    if "target" in values:
        values["to"] = values.pop("target")
    return ExchangeFact("queue_log", position, at, kind, call, extension, {**said, **values})


CEL_COLUMNS = ("at", "event", "caller", "channel", "unique_id", "linked_id", "peer", "extra")


def fact_of_cel(line: str, position: str) -> ExchangeFact | None:
    """Ends of calls and answers of who was dialled: what the log of the queue cannot know."""
    cells = next(csv.reader([line]), [])
    if len(cells) < len(CEL_COLUMNS) or not (at := _moment(cells[0])):
        return unread("cel", line, position)
    cel = dict(zip(CEL_COLUMNS, cells, strict=False))
    event, call = cel["event"], cel["linked_id"]
    is_first_channel = cel["unique_id"] == call
    if event == "HANGUP":
        return _hangup(cel, position, at) if is_first_channel else None
    if event == "ANSWER":
        return None if is_first_channel else ExchangeFact("cel", position, at, FactKind.OUT_ANSWERED, call)
    if event in ("BLINDTRANSFER", "ATTENDEDTRANSFER"):
        extra = _object(cel["extra"])
        to = str(extra.get("extension") or extra.get("transfer_target_channel_name") or "")
        values = {"how": "blind" if event == "BLINDTRANSFER" else "attended", "to": _extension_of(to) or to}
        return ExchangeFact("cel", position, at, FactKind.TRANSFERRED, call, _extension_of(cel["channel"]), values)
    return None if event in SILENT_CEL else unread("cel", line, position, at=at, call=call)


def _hangup(cel: Mapping[str, str], position: str, at: datetime) -> ExchangeFact:
    extra = _object(cel["extra"])
    extension = _extension_of(cel["channel"])
    values = {
        "cause": str(extra.get("hangupcause", "")),
        "by": _ended_by(str(extra.get("hangupsource") or ""), cel["channel"]),
    }
    told = {name: one for name, one in values.items() if one}
    return ExchangeFact("cel", position, at, FactKind.ENDED, cel["linked_id"], extension, told)


def _ended_by(source: str, channel: str) -> str:
    """The citizen is "caller" in calls of ours too: there the first channel is the operator's."""
    if not source:
        return ""
    if not source.startswith("PJSIP/"):
        return "exchange"  # dialplan/builtin
    ours_is_first = bool(_extension_of(channel))
    return "caller" if (source == channel) is not ours_is_first else "agent"


def fact_of_switchboard(line: str, position: str) -> ExchangeFact | None:
    """What our own process wrote down: one JSON object a line, with the fields of a fact."""
    told = _object(line)
    try:
        at = datetime.fromisoformat(str(told["at"]))
        kind = FactKind(str(told["kind"]))
    except (KeyError, ValueError):
        return unread("switchboard", line, position)
    values = told.get("values")
    return ExchangeFact(
        "switchboard",
        position,
        at if at.tzinfo else at.replace(tzinfo=TOKYO),
        kind,
        str(told.get("call") or ""),
        str(told.get("extension") or ""),
        {str(name): str(value) for name, value in values.items()} if isinstance(values, dict) else {},
    )


def unread(origin: str, line: str, position: str, *, at: datetime | None = None, call: str = "") -> ExchangeFact:
    """At an unknown time it stands at the beginning of time, where it is seen and disturbs nothing."""
    return ExchangeFact(
        origin,
        position,
        at or datetime.fromtimestamp(0, UTC),
        FactKind.UNREAD,
        call,
        values={"line": line[:LONGEST_KEPT]},
    )


READERS: Mapping[str, Reader] = {
    "queue_log": fact_of_queue_log,
    "cel": fact_of_cel,
    "switchboard": fact_of_switchboard,
}


def _moment(written: str) -> datetime | None:
    """Seconds since 1970, with or without a fraction, or a time as CEL writes it, which is the machine's own."""
    try:
        return datetime.fromtimestamp(float(written), UTC)
    except (ValueError, OverflowError, OSError):
        pass
    try:
        moment = datetime.fromisoformat(written.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=TOKYO)


def _object(written: str) -> Mapping[str, object]:
    try:
        found = json.loads(written)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _extension_of(channel: str) -> str:
    """PJSIP/77-0000001a → 77."""
    name = channel.partition("/")[2].rpartition("-")[0]
    return name if name.isdigit() else ""
