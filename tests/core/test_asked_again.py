"""A statement that is made once answers what Django's own would, whatever values it is given."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, F, IntegerField, QuerySet, UUIDField
from django.test.utils import CaptureQueriesContext

from madoguchi.booking.models import Booking
from madoguchi.core import clock
from madoguchi.core.asked_again import Given, Writing, asked_again, changed_again
from madoguchi.core.tasks.models import PeriodicRun
from madoguchi.core.text.my_number import MyNumberRefused
from madoguchi.municipality.models import Site
from tests.worlds import open_for_booking

pytestmark = pytest.mark.django_db
NOON = clock.now()
made = 0


@asked_again(CharField())
def runs_of(job: Given) -> QuerySet[PeriodicRun]:
    global made
    made += 1
    return PeriodicRun.objects.filter(job=job).order_by("-due_at")


@asked_again(CharField())
def locked(job: Given) -> QuerySet[PeriodicRun]:
    return PeriodicRun.objects.select_for_update().filter(job=job)


def run(job: str, minute: int) -> PeriodicRun:
    at = NOON + timedelta(minutes=minute)
    return PeriodicRun.objects.create(job=job, due_at=at, enqueued_at=at)


def test_each_question_gets_its_own_answer_from_one_statement() -> None:
    mine, later, other = run("mine", 1), run("mine", 2), run("other", 3)
    assert runs_of("mine") == [later, mine]
    assert runs_of("other") == [other]
    assert runs_of("nobody's") == []
    assert runs_of.first("mine") == later
    assert runs_of.first("nobody's") is None
    assert runs_of("mine")[0].due_at == later.due_at
    assert made == 1


def test_what_is_given_is_a_value_and_never_a_part_of_the_statement() -> None:
    run("mine", 1)
    assert runs_of("mine' OR '1'='1") == []


def test_what_lies_behind_a_row_comes_with_it() -> None:
    site = open_for_booking()

    @asked_again(IntegerField())
    def first_slot(site_id: Given) -> QuerySet[Any, Any]:
        return site.slots.model.objects.select_related("site").filter(site=site_id).order_by("starts_at")[:1]

    found = first_slot(site.pk)[0]
    with CaptureQueriesContext(connection) as asked:
        assert found.site == site
    assert not asked.captured_queries


@pytest.mark.parametrize("values", [(), ("one", "two"), (None,)])
def test_a_question_without_all_its_values_is_no_question(values: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError):
        runs_of(*values)


@pytest.mark.django_db(transaction=True)
def test_a_row_is_locked_only_where_a_transaction_lets_it_go_again() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        locked("mine")
    with transaction.atomic():
        assert locked("mine") == []


@changed_again(CharField(), IntegerField())
def rename(code: Given, more: Given) -> Writing:
    return Site.objects.filter(code=code), {"position": F("position") + more}


@changed_again(UUIDField(), Booking._meta.get_field("note"))
def write_note(key: Given, note: Given) -> Writing:
    return Booking.objects.filter(once_key=key), {"note": note}


def test_a_change_says_how_many_rows_it_has_changed() -> None:
    before = open_for_booking().position
    assert [rename("main", 2), rename("main", 3), rename("elsewhere", 4)] == [1, 1, 0]
    assert Site.objects.get(code="main").position == before + 5


def test_the_guard_stands_before_these_changes_too() -> None:
    with pytest.raises(MyNumberRefused):
        write_note(uuid.uuid4(), "1234 5678 9018")


def test_a_change_that_fails_takes_its_transaction_with_it() -> None:
    open_for_booking()
    with pytest.raises(IntegrityError), transaction.atomic():
        rename("main", -1000)
