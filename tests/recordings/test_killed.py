"""A pick-up that is killed at any moment, again and again: every recording is there once, and nothing else."""

import base64
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.calls.recordings import store
from madoguchi.calls.recordings.differences import recording_differences
from madoguchi.calls.recordings.erasing import sweep
from madoguchi.calls.recordings.models import Recording
from madoguchi.calls.recordings.opening import refuse_unless_whole
from madoguchi.calls.recordings.rules import RecordingState
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.core import clock
from madoguchi.telephony.recordings.pick_up import pick_up_recordings
from tests.recordings.tape import KEYS, call, raw_in
from tests.services.processes import ENDS_WITH_US, Installation, new_installation, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.req("TEL-14")]
CALLS, ROUNDS, SEED = 6, 5, 20261128
PICK_UP = (
    "import django; django.setup(); "
    "from madoguchi.telephony.recordings.pick_up import pick_up_recordings; pick_up_recordings()"
)


@pytest.fixture(autouse=True)
def present() -> None:
    """The real clock: the other process has it too."""


@pytest.fixture
def installation(django_db_blocker: DjangoDbBlocker, exchange: Path, tmp_path: Path) -> Iterator[Installation]:
    with new_installation() as made, django_db_blocker.unblock(), made.as_own_database():
        made.also = {
            "MADOGUCHI_EXCHANGE": str(tmp_path / "exchange"),
            "MADOGUCHI_RECORDINGS": str(tmp_path / "recordings"),
            "MADOGUCHI_RECORDING_KEYS": ",".join(
                f"{key_id}:{base64.b64encode(key).decode()}" for key_id, key in KEYS.items()
            ),
        }
        apply_preset(folder_of("hatsukaichi"))
        yield made


def test_killed_again_and_again_every_recording_is_stored_once(installation: Installation, exchange: Path) -> None:
    now = clock.now()
    for number in range(CALLS):
        call(f"1764.{number}", at=now - timedelta(minutes=5))
        raw_in(exchange, f"1764.{number}", seconds=60, at=now)
    chance = random.Random(SEED)
    for _ in range(ROUNDS):
        _kill_in_the_midst(installation, chance)
    assert Recording.objects.exists()
    pick_up_recordings()
    assert list(exchange.iterdir()) == []
    assert Recording.objects.filter(state=RecordingState.READY).count() == CALLS
    for recording in Recording.objects.all():
        refuse_unless_whole(recording)
    named = {store.path_of(recording.file) for recording in Recording.objects.all() if recording.file}
    strays = {path for path, _ in store.stored_files()} - named
    for stray in strays:
        os.utime(stray, (0, 0))
    assert sweep() == len(strays)
    assert {path for path, _ in store.stored_files()} == named
    assert list(recording_differences()) == []


def _kill_in_the_midst(installation: Installation, chance: random.Random) -> None:
    """Some time after it has begun with something new."""
    seen = len(list(store.stored_files()))
    picking = subprocess.Popen([*ENDS_WITH_US, sys.executable, "-c", PICK_UP], env=installation.environment())
    try:
        wait_until(lambda: picking.poll() is not None or len(list(store.stored_files())) > seen, seconds=30)
        time.sleep(chance.random() * 0.4)
    finally:
        picking.kill()
        picking.wait(10)
