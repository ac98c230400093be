"""Planned stops: told to the city, announced to citizens, a page during them, nothing lost."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import hold_places
from madoguchi.booking.jobs import release_holds
from madoguchi.booking.models import Booking
from madoguchi.booking.rules import Channel
from madoguchi.config.joint_jobs import keep_holds_through_stop
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight, Refusal
from madoguchi.messages.stops import actions, queries
from madoguchi.messages.stops.actions import call_off, end_early, note_seen_by_city, plan_stop
from madoguchi.messages.stops.models import PlannedStop
from madoguchi.messages.stops.queries import forget_stops, stop_on
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from tests.messages.conftest import book, work
from tests.services.signed_in import session_for, staff_of
from tests.services.smtp import MailServer
from tests.worlds import ADMIN, CLERK, OPERATOR, TOMORROW, actor, slot_at

pytestmark = pytest.mark.django_db
MANAGER = actor(Role.MANAGER)
STARTS = datetime(2026, 12, 5, 22, 0, tzinfo=clock.TOKYO)
ENDS = STARTS + timedelta(hours=3)
OFFICE = "madoguchi@city.example.jp"


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    forget_stops()
    yield
    forget_stops()


@pytest.fixture
def staff() -> Callable[[Role], Client]:
    def sign_in(role: Role) -> Client:
        client = Client(HTTP_HOST="localhost")
        client.cookies["session"] = session_for(staff_of(role))
        return client

    return sign_in


def plan(*, starts_at: datetime = STARTS, ends_at: datetime = ENDS, stops_staff: bool = False) -> PlannedStop:
    stop = plan_stop(
        starts_at=starts_at,
        ends_at=ends_at,
        reason="サーバーの入替え",
        done_by="受託者 保守担当",
        stops_staff=stops_staff,
        by=MANAGER,
    )
    forget_stops()
    return stop


def page(address: str = "/") -> str:
    return Client(HTTP_HOST="localhost").get(address).content.decode()


@pytest.mark.req("NTF-08")
@pytest.mark.preset_key("web_site.tells_city_of_planned_stops")
def test_the_city_is_mailed_who_when_and_why_and_it_is_logged(
    site: Site, smtp: MailServer, settings: object
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    change_settings({"contact_sheet.office_email": OFFICE}, by=ADMIN)
    stop = plan()
    work()
    (taken,) = smtp.taken
    assert taken.to == OFFICE
    assert "2026年12月5日 22:00 から 2026年12月6日 01:00 まで" in taken.text
    assert "サーバーの入替え" in taken.text
    assert "受託者 保守担当" in taken.text
    stop.refresh_from_db()
    assert stop.mailed_at == clock.now()
    logged = Event.objects.filter(about_kind="stop").order_by("pk").values_list("kind", "actor_kind")
    assert list(logged) == [("stop.planned", "call_centre"), ("stop.city_mailed", "system")]
    call_off(stop, by=MANAGER)
    work()
    assert "取りやめました" in smtp.taken[1].text
    change_settings({"web_site.tells_city_of_planned_stops": False}, by=ADMIN)
    plan(starts_at=STARTS + timedelta(days=1), ends_at=ENDS + timedelta(days=1))
    work()
    assert len(smtp.taken) == 2


@pytest.mark.req("NTF-08")
def test_a_mail_to_the_city_that_cannot_go_out_is_said_aloud(site: Site, staff: Callable[[Role], Client]) -> None:
    stop = plan()
    work()
    stop.refresh_from_db()
    assert (stop.mailed_at, stop.mail_trouble) == (None, "no address")
    assert "送っていません" in staff(Role.MANAGER).get(f"/staff/office/stops/{stop.pk}/").content.decode()
    assert "市は、まだ確かめていません" in staff(Role.MANAGER).get("/staff/").content.decode()


@pytest.mark.req("NTF-08")
def test_the_city_sees_it_on_its_home_until_somebody_has_said_so(
    site: Site, staff: Callable[[Role], Client]
) -> None:
    stop = plan()
    clerk = staff(Role.CITY_CLERK)
    assert "計画停止の知らせを確かめる" in clerk.get("/staff/").content.decode()
    clerk.post(f"/staff/office/stops/{stop.pk}/seen/")
    stop.refresh_from_db()
    assert (stop.seen_by, stop.seen_at) == ("test-city_clerk", clock.now())
    assert "計画停止の知らせを確かめる" not in clerk.get("/staff/").content.decode()
    assert Event.objects.filter(kind="stop.seen_by_city", actor_kind="city").count() == 1


@pytest.mark.req("NTF-08")
def test_only_the_city_says_that_the_city_knows(site: Site) -> None:
    stop = plan()
    with pytest.raises(actions.OnlyTheCitySees):
        note_seen_by_city(stop, by=MANAGER)


@pytest.mark.req("NTF-09")
@pytest.mark.preset_key("web_site.announces_planned_stops", "messages.stops_announced_days_before")
@pytest.mark.parametrize(
    ("prefix", "says"),
    [
        ("/", "2026年12月5日（土曜日） 22時00分 から 2026年12月6日（日曜日） 1時00分 まで"),
        ("/ja-easy/", "2026年12月5日（土曜日） 22時00分"),
        ("/en/", "Saturday, 5 December 2026 22:00"),
    ],
)
def test_every_citizens_page_announces_it_some_days_before(site: Site, prefix: str, says: str) -> None:
    plan()
    for address in (prefix, f"{prefix}my/", f"{prefix}book/"):
        assert says in page(address)
    change_settings({"messages.stops_announced_days_before": 4}, by=ADMIN)
    assert says in page(prefix)
    change_settings({"messages.stops_announced_days_before": 3}, by=ADMIN)
    assert says not in page(prefix)
    change_settings(
        {"messages.stops_announced_days_before": 7, "web_site.announces_planned_stops": False}, by=ADMIN
    )
    assert says not in page(prefix)


@pytest.mark.req("NTF-09")
@pytest.mark.parametrize(
    ("prefix", "says", "lang"),
    [
        ("/", "再開の予定：2026年12月6日（日曜日） 1時00分", "ja"),
        ("/ja-easy/", "2026年12月6日（日曜日） 1時00分", "ja"),
        ("/en/", "Sunday, 6 December 2026 01:00", "en"),
    ],
)
def test_during_it_citizens_get_a_page_that_says_until_when_and_whom_to_call(
    site: Site, present: time_machine.Traveller, prefix: str, says: str, lang: str
) -> None:
    plan()
    present.move_to(STARTS, tick=False)
    forget_stops()
    for method in ("get", "post"):
        answer = getattr(Client(HTTP_HOST="localhost"), method)(f"{prefix}book/")
        text = answer.content.decode()
        assert answer.status_code == 503
        assert answer["Retry-After"] == "10800"
        assert says in text
        assert "0829000000" in text
        assert f'<html lang="{lang}">' in text
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.req("NTF-09")
def test_machines_are_told_as_machines_and_watchers_and_staff_are_not_stopped(
    site: Site, present: time_machine.Traveller, staff: Callable[[Role], Client]
) -> None:
    plan()
    present.move_to(STARTS, tick=False)
    forget_stops()
    client = Client(HTTP_HOST="localhost")
    assert client.get("/healthz").status_code == 200
    answer = client.get("/api/v1/availability")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10800"
    at_work = staff(Role.OPERATOR).get("/staff/")
    assert at_work.status_code == 200
    assert "計画停止中です" in at_work.content.decode()


@pytest.mark.req("NTF-09")
def test_staff_are_stopped_too_when_that_was_planned_and_can_still_end_it(
    site: Site, present: time_machine.Traveller, staff: Callable[[Role], Client]
) -> None:
    stop = plan(stops_staff=True)
    manager = staff(Role.MANAGER)
    present.move_to(STARTS + timedelta(minutes=5), tick=False)
    manager.cookies["session"] = session_for(staff_of(Role.MANAGER))
    forget_stops()
    assert manager.get("/staff/").status_code == 503
    assert manager.get(f"/staff/office/stops/{stop.pk}/").status_code == 200
    manager.post(f"/staff/office/stops/{stop.pk}/end/")
    forget_stops()
    assert manager.get("/staff/").status_code == 200


@pytest.mark.req("NTF-09")
def test_ended_early_by_one_button_citizens_are_back_at_once(site: Site, present: time_machine.Traveller) -> None:
    stop = plan()
    present.move_to(STARTS + timedelta(minutes=30), tick=False)
    forget_stops()
    assert Client(HTTP_HOST="localhost").get("/").status_code == 503
    end_early(stop, by=MANAGER)
    forget_stops()
    assert Client(HTTP_HOST="localhost").get("/").status_code == 200
    stop.refresh_from_db()
    assert stop.ends_at == clock.now()
    assert Event.objects.filter(kind="stop.ended_early").count() == 1
    with pytest.raises(actions.StopNotOn):
        end_early(stop, by=MANAGER)


@pytest.mark.req("NTF-09")
def test_at_its_end_the_site_opens_by_itself(site: Site, present: time_machine.Traveller) -> None:
    plan()
    present.move_to(ENDS - timedelta(seconds=1), tick=False)
    forget_stops()
    assert stop_on() is not None
    present.move_to(ENDS, tick=False)
    assert stop_on() is None


@pytest.mark.req("NTF-09")
def test_a_place_held_when_it_began_is_kept_until_after_it(site: Site, present: time_machine.Traveller) -> None:
    import uuid

    stop = plan()
    present.move_to(STARTS - timedelta(minutes=5), tick=False)
    forget_stops()
    slot = slot_at(site, date(2026, 12, 8), time(9))
    held = hold_places(slot.pk, people=1, once_key=uuid.uuid4(), channel=Channel.WEB, language="ja", by=CITIZEN)
    present.move_to(STARTS + timedelta(seconds=30), tick=False)
    forget_stops()
    assert keep_holds_through_stop.call() == 1
    assert keep_holds_through_stop.call() == 0
    present.move_to(ENDS + timedelta(minutes=9), tick=False)
    release_holds.call()
    assert Booking.objects.get(pk=held.pk).state == "held"
    present.move_to(STARTS + timedelta(minutes=30), tick=False)
    end_early(stop, by=MANAGER)
    work()
    held.refresh_from_db()
    assert held.expires_at == clock.now() + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "refusal"),
    [
        (ENDS, STARTS, actions.StopEndsBeforeItStarts),
        (STARTS, STARTS, actions.StopEndsBeforeItStarts),
        (STARTS - timedelta(days=30), ENDS - timedelta(days=30), actions.StopInThePast),
        (STARTS, STARTS + timedelta(days=8), actions.StopTooLong),
        (ENDS - timedelta(minutes=1), ENDS + timedelta(hours=1), actions.StopsOverlap),
    ],
)
def test_odd_times_are_refused_with_words(
    site: Site, starts_at: datetime, ends_at: datetime, refusal: type[Refusal]
) -> None:
    plan()
    with pytest.raises(refusal):
        plan(starts_at=starts_at, ends_at=ends_at)


def test_a_stop_that_has_begun_is_not_called_off(site: Site, present: time_machine.Traveller) -> None:
    stop = plan()
    present.move_to(STARTS, tick=False)
    with pytest.raises(actions.StopHasBegun):
        call_off(stop, by=MANAGER)


def test_without_the_right_nobody_stops_the_site(site: Site, staff: Callable[[Role], Client]) -> None:
    with pytest.raises(MissingRight):
        plan_stop(starts_at=STARTS, ends_at=ENDS, reason="x", done_by="x", stops_staff=False, by=OPERATOR)
    assert staff(Role.OPERATOR).get("/staff/office/stops/new/").status_code == 403
    stop = plan()
    assert staff(Role.CITY_CLERK).post(f"/staff/office/stops/{stop.pk}/end/").status_code == 403


def test_who_has_booked_is_not_touched(site: Site, present: time_machine.Traveller) -> None:
    booking = book(site, day=TOMORROW)
    plan()
    present.move_to(STARTS, tick=False)
    keep_holds_through_stop.call()
    booking.refresh_from_db()
    assert (booking.state, booking.expires_at) == ("booked", None)


@pytest.mark.req("NTF-08")
def test_a_stop_is_planned_on_the_screen_and_stays_in_the_list(site: Site, staff: Callable[[Role], Client]) -> None:
    manager = staff(Role.MANAGER)
    typed = {
        "start_day": "2026-12-05", "start_time": "22:00", "end_day": "令和8年12月6日", "end_time": "1:00",
        "reason": "更新作業", "done_by": "保守担当", "staff": "goes_on",
    }  # fmt: skip
    answer = manager.post("/staff/office/stops/new/", typed)
    stop = PlannedStop.objects.get()
    assert answer["Location"] == f"/staff/office/stops/{stop.pk}/"
    assert (stop.starts_at, stop.ends_at) == (STARTS, ENDS)
    assert "更新作業" in manager.get("/staff/office/stops/").content.decode()
    again = manager.post("/staff/office/stops/new/", typed)
    assert again.status_code == 409
    assert "重なっています" in again.content.decode()
    manager.post(f"/staff/office/stops/{stop.pk}/call-off/")
    assert "取りやめ" in manager.get("/staff/office/stops/").content.decode()


def test_a_page_asks_for_stops_at_most_every_few_seconds(
    site: Site, django_assert_num_queries: Callable[[int], object]
) -> None:
    plan()
    stop_on()
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        for _ in range(10):
            stop_on()
    assert queries.KEPT_SECONDS <= 5


def test_clerks_see_the_banner_too(site: Site, staff: Callable[[Role], Client]) -> None:
    plan()
    assert CLERK.may("settings.view")
    assert "計画停止の予定" in staff(Role.CITY_CLERK).get("/staff/").content.decode()
