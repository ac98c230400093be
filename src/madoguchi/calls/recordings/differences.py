"""Where recordings, their files and the ledger of calls disagree; each side is read from its own origin."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef

from madoguchi.calls.ledger.models import Call, Fact
from madoguchi.calls.ledger.rules import Outcome
from madoguchi.calls.ports import FactKind
from madoguchi.calls.recordings import store
from madoguchi.calls.recordings.cipher import sealed_size
from madoguchi.calls.recordings.models import Recording
from madoguchi.calls.recordings.queries import every_call_is_recorded, kept_too_long
from madoguchi.calls.recordings.rules import RecordingState
from madoguchi.core import clock

# A call that has just ended is being stored; then its recording is there, or something is wrong.
SETTLED_AFTER = timedelta(minutes=15)
# Files that came in since the last night are read whole; of older ones the size is compared.
READ_WHOLE_FOR = timedelta(hours=26)
LOOKED_BACK = timedelta(days=35)


def recording_differences() -> Iterator[str]:
    yield from _files_against_rows()
    yield from _rows_against_files()
    yield from _recordings_without_call()
    yield from _calls_without_recording()
    for recording in kept_too_long():
        yield f"録音 {recording}: 保存期間を過ぎています"


def _rows_against_files() -> Iterator[str]:
    fresh = clock.now() - READ_WHOLE_FOR
    settled = clock.now() - SETTLED_AFTER
    for recording in Recording.objects.exclude(state__in=[RecordingState.ERASED, RecordingState.EMPTY]).iterator():
        if recording.file is None:
            if recording.state == RecordingState.FAILED:
                yield f"録音 {recording}: 保管できませんでした（{recording.reason}）"
            elif recording.found_at < settled:
                yield f"録音 {recording}: 保管されずに待っています（{recording.reason or '処理待ち'}）"
            continue
        size = store.size_of(recording.file)
        if size is None:
            yield f"録音 {recording}: ファイルがありません"
        elif size != sealed_size(recording.size_bytes):
            yield f"録音 {recording}: ファイルの大きさが違います"
        elif (recording.stored_at or fresh) > fresh and store.digest_of(recording.file) != recording.sealed_sha256:
            yield f"録音 {recording}: ファイルの中身が保管したときと違います"


def _files_against_rows() -> Iterator[str]:
    known = set(
        Recording.objects.exclude(state=RecordingState.ERASED).exclude(file=None).values_list("file", flat=True)
    )
    old = (clock.now() - SETTLED_AFTER).timestamp()
    for path, file in store.stored_files():
        if file not in known and path.exists() and path.stat().st_mtime < old:
            yield f"録音の置き場所: 台帳にないファイルがあります（{path.name}）"


def _recordings_without_call() -> Iterator[str]:
    calls = Call.objects.filter(key=OuterRef("call_key"))
    lonely = Recording.objects.exclude(state=RecordingState.ERASED).filter(
        ~Exists(calls), found_at__lt=clock.now() - SETTLED_AFTER
    )
    for recording in lonely:
        yield f"録音 {recording}: 通話台帳に通話がありません"


def _calls_without_recording() -> Iterator[str]:
    """Of calls that an exchange wrote down. One entered by hand has no sound."""
    now = clock.now()
    promised = Fact.objects.filter(
        call_key=OuterRef("key"), kind=FactKind.RECORDED.value, values__contains="started"
    )
    told = Fact.objects.filter(call_key=OuterRef("key"), origin__in=["queue_log", "cel"])
    # Nobody spoke with whoever hung up before: the exchange writes only while two people are connected.
    spoken = Call.objects.filter(
        outcome__in=[Outcome.ANSWERED, Outcome.OUTGOING], answered_at__isnull=False
    ).filter(
        ~Exists(Recording.objects.filter(call_key=OuterRef("key"))),
        Exists(told),
        ended_at__gt=now - LOOKED_BACK,
        ended_at__lt=now - SETTLED_AFTER,
    )
    for call in spoken.annotate(was_promised=Exists(promised)).order_by("arrived_at"):
        if call.was_promised or every_call_is_recorded(clock.in_tokyo(call.arrived_at).date()):
            yield f"通話 {call.key}（{clock.in_tokyo(call.arrived_at):%Y-%m-%d %H:%M}）: 録音がありません"
