"""Which record is of which call: by the call that it was taken up for, and by who answered and when for old ones."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine

from madoguchi.accounts.models import Staff
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.ledger.actions import take_facts
from madoguchi.calls.ledger.models import Call
from madoguchi.config.call_records import CallsOfTheLedger
from madoguchi.contacts.drafts.actions import open_contact
from madoguchi.contacts.models import Contact
from madoguchi.contacts.rules import Channel
from madoguchi.contacts.telephone.queries import call_keys_of, contacts_of_call
from tests.telephone.told import NINE, an_answered_call
from tests.worlds import OPERATOR

pytestmark = [pytest.mark.django_db, pytest.mark.req("HIS-02", "OPC-08")]


@pytest.fixture(autouse=True)
def at_ten() -> Iterator[None]:
    with time_machine.travel(NINE + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def call() -> Call:
    """Answered by the operator at nine."""
    staff = Staff.objects.create(login_id=OPERATOR.key, name="見本 花子", role="operator")
    Agent.objects.create(staff=staff, extension="77")
    take_facts(an_answered_call().facts)
    found = Call.objects.get()
    assert found.answered_at
    return found


def opened(at: datetime, call_key: str = "", channel: Channel = Channel.TELEPHONE) -> Contact:
    return open_contact(uuid.uuid4(), channel=channel, started_at=at, call_key=call_key, by=OPERATOR)


def test_a_record_that_was_taken_up_for_a_call_stays_with_it_whenever_it_is_written(call: Call) -> None:
    late = opened(NINE + timedelta(hours=5), call.key)
    assert call_keys_of(late) == [call.key]
    assert list(contacts_of_call(call, Contact.objects.all())) == [late]
    assert not CallsOfTheLedger().calls_without_record()


def test_a_record_of_another_call_is_none_of_this_one_though_it_began_in_the_same_minute(call: Call) -> None:
    other = opened(NINE + timedelta(minutes=1), "another-call")
    assert call_keys_of(other) == ["another-call"]
    assert not contacts_of_call(call, Contact.objects.all()).exists()
    assert len(CallsOfTheLedger().calls_without_record()) == 1


def test_where_nobody_said_of_which_call_the_time_and_who_answered_say_it(call: Call) -> None:
    old = opened(NINE + timedelta(minutes=1))
    opened(NINE + timedelta(minutes=1), channel=Channel.FAX)
    assert call_keys_of(old) == [call.key]
    assert list(contacts_of_call(call, Contact.objects.all())) == [old]
    assert not CallsOfTheLedger().calls_without_record()


def test_a_record_keeps_its_call_when_somebody_else_finishes_it(call: Call) -> None:
    handed = opened(NINE + timedelta(minutes=1), call.key)
    Contact.objects.filter(pk=handed.pk).update(handler="op-99")
    handed.refresh_from_db()
    assert call_keys_of(handed) == [call.key]
