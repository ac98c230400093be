"""A call that breaks off loses nothing: the place, what was said so far, and whoever answers the next time."""

import re
from datetime import time, timedelta

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.capacity.actions import publish_slots
from madoguchi.booking.jobs import release_holds
from madoguchi.booking.models import Booking, CallDraft
from madoguchi.booking.rules import BookingState
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from tests.web.pages import client_of, seen, words
from tests.web.test_operator import CALLER, held_by, page_of, text_of
from tests.worlds import ADMIN, PRESENT, TODAY, TOMORROW, slot_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
HOME = "/staff/operator/"


@pytest.mark.req("STF-03")
def test_what_was_said_so_far_waits_with_the_hold(site: Site, operator: Client) -> None:
    hold = held_by(operator, site)
    operator.post(page_of(hold), {**CALLER, "phone": "", "do": "park"})
    home = words(text_of(operator.get(HOME)))
    assert "見本 花子" in home
    again = text_of(operator.get(page_of(hold)))
    assert 'value="見本 花子"' in again
    assert re.search(r'value="pickup" selected', again)


@pytest.mark.req("STF-03", "CAL-07")
def test_another_time_at_another_site_keeps_what_was_typed(site: Site, operator: Client) -> None:
    branch = Site.objects.create(code="branch-sample", name="支所（見本）", kind="branch", position=9)
    change_settings({"switches.branch_places": True}, by=ADMIN)
    publish_slots(branch, first=TODAY, until=TODAY + timedelta(days=7), by=ADMIN)
    hold = held_by(operator, site)
    times = text_of(operator.post(page_of(hold), {**CALLER, "do": "time"}, follow=True))
    assert "?site=branch-sample" in times
    other = text_of(operator.get(f"{page_of(hold)}time/?site=branch-sample"))
    to = slot_at(branch, TOMORROW, time(9))
    assert f'value="{to.pk}"' in other
    page = text_of(operator.post(f"{page_of(hold)}time/?site=branch-sample", {"slot": to.pk}, follow=True))
    assert "支所（見本）" in page
    assert 'value="見本 花子"' in page
    operator.post(page_of(hold), CALLER)
    made = Booking.objects.get(pk=hold.pk)
    assert (made.state, made.slot) == (BookingState.BOOKED, to)


@pytest.mark.req("STF-03")
def test_whoever_answers_next_takes_the_call_over(site: Site, operator: Client) -> None:
    hold = held_by(operator, site)
    colleague = client_of(Role.SUPERVISOR)
    page = text_of(colleague.get(HOME))
    assert f"{page_of(hold)}take-over/" in page
    assert "試験 太郎" in words(page)
    colleague.post(f"{page_of(hold)}take-over/")
    assert "あなた" in words(text_of(colleague.get(HOME)))
    assert f"{page_of(hold)}take-over/" in text_of(operator.get(HOME))
    event = Event.objects.get(kind="booking.hold_taken_over")
    assert event.actor_key == "test-supervisor"
    with time_machine.travel(PRESENT + timedelta(minutes=11), tick=False):
        late = client_of(Role.MANAGER)
        assert page_of(hold) not in text_of(late.get(HOME))
        release_holds.call()
        assert "押さえていた時間が過ぎました" in seen(client_of(Role.SUPERVISOR), f"{page_of(hold)}take-over/", {})


@pytest.mark.req("SEC-17")
def test_what_was_said_is_gone_with_the_hold_and_a_my_number_is_never_kept(site: Site, operator: Client) -> None:
    hold = held_by(operator, site)
    operator.post(page_of(hold), {**CALLER, "note": "123456789018", "do": "park"})
    assert "123456789018" not in CallDraft.objects.get().typed
    operator.post(f"{page_of(hold)}release/")
    release_holds.call()
    assert not CallDraft.objects.exists()


def test_no_draft_grows_beyond_what_a_call_is(site: Site, operator: Client) -> None:
    hold = held_by(operator, site)
    operator.post(page_of(hold), {**CALLER, "note": "あ" * 100_000, "do": "park"})
    assert "あああ" in CallDraft.objects.get().typed
    assert len(CallDraft.objects.get().typed) < 5_000


@pytest.mark.req("STF-02")
def test_the_keyboard_begins_at_the_soonest_free_time(site: Site, operator: Client) -> None:
    page = text_of(operator.get("/staff/operator/new/1/"))
    (first,) = re.findall(r'name="slot" value="(\d+)" autofocus', page)
    offered = [int(pk) for pk in re.findall(r'name="slot" value="(\d+)"', page)]
    assert int(first) == min(offered)
