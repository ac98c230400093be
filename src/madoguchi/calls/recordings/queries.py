"""Reading recordings: whether there are any here, which are found, what is wrong with them."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from madoguchi.calls.ledger.models import Call, Fact
from madoguchi.calls.ports import FactKind
from madoguchi.calls.recordings.keys import has_key
from madoguchi.calls.recordings.models import ErasureRun, Listening, Recording, RecordingPackage
from madoguchi.calls.recordings.ports import held_calls
from madoguchi.calls.recordings.rules import RecordingState, contract_is_over, ends_before
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.text.phone import normalise_phone
from madoguchi.municipality.queries import contract, has_contract, is_on, kept_value

MAY_VIEW = "recordings.view"
MAY_EDIT = "recordings.edit"
MAY_ERASE = "recordings.delete"
MAY_EXPORT = "recordings.export"
# The job runs every night; what is still there two days after its term has been missed.
GRACE = timedelta(days=2)
WAITS_TOO_LONG = timedelta(minutes=30)
LITTLE_ROOM_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Conditions:
    """All of them hold at once."""

    since: date | None = None
    until: date | None = None
    number: str = ""
    operator: str = ""  # a login ID
    line: str = ""  # the number dialled
    state: str = ""
    only_held: bool = False
    call_keys: Sequence[str] | None = field(default=None)  # of a case; None: whatever

    @property
    def is_empty(self) -> bool:
        return self == Conditions()


def are_recorded(on: date | None = None) -> bool:
    """The switch. Off: no recording, no notice, no word of it."""
    return is_on("call_recording", on)


def every_call_is_recorded(on: date | None = None) -> bool:
    """002 No.20: 全ての通話を記録保存. Then an answered call without its recording is a difference."""
    return are_recorded(on) and bool(kept_value("telephone.records_every_call", on))


def may_be_held() -> bool:
    """002 No.21: 状況や案件により変更."""
    return bool(kept_value("retention.hold_per_case"))


def days_kept() -> int:
    """0 before any preset: nothing ends."""
    return int(kept_value("retention.recordings_days") or 0)


def days_are_proposed() -> bool:
    """000 Q15 states no term: what the preset holds is a proposal, and the screen says so."""
    return bool(kept_value("retention.recordings_are_proposed"))


def erases_at_end() -> bool:
    """000 Q15: 全ての録音データを消去し、その旨を市へ報告."""
    return bool(kept_value("retention.at_end_recordings") == "erase_and_report")


def service_is_over(today: date | None = None) -> bool:
    return has_contract() and contract_is_over(service_until=contract().service_until, today=today or clock.today())


def recordings_visible_to(actor: Actor) -> QuerySet[Recording]:
    shown = Recording.objects.all()
    return shown if actor.may(MAY_VIEW) and are_recorded() else shown.none()


def listenings_of(actor: Actor) -> QuerySet[Listening]:
    """One's own; somebody else's address opens nothing."""
    return Listening.objects.select_related("recording").filter(
        by=actor.key, recording__in=recordings_visible_to(actor)
    )


def packages_visible_to(actor: Actor) -> QuerySet[RecordingPackage]:
    shown = RecordingPackage.objects.all()
    return shown if actor.may(MAY_EXPORT) and are_recorded() else shown.none()


def erasures_visible_to(actor: Actor) -> QuerySet[ErasureRun]:
    return ErasureRun.objects.all() if actor.may(MAY_VIEW) and are_recorded() else ErasureRun.objects.none()


def found_by(actor: Actor, wanted: Conditions) -> QuerySet[Recording]:
    found = recordings_visible_to(actor)
    if wanted.since:
        found = found.filter(started_at__gte=clock.start_of(wanted.since))
    if wanted.until:
        found = found.filter(started_at__lt=clock.start_of(wanted.until + timedelta(days=1)))
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.only_held:
        found = found.filter(is_on_hold=True)
    if wanted.call_keys is not None:
        found = found.filter(call_key__in=list(wanted.call_keys))
    if wanted.number or wanted.operator or wanted.line:
        found = found.filter(call_key__in=_calls(wanted).values("key"))
    return found


def _calls(wanted: Conditions) -> QuerySet[Call]:
    calls = Call.objects.order_by()
    if wanted.number:
        digits = normalise_phone(wanted.number) or "".join(filter(str.isascii, filter(str.isdigit, wanted.number)))
        calls = calls.filter(Q(caller=digits) | Q(dialled=digits)) if digits else calls.none()
    if wanted.operator:
        on_it = Q(agent__staff__login_id=wanted.operator) | Q(legs__agent__staff__login_id=wanted.operator)
        calls = calls.filter(on_it)
    if wanted.line:
        calls = calls.filter(dialled=wanted.line)
    return calls


def calls_by_key(keys: Sequence[str]) -> Mapping[str, Call]:
    calls = Call.objects.select_related("line", "agent__staff").filter(key__in=list(keys))
    return {call.key: call for call in calls}


def recording_of(actor: Actor, call_key: str) -> Recording | None:
    """For the page of a call, a record, a desk: None for who has no right, and where nothing is recorded."""
    return recordings_visible_to(actor).filter(call_key=call_key).first() if call_key else None


def pauses_of(recording: Recording) -> list[tuple[float, float]]:
    """From–to in seconds: where the exchange was told to write silence. An open one lasts to the end."""
    facts = Fact.objects.filter(call_key=recording.call_key, kind=FactKind.RECORDED.value).order_by("at", "pk")
    stretches: list[tuple[float, float]] = []
    since: float | None = None
    for at, what in ((fact.at, _what(fact.values)) for fact in facts):
        second = min(max((at - recording.started_at).total_seconds(), 0.0), recording.seconds)
        if what == "paused" and since is None:
            since = second
        elif what in {"resumed", "stopped"} and since is not None:
            stretches, since = [*stretches, (since, second)], None
    return stretches if since is None else [*stretches, (since, recording.seconds)]


def _what(values: str) -> str:
    return str(json.loads(values).get("what", ""))


def due_for_erasure(now: datetime) -> QuerySet[Recording]:
    days = days_kept()
    if not days:
        return Recording.objects.none()
    return _free().filter(started_at__lt=ends_before(now, days=days))


def left_after_the_end() -> QuerySet[Recording]:
    return _free() if erases_at_end() and service_is_over() else Recording.objects.none()


def kept_too_long() -> QuerySet[Recording]:
    """What `madoguchi check` reports."""
    return due_for_erasure(clock.now() - GRACE)


def is_held_with_its_case(recording: Recording) -> bool:
    return recording.call_key in held_calls()


def _free() -> QuerySet[Recording]:
    """Neither held itself nor the recording of a case that is."""
    free = Recording.objects.exclude(state=RecordingState.ERASED).filter(is_on_hold=False)
    held = held_calls()
    return free.exclude(call_key__in=held) if held else free


def troubles() -> Iterator[str]:
    """In plain words, for /readyz and the home page; nothing where nothing is recorded. Calls go on meanwhile."""
    if not are_recorded():
        return
    if not has_key():
        yield "録音の暗号鍵がありません（MADOGUCHI_RECORDING_KEYS）。録音が保管されずに残ります。"
    free = _free_bytes(Path(settings.RECORDINGS))
    if free is not None and free < LITTLE_ROOM_BYTES:
        yield f"録音の置き場所の空きが少なくなっています（残り {free // 1_000_000} MB）。"
    late = clock.now() - WAITS_TOO_LONG
    if waiting := Recording.objects.filter(state=RecordingState.WAITING, found_at__lt=late).count():
        yield f"保管できずに待っている録音が {waiting} 件あります。"
    if full := Recording.objects.filter(state=RecordingState.WAITING, reason="full").count():
        yield f"置き場所がいっぱいで、録音 {full} 件を保管できません。"
    if broken := Recording.objects.filter(state__in=[RecordingState.FAILED, RecordingState.MISSING]).count():
        yield f"異常のある録音が {broken} 件あります。"


def _free_bytes(folder: Path) -> int | None:
    while not folder.exists():
        if folder == folder.parent:
            return None
        folder = folder.parent
    return shutil.disk_usage(folder).free
