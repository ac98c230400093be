"""Who finds no place is counted by day, procedure and channel, and by nothing that could tell a person."""

from datetime import time

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.demand.actions import count_unmet
from madoguchi.booking.demand.rules import Occasion
from madoguchi.booking.models import Slot, UnmetDemand
from madoguchi.booking.rules import Channel
from madoguchi.municipality.models import Procedure, Site
from tests.web.pages import client_of, seen, words
from tests.worlds import TODAY, TOMORROW, slot_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present"), pytest.mark.req("CAL-05", "STF-02")]
CALENDAR = "/book/calendar/?procedure=pickup&procedure=pickup&procedure=pin"
ON_THE_WAY = {"HTTP_REFERER": "http://testserver/book/"}


def counted() -> list[tuple[str, str, str, int, int]]:
    rows = UnmetDemand.objects.order_by("procedure__code", "channel", "occasion")
    return [(row.procedure.code, row.channel, row.occasion, row.times, row.people) for row in rows]


def test_a_full_month_is_counted_once_for_each_browser(site: Site) -> None:
    Slot.objects.update(people_limit=2)
    citizen = Client()
    for _ in range(3):
        citizen.get(CALENDAR, **ON_THE_WAY)  # type: ignore[arg-type]
    assert counted() == [("pickup", "web", "month_full", 1, 2), ("pin", "web", "month_full", 1, 1)]
    Client().get(CALENDAR, **ON_THE_WAY)  # type: ignore[arg-type]
    assert [row[3] for row in counted()] == [2, 2]
    assert UnmetDemand.objects.values_list("wished_on", flat=True).distinct().get() == TODAY.replace(day=1)


def test_a_month_with_a_place_and_a_machine_that_reads_addresses_count_nothing(site: Site) -> None:
    Client().get(CALENDAR, **ON_THE_WAY)  # type: ignore[arg-type]
    Slot.objects.update(people_limit=2)
    Client().get(CALENDAR)
    Client().get(CALENDAR, HTTP_REFERER="https://elsewhere.example/")
    Client().head(CALENDAR, **ON_THE_WAY)  # type: ignore[arg-type]
    assert [row for row in counted() if row[3]] == []


def test_a_place_that_is_gone_at_the_last_moment_is_counted(site: Site) -> None:
    from madoguchi.booking.online.address import new_token

    slot = slot_at(site, TOMORROW, time(9), people=0)
    Client().post("/book/hold/", {"key": new_token(), "procedure": "pickup", "slot": slot.pk})
    assert counted() == [("pickup", "web", "just_full", 1, 1)]
    assert UnmetDemand.objects.get().wished_on == TOMORROW


def test_an_operator_counts_a_call_that_ended_without_a_booking(site: Site) -> None:
    operator = client_of(Role.OPERATOR)
    assert "枠がなく予約できず" in seen(operator, "/staff/operator/new/2/")
    typed = {"procedure": "pin", "people": "2", "wished_on": "2026-12-24"}
    assert "数えました" in seen(operator, "/staff/operator/no-place/2/", typed)
    seen(
        client_of(Role.CITY_CLERK),
        "/staff/operator/no-place/2/",
        {"procedure": "pin", "people": "1", "wished_on": ""},
    )
    assert counted() == [("pin", "city", "call", 1, 1), ("pin", "telephone", "call", 1, 2)]
    assert "手続きを選んでください" in seen(operator, "/staff/operator/no-place/1/", {"people": "1"})
    assert client_of(Role.AUDITOR).post("/staff/operator/no-place/1/", typed).status_code == 403


def test_the_city_sees_where_places_are_missing(site: Site) -> None:
    pin, pickup = Procedure.objects.get(code="pin"), Procedure.objects.get(code="pickup")
    count_unmet([pin, pin], channel=Channel.WEB, occasion=Occasion.MONTH_FULL, wished_on=TODAY)
    count_unmet([pin], channel=Channel.TELEPHONE, occasion=Occasion.CALL)
    count_unmet([pickup], channel=Channel.TELEPHONE, occasion=Occasion.CALL, wished_on=TOMORROW)
    page = seen(client_of(Role.CITY_ADMIN), "/staff/office/demand/")
    assert 'max="2" value="2" aria-label="暗証番号の再設定 2回"' in page
    read = words(page)
    for said in ("2026年12月", "いつでも", "12月2日（水）", "電話・窓口で予約できず"):
        assert said in read
    assert "空きがなかった希望はありません" in seen(
        client_of(Role.CITY_ADMIN), "/staff/office/demand/?first=2026-10-01&last=2026-10-31"
    )
