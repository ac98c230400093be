"""Proving the spine: one flipped byte is found, sealed or fresh; an erased value is gone and the chain holds."""

import re
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import OperationalError, connection, connections, transaction

from madoguchi.config.cli import main
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.erasure import FilesInUse, erase_personal_values, purge_files
from madoguchi.core.history.models import Event, PersonalValue, Seal, SealedEvent
from madoguchi.core.history.proof import differences_in_history
from madoguchi.core.history.record import About, record
from madoguchi.core.history.seal import head, seal_events
from madoguchi.core.refusals import MissingRight
from tests.history.conftest import CLERK, OPERATOR
from tests.services.processes import wait_until

PARCEL = About("parcel", "p-1")

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("SEC-20", "STF-09")]


def make_events(count: int = 3) -> list[Event]:
    with transaction.atomic():
        return [
            record(
                "parcel.made",
                by=CITIZEN,
                about=PARCEL,
                facts={"place": "棚"},
                personal={"owner": (None, f"秘密の名前{number}")},
            )
            for number in range(count)
        ]


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found() -> list[str]:
    return [str(difference) for difference in differences_in_history()]


@pytest.mark.parametrize("sealed", [False, True], ids=["fresh", "sealed"])
@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE core_event SET body = REPLACE(body, '棚', '柵') WHERE id = %s",
        "UPDATE core_event SET actor_kind = 'city' WHERE id = %s",
        "UPDATE core_event SET actor_key = 'somebody' WHERE id = %s",
        "UPDATE core_event SET about_key = 'p-2' WHERE id = %s",
        "UPDATE core_event SET kind = 'parcel.mode' WHERE id = %s",
        "UPDATE core_personalvalue SET text = '別の名前' WHERE event_id = %s",
        "DELETE FROM core_personalvalue WHERE event_id = %s",
    ],
)
def test_a_changed_row_is_named(sealed: bool, tamper: str) -> None:
    _, event, _ = make_events()
    if sealed:
        seal_events()
    assert found() == []
    sql(tamper, event.pk)
    (difference,) = found()
    assert str(event.uid) in difference


def test_a_changed_time_is_named() -> None:
    (event,) = make_events(1)
    other = event.at.replace(microsecond=(event.at.microsecond + 1) % 1_000_000)
    sql("UPDATE core_event SET at = %s WHERE id = %s", other, event.pk)
    (difference,) = found()
    assert str(event.uid) in difference


def test_a_value_put_in_later_is_named() -> None:
    (event,) = make_events(1)
    PersonalValue.objects.create(event=event, name="owner.before", salt=b"0" * 16, text="誰か")
    (difference,) = found()
    assert str(event.uid) in difference


def test_a_sealed_event_that_is_gone_is_missed() -> None:
    events = make_events()
    seal_events()
    sql("DELETE FROM core_personalvalue WHERE event_id = %s", events[1].pk)
    sql("DELETE FROM core_sealedevent WHERE event_id = %s", events[1].pk)
    sql("DELETE FROM core_event WHERE id = %s", events[1].pk)
    assert found() == ["封印 1: 封印された履歴が 1 件足りません"]


def test_a_broken_chain_is_named() -> None:
    for _ in range(3):
        make_events(1)
        seal_events()
    sql("DELETE FROM core_sealedevent WHERE seal_id = 2")
    sql("DELETE FROM core_seal WHERE number = 2")
    assert "封印 3: 封印 2 が失われています" in found()


def test_a_history_cut_off_at_the_end_is_found_by_a_head_kept_outside() -> None:
    make_events()
    seal_events()
    kept = head()
    assert kept is not None
    SealedEvent.objects.all()._raw_delete("default")
    Seal.objects.all()._raw_delete("default")
    assert found() == []
    differences = list(differences_in_history(kept_heads={kept.number: kept.digest}))
    assert [difference.where for difference in differences] == ["封印 1"]


def test_sealing_takes_every_event_once() -> None:
    make_events(5)
    assert seal_events() == 5
    assert seal_events() == 0
    make_events(2)
    assert seal_events() == 2
    assert SealedEvent.objects.count() == 7
    assert found() == []


def test_an_erased_value_leaves_the_chain_whole() -> None:
    make_events()
    seal_events()
    with pytest.raises(MissingRight):
        erase_personal_values(PARCEL, by=OPERATOR, reason="本人の申出")
    assert erase_personal_values(PARCEL, by=CLERK, reason="本人の申出") == 3
    assert not PersonalValue.objects.exists()
    assert found() == []
    seal_events()
    assert found() == []


def test_an_erased_value_is_in_no_file_of_the_database() -> None:
    make_events()
    seal_events()
    assert "秘密の名前1".encode() in bytes_of_database()
    erase_personal_values(PARCEL, by=CLERK, reason="保存期間の満了")
    purge_as_the_worker_does()
    assert "秘密の名前".encode() not in bytes_of_database()


def purge_as_the_worker_does() -> None:
    """Again and again while somebody reads."""

    def is_purged() -> bool:
        with suppress(FilesInUse, OperationalError):
            purge_files.call()
            return True
        return False

    wait_until(is_purged, pause=0.2)


@pytest.mark.slow
def test_a_reader_holds_the_files_only_for_a_while() -> None:
    make_events()
    reading, done = threading.Event(), threading.Event()

    def read() -> None:
        with transaction.atomic():
            sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            list(PersonalValue.objects.all())
            reading.set()
            done.wait(20)
        connections.close_all()

    reader = threading.Thread(target=read)
    if connection.vendor == "postgresql":  # SQLite's reader would wait for its turn at the lock instead
        reader.start()
        assert reading.wait(20)
        erase_personal_values(PARCEL, by=CLERK, reason="本人の申出")
        with pytest.raises(OperationalError):
            purge_files.call()
        done.set()
        reader.join()
        purge_as_the_worker_does()
        assert "秘密の名前".encode() not in bytes_of_database()


def bytes_of_database() -> bytes:
    """Everything that the database keeps on disk of the personal values."""
    if connection.vendor == "sqlite":
        # Not ":memory:": the tests' database is a file (settings of tests.environment).
        path = Path(str(connection.settings_dict["NAME"]))
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('core_personalvalue'))")
        (content,) = cursor.fetchone()
    return bytes(content)


def test_the_command_names_the_row_and_exits_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    (event,) = make_events(1)
    assert main(["check"]) == 0
    sql("UPDATE core_event SET body = REPLACE(body, '棚', '柵') WHERE id = %s", event.pk)
    assert main(["check"]) == 1
    assert str(event.uid) in capsys.readouterr().out


def test_the_chain_is_bound_to_a_key_that_is_not_in_the_database() -> None:
    make_events()
    assert re.fullmatch(r"[0-9a-f]{64}", Event.objects.values_list("mac", flat=True)[0])
    key, settings.HISTORY_KEY = settings.HISTORY_KEY, b"another key that is 32 bytes long"
    try:
        assert len(found()) == 3
    finally:
        settings.HISTORY_KEY = key


def test_a_clock_that_went_back_is_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    with time_machine.travel(tomorrow, tick=False):
        make_events(1)
    assert main(["check"]) == 1
    assert "時計" in capsys.readouterr().out
