"""An installation with a call on tape, whose recordings this process can read and make too."""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from madoguchi.accounts.rights import Role
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.core import clock
from madoguchi.municipality.actions import change_settings
from tests.recordings.tape import KEYS, recorded
from tests.services.processes import Installation, new_installation
from tests.services.signed_in import session_for, staff_of
from tests.worlds import ADMIN


@contextmanager
def with_a_tape(settings: Any, preset: str, *, seconds: int, minutes_ago: int) -> Iterator[Installation]:
    """`settings`: the fixture; the database is open to whoever asks for this."""
    with new_installation() as made, made.as_own_database():
        keys = ",".join(f"{key_id}:{base64.b64encode(key).decode()}" for key_id, key in KEYS.items())
        made.also = {"MADOGUCHI_RECORDING_KEYS": keys}
        settings.EXCHANGE, settings.RECORDINGS = made.folder / "exchange", made.folder / "recordings"
        settings.RECORDING_KEYS = dict(KEYS)
        Path(settings.EXCHANGE, "spool", "monitor").mkdir(parents=True)
        made.collect_static()
        apply_preset(folder_of(preset))
        change_settings({"switches.call_recording": True}, by=ADMIN)
        recorded("1764.1", seconds=seconds, at=clock.now() - timedelta(minutes=minutes_ago))
        made.serve()
        yield made


def signed_in(page: Page, installation: Installation, role: Role) -> Page:
    key = session_for(staff_of(role))
    page.context.add_cookies([{"name": "session", "value": key, "url": installation.address}])
    return page


def picture(page: Page, name: str, width: int) -> None:
    """For the eye, where somebody asks for pictures."""
    if pictures := os.environ.get("PICTURES"):
        page.screenshot(path=f"{pictures}/{name}-{width}.png", full_page=True)
