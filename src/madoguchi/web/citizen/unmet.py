"""Counting who found no place on the web: once for each browser and day, and nothing that could tell a person."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from madoguchi.booking.demand.actions import count_unmet
from madoguchi.booking.demand.rules import Occasion
from madoguchi.booking.rules import Channel
from madoguchi.web.citizen.choice import Choice
from madoguchi.web.frame.calendar import HAS_ROOM, Month

HALF_A_DAY_SECONDS = 12 * 60 * 60


def count_full_month(
    request: HttpRequest, response: HttpResponse, choice: Choice | None, month: Month | None
) -> None:
    """A month that shows no place at all, seen by somebody who came here on the way (machines that read every
    address do not)."""
    has_room = month and any(day and day.filling in HAS_ROOM for week in month.weeks for day in week)
    came_on_the_way = url_has_allowed_host_and_scheme(
        request.headers.get("Referer", ""), allowed_hosts={request.get_host()}
    )
    if request.method == "GET" and choice and month and not has_room and came_on_the_way:
        count_once(request, response, choice, Occasion.MONTH_FULL, wished_on=month.first)


def count_once(
    request: HttpRequest, response: HttpResponse, choice: Choice, occasion: Occasion, *, wished_on: date
) -> None:
    name = f"no_place_{occasion.value}"
    if name in request.COOKIES:
        return
    count_unmet(choice.procedures, channel=Channel.WEB, occasion=occasion, wished_on=wished_on)
    response.set_cookie(
        name, "1", max_age=HALF_A_DAY_SECONDS, httponly=True, samesite="Lax", secure=settings.CSRF_COOKIE_SECURE
    )
