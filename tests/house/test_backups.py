"""A backup comes back whole, proves itself, and never overwrites by accident."""

import stat
import tarfile
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from madoguchi.calls.recordings import store
from madoguchi.calls.recordings.models import Recording
from madoguchi.calls.recordings.rules import RecordingState
from madoguchi.config.backups import BackupRefused, make_backup, restore_backup
from madoguchi.config.history import INSTALLATION
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event, Seal
from madoguchi.core.history.proof import differences_in_history
from madoguchi.core.history.record import record
from madoguchi.core.history.seal import seal_events

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("SEC-19", "SEC-20")]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path


def something_happens(times: int = 1) -> None:
    for _ in range(times):
        with transaction.atomic():
            personal = {"name": (None, "山田 花子")}
            record("test.happened", by=SYSTEM, about=INSTALLATION, personal=personal)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    something_happens(3)
    seal_events()
    something_happens()
    make_backup(tmp_path / "copy.madoguchi")
    return tmp_path / "copy.madoguchi"


def test_what_was_backed_up_comes_back_and_the_chain_holds(backup: Path) -> None:
    kept = set(Event.objects.exclude(kind="backup.made").values_list("uid", flat=True))
    something_happens(2)
    restore_backup(backup, replace=True)
    assert set(Event.objects.exclude(kind="backup.restored").values_list("uid", flat=True)) == kept
    assert list(differences_in_history()) == []


def test_live_data_is_not_replaced_without_saying_so(backup: Path) -> None:
    something_happens()
    count = Event.objects.count()
    with pytest.raises(BackupRefused, match="--replace"):
        restore_backup(backup, replace=False)
    assert Event.objects.count() == count


def test_what_was_replaced_is_kept(backup: Path, tmp_path: Path) -> None:
    something_happens(4)
    restore_backup(backup, replace=True)
    (kept,) = tmp_path.glob("before-restore-*.madoguchi")
    restore_backup(kept, replace=True)
    assert Event.objects.filter(kind="test.happened").count() == 8


def test_a_backup_that_was_changed_is_refused(backup: Path) -> None:
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    with pytest.raises(BackupRefused):
        restore_backup(backup, replace=True)


def test_a_history_that_cannot_be_proven_is_refused_and_everything_is_as_before(
    backup: Path, settings: Any
) -> None:
    something_happens(2)
    before = set(Event.objects.values_list("uid", flat=True))
    key, settings.HISTORY_KEY = settings.HISTORY_KEY, b"another key of thirty-two bytes.."
    with pytest.raises(BackupRefused, match="証明"):
        restore_backup(backup, replace=True)
    settings.HISTORY_KEY = key
    assert set(Event.objects.values_list("uid", flat=True)) == before
    assert list(differences_in_history()) == []


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("大切な手紙")
    with pytest.raises(BackupRefused):
        make_backup(tmp_path / "letter.txt")
    with pytest.raises(BackupRefused, match="控えではありません"):
        restore_backup(tmp_path / "letter.txt", replace=True)
    assert (tmp_path / "letter.txt").read_text() == "大切な手紙"


def test_only_its_owner_may_read_a_backup_and_no_key_is_in_it(backup: Path, settings: Any) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with tarfile.open(backup) as tar:
        assert tar.getnames() == ["data", "manifest.json"]
    assert settings.HISTORY_KEY not in backup.read_bytes()


def test_making_and_restoring_are_in_the_history(backup: Path) -> None:
    assert Event.objects.filter(kind="backup.made").exists()
    restore_backup(backup, replace=True)
    assert Event.objects.filter(kind="backup.restored").exists()
    assert Seal.objects.exists()
    assert connection.is_usable()


# The sound of recordings


@pytest.fixture
def recording(settings: Any, tmp_path: Path) -> Recording:
    settings.RECORDINGS = tmp_path / "sound"
    file = uuid.uuid4()
    digest = store.keep(file, [b"sealed " * 1000])
    return Recording.objects.create(
        call_key="1764.1", state=RecordingState.READY.value, file=file, sealed_sha256=digest, wrapped_key="sealed", started_at=clock.now(),
        found_at=clock.now(), stored_at=clock.now(),
    )  # fmt: skip


@pytest.mark.req("PDR-01")
def test_sound_is_taken_along_when_asked_for_and_comes_back_as_it_was(
    recording: Recording, tmp_path: Path, settings: Any
) -> None:
    assert recording.file
    file = tmp_path / "copy.madoguchi"
    assert make_backup(file, with_recordings=True).recordings == 1
    settings.RECORDINGS = tmp_path / "another machine"
    assert store.size_of(recording.file) is None
    restore_backup(file, replace=True)
    assert store.digest_of(recording.file) == recording.sealed_sha256
    assert [path for path, _ in store.stored_files()] == [store.path_of(recording.file)]
    assert not list(Path(settings.RECORDINGS).glob(".restore-*"))


@pytest.mark.req("PDR-01")
def test_without_being_asked_for_no_sound_is_in_a_backup(recording: Recording, tmp_path: Path) -> None:
    file = tmp_path / "copy.madoguchi"
    make_backup(file)
    with tarfile.open(file) as tar:
        assert tar.getnames() == ["data", "manifest.json"]


@pytest.mark.req("PDR-01", "SEC-20")
def test_sound_that_is_not_what_its_row_says_refuses_the_whole_restore(
    recording: Recording, tmp_path: Path, settings: Any
) -> None:
    assert recording.file
    store.path_of(recording.file).write_bytes(b"something else")
    file = tmp_path / "copy.madoguchi"
    make_backup(file, with_recordings=True)
    something_happens(2)
    settings.RECORDINGS = tmp_path / "another machine"
    with pytest.raises(BackupRefused, match="録音"):
        restore_backup(file, replace=True)
    assert Event.objects.filter(kind="test.happened").count() == 2
    assert store.size_of(recording.file) is None
