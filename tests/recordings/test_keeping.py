"""Recordings end after their term, or with the contract; what is held stays; what was erased is proven."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine

from madoguchi.calls.recordings import store
from madoguchi.calls.recordings.actions import hold_recording, release_recording
from madoguchi.calls.recordings.differences import recording_differences
from madoguchi.calls.recordings.erasing import (
    digest_of,
    erase_after_the_end,
    erase_at_end_now,
    erase_expired,
    erase_recording,
    lines_of,
    note_reported,
    sweep,
)
from madoguchi.calls.recordings.jobs import end_recordings, wrap_anew
from madoguchi.calls.recordings.models import ErasureRun, Listening, Recording
from madoguchi.calls.recordings.opening import opened
from madoguchi.calls.recordings.queries import days_are_proposed, days_kept
from madoguchi.calls.recordings.refusals import (
    HoldsNotAgreed,
    ReasonMissing,
    RecordingIsErased,
    RecordingIsHeld,
    StillInService,
)
from madoguchi.calls.recordings.rules import RecordingState, contract_is_over
from madoguchi.core.history.models import Event, PersonalValue
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.actions import change_settings
from tests.recordings.tape import CITY_ADMIN, MANAGER, SUPERVISOR, listening, recorded
from tests.worlds import ADMIN, PRESENT, TODAY

pytestmark = [pytest.mark.req("PDR-01", "PDR-03"), pytest.mark.usefixtures("hatsukaichi")]


@contextmanager
def after(days: float) -> Iterator[None]:
    with time_machine.travel(PRESENT + timedelta(days=days), tick=False):
        yield


@pytest.mark.preset_key("retention.recordings_days")
def test_after_its_term_a_recording_is_erased_with_its_file_its_key_and_what_was_said_of_it() -> None:
    recording = recorded()
    assert recording.file
    listening(recording)
    assert days_kept() == 90
    with after(89):
        assert erase_expired() == 0
    with after(91):
        # No test commits: what follows a commit is left to the sweep.
        assert end_recordings.call() == [1, 0, 1]
        assert end_recordings.call() == [0, 0, 0]
    recording.refresh_from_db()
    assert recording.state == RecordingState.ERASED
    assert (recording.wrapped_key, bytes(recording.sealed_peaks)) == ("", b"")
    assert recording.sealed_sha256
    assert list(store.stored_files()) == []
    assert Listening.objects.get().note == ""
    assert not PersonalValue.objects.filter(event__about_key=str(recording.key)).exists()
    event = Event.objects.get(kind="recording.erased")
    assert (event.actor_kind, json.loads(event.body)["facts"]["erasure_kind"]) == ("system", "term")
    with pytest.raises(RecordingIsErased), opened(recording):
        pass
    assert list(recording_differences()) == []


@pytest.mark.preset_key("retention.recordings_days")
def test_another_term_of_another_contract_holds() -> None:
    recorded()
    change_settings({"retention.recordings_days": 10}, by=ADMIN)
    with after(11):
        assert erase_expired() == 1


@pytest.mark.preset_key("retention.recordings_are_proposed")
def test_whether_the_term_is_only_proposed_is_known() -> None:
    assert days_are_proposed()
    change_settings({"retention.recordings_are_proposed": False}, by=ADMIN)
    assert not days_are_proposed()


def test_what_is_held_outlives_every_term_until_it_is_released() -> None:
    recording = recorded()
    hold_recording(recording, reason="苦情の調査中", by=MANAGER)
    hold_recording(recording, reason="ほかの理由", by=MANAGER)
    with after(400):
        assert erase_expired() == 0
        assert list(recording_differences()) == []
        with pytest.raises(RecordingIsHeld):
            erase_recording(recording, reason="誤り", by=CITY_ADMIN)
        release_recording(recording, reason="調査が終わった", by=MANAGER)
        release_recording(recording, reason="調査が終わった", by=MANAGER)
        assert erase_expired() == 1
    kinds = Event.objects.filter(kind__in=["recording.held", "recording.released"]).values_list("kind", flat=True)
    assert sorted(kinds) == ["recording.held", "recording.released"]


def test_holding_needs_a_right_and_a_reason() -> None:
    recording = recorded()
    with pytest.raises(MissingRight):
        hold_recording(recording, reason="調査", by=SUPERVISOR)
    with pytest.raises(ReasonMissing):
        hold_recording(recording, reason=" ", by=MANAGER)
    with pytest.raises(ReasonMissing):
        release_recording(recording, reason="", by=MANAGER)


@pytest.mark.preset_key("retention.hold_per_case")
def test_where_holding_was_not_agreed_nothing_is_held() -> None:
    recording = recorded()
    change_settings({"retention.hold_per_case": False}, by=ADMIN)
    with pytest.raises(HoldsNotAgreed):
        hold_recording(recording, reason="調査", by=MANAGER)


def test_the_check_names_what_was_kept_too_long() -> None:
    recording = recorded()
    with after(91):
        assert list(recording_differences()) == []
    with after(93):
        (difference,) = recording_differences()
    assert difference == f"録音 {recording}: 保存期間を過ぎています"


def test_the_certificate_lists_what_was_erased_and_proves_itself() -> None:
    recording = recorded()
    with after(91):
        erase_expired()
    run = ErasureRun.objects.get()
    (line,) = lines_of(run)
    assert (line["call"], line["sealed_sha256"]) == (recording.call_key, recording.sealed_sha256)
    assert "09000000001" not in json.dumps(line)
    assert digest_of(run) == run.digest
    event = Event.objects.get(kind="recordings.erased")
    assert json.loads(event.body)["facts"]["digest"] == run.digest
    Recording.objects.update(seconds=1)
    assert digest_of(run) != run.digest


def test_one_recording_is_erased_by_hand_with_a_reason_and_a_right() -> None:
    recording = recorded()
    with pytest.raises(MissingRight):
        erase_recording(recording, reason="誤って録音した", by=MANAGER)
    with pytest.raises(ReasonMissing):
        erase_recording(recording, reason="", by=CITY_ADMIN)
    run = erase_recording(recording, reason="誤って録音した", by=CITY_ADMIN)
    assert (run.count, run.reason, run.by) == (1, "誤って録音した", "city_admin")
    with pytest.raises(RecordingIsErased):
        erase_recording(recording, reason="もう一度", by=CITY_ADMIN)


@pytest.mark.req("PDR-04")
@pytest.mark.preset_key("retention.at_end_recordings")
def test_after_the_last_day_of_service_all_are_erased_and_the_city_is_told() -> None:
    assert not contract_is_over(service_until=TODAY, today=TODAY)
    held, free = recorded("1764.1"), recorded("1764.2")
    hold_recording(held, reason="係争中", by=MANAGER)
    with pytest.raises(StillInService):
        erase_at_end_now(reason="", by=CITY_ADMIN)
    change_settings({"retention.recordings_days": 3660}, by=ADMIN)
    with after(600):
        change_settings({"retention.at_end_recordings": "not_stated"}, by=ADMIN)
        assert erase_after_the_end() == 0
        change_settings({"retention.at_end_recordings": "erase_and_report"}, by=ADMIN)
        assert end_recordings.call() == [0, 1, 1]
        run = ErasureRun.objects.get()
        assert (run.kind, run.must_be_reported) == ("end", True)
        note_reported(run, by=MANAGER)
        assert not note_reported(run, by=MANAGER).must_be_reported
        release_recording(held, reason="解決した", by=MANAGER)
        assert erase_at_end_now(reason="解決した", by=CITY_ADMIN) == 1
    free.refresh_from_db()
    assert free.is_erased
    assert Event.objects.filter(kind="recordings.erasure_reported").count() == 1


def test_files_left_by_somebody_who_was_killed_are_swept_away_when_they_are_old() -> None:
    recording = recorded()
    assert recording.file
    folder = store.path_of(recording.file).parent
    for name in ("half.part", "00000000000000000000000000000000.sealed"):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (PRESENT.timestamp(), PRESENT.timestamp()))
    assert sweep() == 0
    with after(1):
        assert sweep() == 2
    assert [file for _, file in store.stored_files()] == [recording.file]


def test_wrapping_anew_is_a_job() -> None:
    assert wrap_anew.call() == 0
