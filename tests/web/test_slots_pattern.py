"""The pattern of a site on the screen: read as a week, changed from a day on, each change an event."""

import re
from datetime import date, time, timedelta

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.capacity.actions import publish_slots
from madoguchi.booking.capacity.queries import bands_on, booking_window
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import value_of
from tests.web.pages import client_of, seen, words
from tests.web.test_slots_screens import starts
from tests.worlds import ADMIN, TODAY, TOMORROW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
PATTERN = "/staff/office/slots/main/pattern/"
CHANGE = f"{PATTERN}change/"


def typed_pattern(client: Client, url: str = CHANGE, **changes: object) -> dict[str, object]:
    """What the form shows, with these changes."""
    found: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", seen(client, url)):
        field = dict(re.findall(r'(name|value|type)="([^"]*)"', tag))
        if field.get("type") == "checkbox":
            if " checked" in tag:
                found.setdefault(field["name"], [])
                found[field["name"]] += [field.get("value", "on")]  # type: ignore[operator]
        elif "name" in field and field["name"] != "csrfmiddlewaretoken":
            found[field["name"]] = field.get("value", "")
    return {**found, **changes}


def change(client: Client, typed: dict[str, object], url: str = CHANGE) -> str:
    return client.post(url, typed, follow=True).content.decode()


@pytest.mark.req("CAL-01", "CAL-02")
def test_the_week_is_read_without_knowing_any_notation(site: Site, admin: Client) -> None:
    page = words(seen(admin, PATTERN))
    assert "09:00–12:00 30分 6人・6件 ○ あり" in page
    assert "60日先まで予約できます。1日前の終わりに締め切ります。" in page
    assert "先に予約した順です" in page
    assert "{" not in page


def test_saved_as_it_was_opened_nothing_changes_and_nothing_is_recorded(site: Site, admin: Client) -> None:
    events = Event.objects.filter(kind__startswith="setting.").count()
    assert "変わるところはありません" in change(admin, typed_pattern(admin))
    assert Event.objects.filter(kind__startswith="setting.").count() == events


@pytest.mark.req("CAL-01", "CAL-02", "CAL-05")
def test_another_pattern_holds_from_its_day_on(site: Site, admin: Client) -> None:
    from_day = date(2027, 2, 1)
    typed = typed_pattern(
        admin, people_0="10", bookings_0="4", minutes_0="20", effective_on=f"{from_day}", note="更新の増加"
    )
    assert "2027年2月1日から変える" in change(admin, typed)
    assert [(band.minutes, band.people, band.bookings) for band in bands_on(from_day, site)] == [
        (20, 10, 4),
        (30, 6, 6),
    ]
    assert [band.people for band in bands_on(TOMORROW, site)] == [6, 6]
    event = Event.objects.get(kind="setting.planned")
    assert event.about_key == "booking.bands"
    assert "更新の増加" in event.body
    assert len(starts(TOMORROW)) == 13
    assert "2027年2月1日から変わります" in words(seen(admin, PATTERN))


@pytest.mark.req("CAL-01")
def test_a_band_comes_and_a_band_goes(site: Site, admin: Client) -> None:
    gone = {f"{name}_0": "" for name in ("starts", "ends", "minutes", "people", "bookings")} | {"weekdays_0": []}
    new = {"weekdays_2": ["土"], "starts_2": "９：００", "ends_2": "10:00", "minutes_2": "15", "people_2": "2", "bookings_2": "2"}  # fmt: skip
    change(admin, typed_pattern(admin, **gone, **new))
    assert [band.starts for band in bands_on(TOMORROW, site)] == [time(13)]
    assert [band.minutes for band in bands_on(date(2026, 12, 5), site)] == [15]


@pytest.mark.req("CAL-01")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"people_0": ""}, "時間帯1の「人数の上限」を入力してください"),
        ({"ends_0": "09:10"}, "1枠の分数より短く"),
        ({"starts_1": "11:30"}, "ほかの時間帯と重なっています"),
        ({"starts_0": "25:00"}, "時刻は「17:30」のように"),
        ({"effective_on": "2026-11-01"}, "過去の日からの変更はできません"),
        ({"closes_days_before": "-1"}, "0 以上"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    site: Site, admin: Client, wrong: dict[str, object], said: str
) -> None:
    before = value_of("booking.bands")
    page = change(admin, typed_pattern(admin, minutes_1="35", **wrong))
    assert said in page
    assert 'value="35"' in page
    assert value_of("booking.bands") == before


@pytest.mark.req("CAL-07")
def test_a_branch_gets_a_pattern_and_a_window_of_its_own(site: Site, admin: Client) -> None:
    branch = Site.objects.create(code="branch-sample", name="支所（見本）", kind="branch")
    change_settings({"switches.branch_places": True}, by=ADMIN)
    url = "/staff/office/slots/branch-sample/pattern/change/"
    typed = typed_pattern(
        admin, url, only_here="on", window_only_here="on", weekdays_0=["水"], people_0="1", opens_days_ahead="14"
    )
    change(admin, typed, url)
    assert [band.people for band in bands_on(TOMORROW, branch)] == [1, 6]
    assert [band.people for band in bands_on(TOMORROW, site)] == [6, 6]
    assert booking_window(branch, today=TODAY).opens_days_ahead == 14
    assert booking_window(site, today=TODAY).opens_days_ahead == 60
    change(admin, typed_pattern(admin, url, only_here="", window_only_here=""), url)
    assert [band.people for band in bands_on(TOMORROW, site)] == [1, 6]
    assert booking_window(site, today=TODAY).opens_days_ahead == 14


@pytest.mark.req("CAL-01")
def test_the_telephones_share_is_set_and_said_with_its_moment(site: Site, admin: Client) -> None:
    change(admin, typed_pattern(admin, telephone_percent="50", telephone_until_at="1600"))
    assert "人数の50%を電話のために残し、2日前の16:00に、ウェブにも開放します" in words(seen(admin, PATTERN))
    day = TODAY + timedelta(days=35)
    publish_slots(site, first=day, until=day + timedelta(days=1), by=ADMIN)
    assert "3人（1月3日 16:00に開放）" in words(seen(admin, f"/staff/office/slots/main/{day}/"))


@pytest.mark.req("CAL-01")
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CITY_CLERK, Role.AUDITOR])
def test_who_may_not_change_settings_only_reads_the_pattern(site: Site, role: Role) -> None:
    client = client_of(role)
    assert "型を変える" not in seen(client, PATTERN)
    assert client.get(CHANGE).status_code == 403
    assert client.post(CHANGE, {}).status_code == 403
