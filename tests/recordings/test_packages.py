"""Handing over: with a right, a recipient and a reason; the same bytes each time; a manifest that verifies."""

import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from madoguchi.calls.recordings import packages, store
from madoguchi.calls.recordings.erasing import erase_recording
from madoguchi.calls.recordings.models import RecordingPackage
from madoguchi.calls.recordings.packages import fetch_package, make_package
from madoguchi.calls.recordings.refusals import (
    NothingToHandOver,
    NotRecorded,
    PackageIsOver,
    ReasonMissing,
    RecordingIsDamaged,
    TooMuchAtOnce,
)
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.actions import change_settings
from tests.recordings.tape import CITY_ADMIN, MANAGER, SUPERVISOR, recorded
from tests.worlds import ADMIN, PRESENT

pytestmark = [pytest.mark.req("TEL-15"), pytest.mark.usefixtures("hatsukaichi")]


def packed() -> RecordingPackage:
    chosen = [recorded("1764.2", at=PRESENT - timedelta(minutes=9)), recorded("1764.1")]
    return make_package(chosen, recipient="廿日市市 市民課", reason="市からの求め", by=MANAGER)


def test_a_package_holds_the_chosen_recordings_and_proves_them(tmp_path: Path) -> None:
    package = packed()
    whole = fetch_package(package, by=MANAGER)
    assert hashlib.sha256(whole).hexdigest() == package.sha256
    assert (len(whole), package.size_bytes) == (package.size_bytes, len(whole))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("一覧.json"))
        assert [line["call"] for line in manifest["recordings"]] == ["1764.2", "1764.1"]
        assert manifest["recipient"] == "廿日市市 市民課"
        line = manifest["recordings"][0]
        assert line["other_side"] == "090-0000-0001"
        assert line["operator"]
        for line in manifest["recordings"]:
            assert hashlib.sha256(archive.read(line["file"])).hexdigest() == line["sha256"]
            assert archive.read(line["file"])[:4] == b"OggS"
        archive.extractall(tmp_path)
    proof = [shutil.which("sha256sum") or "sha256sum", "--check", "--strict", "SHA256SUMS"]
    done = subprocess.run(proof, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    next(tmp_path.glob("録音/*")).write_bytes(b"changed")
    assert subprocess.run(proof, cwd=tmp_path, capture_output=True).returncode == 1


def test_each_hand_over_is_on_record_for_the_package_and_for_each_recording() -> None:
    package = packed()
    assert Event.objects.filter(kind="recordings.packed").count() == 1
    first = fetch_package(package, by=MANAGER)
    with time_machine.travel(PRESENT + timedelta(days=3), tick=False):
        assert fetch_package(package, by=MANAGER) == first
    assert Event.objects.filter(kind="recordings.handed_over", about_kind="recording").count() == 4
    assert Event.objects.filter(kind="recordings.handed_over", about_kind="recording_package").count() == 2
    told = json.loads(Event.objects.filter(kind="disclosure.exported").latest("pk").body)["facts"]
    assert told == {
        "rows": 2, "form": "zip", "recipient": "廿日市市 市民課", "reason": "市からの求め",
        "package_sha256": package.sha256,
    }  # fmt: skip
    package.refresh_from_db()
    assert package.fetched == 2


def test_only_its_maker_takes_it_and_only_for_a_week() -> None:
    package = packed()
    with pytest.raises(PackageIsOver):
        fetch_package(package, by=CITY_ADMIN)
    with pytest.raises(MissingRight):
        fetch_package(package, by=SUPERVISOR)
    with time_machine.travel(PRESENT + timedelta(days=7), tick=False), pytest.raises(PackageIsOver):
        fetch_package(package, by=MANAGER)
    assert not Event.objects.filter(kind="recordings.handed_over").exists()


def test_what_has_been_erased_since_leaves_in_no_package() -> None:
    package = packed()
    erase_recording(package.items.all()[0].recording, reason="誤り", by=CITY_ADMIN)
    with pytest.raises(PackageIsOver):
        fetch_package(package, by=MANAGER)


def test_it_needs_a_right_a_recipient_a_reason_and_something_that_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    recording = recorded()
    with pytest.raises(MissingRight):
        make_package([recording], recipient="市", reason="求め", by=SUPERVISOR)
    for recipient, reason in (("", "求め"), ("市", " ")):
        with pytest.raises(ReasonMissing):
            make_package([recording], recipient=recipient, reason=reason, by=MANAGER)
    with pytest.raises(NothingToHandOver):
        make_package([], recipient="市", reason="求め", by=MANAGER)
    with monkeypatch.context() as limits:
        limits.setattr(packages, "MOST_BYTES", 10)
        with pytest.raises(TooMuchAtOnce):
            make_package([recording], recipient="市", reason="求め", by=MANAGER)
    assert recording.file
    path = store.path_of(recording.file)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(RecordingIsDamaged):
        make_package([recording], recipient="市", reason="求め", by=MANAGER)
    change_settings({"switches.call_recording": False}, by=ADMIN)
    with pytest.raises(NotRecorded):
        make_package([recording], recipient="市", reason="求め", by=MANAGER)
    assert not RecordingPackage.objects.exists()
