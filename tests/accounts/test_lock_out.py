"""SEC-01: guessing is counted in the database, alike for known and unknown IDs, and exactly under parallel attempts."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.utils.crypto import salted_hmac
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.accounts.models import SignInAttempts
from madoguchi.accounts.sign_in.actions import attempting
from madoguchi.accounts.sign_in.rules import Attempts, LockedOut, counted, given_back, is_locked
from madoguchi.core.history.models import Event
from tests.accounts.conftest import with_own_password
from tests.at_once import all_at_once

pytestmark = pytest.mark.req("SEC-01")
NOON = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def guess(login_id: str, *, address: str = "203.0.113.7", right: bool = False) -> None:
    with attempting(login_id, address=address, method="password") as verdict:
        verdict.is_right = right


@pytest.mark.django_db
@pytest.mark.parametrize("login_id", ["op-0001", "nobody-there"])
def test_after_five_wrong_guesses_an_id_is_locked_whether_it_exists_or_not(login_id: str) -> None:
    with_own_password()
    for _ in range(5):
        guess(login_id)
    with pytest.raises(LockedOut, match="15分ほど待って"):
        guess(login_id, right=True)


@pytest.mark.django_db
def test_the_lock_opens_after_its_time_and_not_before() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(5):
            guess("op-0001")
        clock.shift(timedelta(minutes=15, seconds=-1))
        with pytest.raises(LockedOut):
            guess("op-0001")
        clock.shift(1)
        guess("op-0001")


@pytest.mark.django_db
def test_every_spelling_of_an_id_counts_as_the_same_id() -> None:
    for spelling in ("op-0001", "OP-0001", "ｏｐ-０００１", " op-0001", "Op-0001"):
        guess(spelling)
    with pytest.raises(LockedOut):
        guess("op-0001")


@pytest.mark.django_db
def test_right_passwords_do_not_use_guesses_up() -> None:
    for _ in range(20):
        guess("op-0001", right=True)
    assert SignInAttempts.objects.get(pk=_digest_of("op-0001")).failures == 0


@pytest.mark.django_db
def test_a_right_password_does_not_wash_away_wrong_codes() -> None:
    """Who knows the password must not get endless guesses at the code by typing the password in between."""
    for _ in range(5):
        guess("op-0001", right=True)
        guess("op-0001")
    with pytest.raises(LockedOut):
        guess("op-0001", right=True)


@pytest.mark.django_db
def test_many_ids_from_one_address_lock_the_address() -> None:
    for number in range(100):
        guess(f"someone-{number}")
    with pytest.raises(LockedOut):
        guess("another")
    guess("another", address="203.0.113.8")
    assert Event.objects.filter(kind="sign_in.address_locked_out").count() == 1


@pytest.mark.django_db
@pytest.mark.req("SEC-20")
def test_what_was_typed_as_an_id_stands_nowhere() -> None:
    guess("my-secret-password")
    event = Event.objects.get(kind="sign_in.failed")
    assert "secret" not in event.body
    assert event.about_key == "-"
    assert not SignInAttempts.objects.filter(pk__contains="secret").exists()


@pytest.mark.django_db
@pytest.mark.req("SEC-20")
def test_the_lock_out_is_on_record_once() -> None:
    with_own_password()
    for _ in range(5):
        guess("op-0001")
    assert Event.objects.filter(kind="staff.sign_in_failed", about_key="op-0001").count() == 5
    assert Event.objects.filter(kind="staff.locked_out", about_key="op-0001").count() == 1


@pytest.mark.django_db
def test_an_address_of_twelve_digits_is_no_my_number() -> None:
    guess("op-0001", address="192.168.123.108")
    guess("op-0001", address="2001:db8:1234:5678:9018::1")
    assert Event.objects.filter(kind="sign_in.failed").count() == 2


@pytest.mark.django_db
def test_rows_that_say_nothing_any_more_leave() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        guess("somebody")
        clock.shift(timedelta(days=2))
        guess("somebody-else")
        assert not SignInAttempts.objects.filter(pk=_digest_of("somebody")).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at_once", [30])
def test_parallel_attempts_look_at_no_more_passwords_than_allowed(at_once: int) -> None:
    with_own_password()

    def attempt(number: int) -> str:
        with attempting("op-0001", address=f"203.0.113.{number}", method="password"):
            return "looked"

    answers = all_at_once([partial(attempt, number) for number in range(at_once)])
    assert answers.count("looked") == 5
    assert sum(isinstance(answer, LockedOut) for answer in answers) == at_once - 5
    assert Event.objects.filter(kind="staff.locked_out").count() == 1


@given(
    st.lists(st.booleans(), max_size=40),
    st.integers(min_value=3, max_value=20),
)
def test_failures_are_never_more_than_wrong_guesses(rights: list[bool], limit: int) -> None:
    state = Attempts()
    wrong = 0
    for is_right in rights:
        if is_locked(state, at=NOON):
            break
        state = counted(state, at=NOON, limit=limit, minutes=15)
        if is_right:
            state = given_back(state, limit=limit)
        else:
            wrong += 1
        assert state.failures == wrong
        assert is_locked(state, at=NOON) == (wrong >= limit)


def _digest_of(login_id: str) -> str:
    return salted_hmac("madoguchi.accounts.attempts", f"id:{login_id}", algorithm="sha256").hexdigest()
