"""Somebody with the database writes nonsense into it: the check names the row and goes on to the next."""

import pytest
from django.db import connection, transaction

from madoguchi.booking.history import BOOKING
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event
from madoguchi.core.history.proof import differences_in_history
from madoguchi.core.history.record import About, record
from madoguchi.core.history.seal import seal_events

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("SEC-20")]


def two_events() -> tuple[Event, Event]:
    with transaction.atomic():
        first, second = (
            record("booking.made", by=CITIZEN, about=About(BOOKING, key), personal={"name": (None, "見本 花子")})
            for key in ("11111111", "22222222")
        )
    seal_events()
    return first, second


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found() -> list[str]:
    return [str(difference) for difference in differences_in_history()]


@pytest.mark.parametrize(
    "nonsense",
    [
        "UPDATE core_event SET kind = 'history.erased' WHERE id = %s",
        "UPDATE core_event SET kind = 'history.erased', body = '{}' WHERE id = %s",
        "UPDATE core_event SET body = '{' WHERE id = %s",
        "UPDATE core_event SET at = 'nonsense' WHERE id = %s",
        "UPDATE core_event SET uid = 'nonsense' WHERE id = %s",
    ],
)
def test_nonsense_in_one_row_hides_no_other(nonsense: str) -> None:
    if "'nonsense'" in nonsense and connection.vendor != "sqlite":
        return  # PostgreSQL takes no such value
    first, second = two_events()
    sql(nonsense, first.pk)
    sql("UPDATE core_event SET actor_key = 'forged' WHERE id = %s", second.pk)
    assert [f"履歴 {event.pk}" in line for event, line in zip((first, second), found(), strict=True)] == [True] * 2


def test_a_seal_of_no_moment_or_another_count_is_named() -> None:
    two_events()
    assert found() == []
    sql("UPDATE core_seal SET events = 7")
    assert "封印 1" in found()[0]
    if connection.vendor == "sqlite":
        sql("UPDATE core_seal SET events = 2, sealed_at = 'nonsense'")
        assert "封印 1" in found()[0]


def test_a_forged_record_of_an_erasure_excuses_no_lost_value() -> None:
    first, second = two_events()
    body = f'{{"changes":{{}},"facts":{{"erased":[["{first.uid}","name.after"]]}},"personal":{{}}}}'
    sql("UPDATE core_event SET kind = 'history.erased', body = %s WHERE id = %s", body, second.pk)
    sql("DELETE FROM core_personalvalue")
    assert any(f"履歴 {first.pk}" in line and "消去の記録なしに" in line for line in found())
