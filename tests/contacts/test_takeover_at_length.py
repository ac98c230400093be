"""Twenty thousand lines by real workers, one of them killed in the midst, while people work on."""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

import pytest
from django.conf import settings
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.contacts.models import Contact, FormerRecord, RefusedLine, Takeover
from madoguchi.contacts.records.queries import contacts_visible_to
from madoguchi.contacts.takeover.actions import choose_columns, read_file, show, start, withdraw
from madoguchi.contacts.takeover.queries import chosen_columns
from tests.contacts.town import recorded
from tests.services.processes import Installation, new_installation, wait_until
from tests.worlds import OPERATOR, actor

pytestmark = [pytest.mark.slow, pytest.mark.req("INT-05", "HIS-13")]

DATA_STAFF = actor(Role.DATA_STAFF)
LINES = 20_000
HASTY = ("--poll-seconds", "0.02", "--lease-seconds", "1.5")
# What a person who records a contact meanwhile would notice.
NOTICED_SECONDS = 1.0


@pytest.fixture
def installation(django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    with new_installation() as made, django_db_blocker.unblock(), made.as_own_database():
        monkeypatch.setattr(settings, "VAR", made.folder)
        yield made


def former_records() -> Iterator[bytes]:
    yield "管理番号,受付日時,カテゴリ,内容,対応内容\r\n".encode("cp932")
    for number in range(1, LINES + 1):
        day = (
            "読めない日" if number % 1000 == 0 else f"2025/{number % 12 + 1}/{number % 28 + 1} 9:{number % 60:02d}"
        )
        line = f'A-{number},{day},受取り,"受取りの予約は要るか。\r\n続き{number}",予約を案内した\r\n'
        yield line.encode("cp932")


def state() -> str:
    return Takeover.objects.get().state


def test_a_killed_worker_is_gone_on_from_and_people_hardly_notice(installation: Installation) -> None:
    apply_preset(folder_of("digital-agency"))
    takeover = read_file("履歴.csv", former_records(), by=DATA_STAFF)
    choose_columns(takeover, chosen_columns(takeover), is_masked=True, by=DATA_STAFF)
    worker = installation.worker("--no-clock", *HASTY)
    start(takeover, by=DATA_STAFF)
    wait_until(lambda: Takeover.objects.get().lines > LINES // 4, seconds=120)
    worker.kill()
    assert state() == "staging"
    killed_at = Takeover.objects.get().lines
    installation.worker("--no-clock", *HASTY)
    took = list(_write_until_staged())
    assert killed_at < LINES
    done = Takeover.objects.get()
    assert (done.taken, done.refused, done.lines) == (LINES - LINES // 1000, LINES // 1000, LINES)
    assert FormerRecord.objects.count() == Contact.objects.filter(takeover=done).count() == done.taken
    assert list(RefusedLine.objects.values_list("line", flat=True)) == [n + 1 for n in range(1000, LINES + 1, 1000)]
    assert not list(Path(installation.folder, "takeovers").iterdir())
    assert quantiles(took, n=20)[-1] < NOTICED_SECONDS
    own = len(took)
    assert contacts_visible_to(OPERATOR).count() == own
    show(done, by=DATA_STAFF)
    assert contacts_visible_to(OPERATOR).count() == own + done.taken
    withdraw(Takeover.objects.get(), by=DATA_STAFF)
    assert contacts_visible_to(OPERATOR).count() == own
    wait_until(lambda: state() == "undone", seconds=120)
    assert Contact.objects.count() == own


def seconds_to_write() -> float:
    before = time.monotonic()
    recorded(topic="その他")
    return time.monotonic() - before


def _write_until_staged() -> Iterator[float]:
    """Somebody records contacts all the while."""
    deadline = time.monotonic() + 180
    while state() == "staging" and time.monotonic() < deadline:
        yield seconds_to_write()
        time.sleep(0.1)
    assert state() == "staged"
