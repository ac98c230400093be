"""The real pages as they will look after a change that is not saved yet (RSV-06).

The change is made, a booking is made up, the page's own view answers, and all of it is rolled back.
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.booking.actions import Contact, Person, Wish, make_booking
from madoguchi.booking.capacity.queries import booking_window, sites_with_slots, slots_in_window
from madoguchi.booking.models import Slot, WebHold
from madoguchi.booking.online.actions import keep_typed, take_time
from madoguchi.booking.online.address import token_of
from madoguchi.booking.own_page.secret import secret_of
from madoguchi.booking.rules import Channel
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.drafts import try_out
from madoguchi.municipality.queries import procedures_offered, sites_in_use
from madoguchi.web.citizen import held, own_booking, procedures, views
from madoguchi.web.citizen.faq.views import all_questions
from madoguchi.web.citizen.inquiry.views import empty_form
from madoguchi.web.frame.access import StaffRequest, staff_view

DRAFT = "preview"  # in the session of who writes it
SOMEBODY = {"name": ["見本 花子"], "kana": ["ミホン ハナコ"], "phone": ["090-0000-0000"]}


@never_cache
@require_safe
@staff_view("settings.edit")
def preview(request: StaffRequest, page: str, language: str) -> HttpResponse:
    if page not in PAGES or language not in dict(settings.LANGUAGES):
        raise Http404
    with transaction.atomic(), override(language):
        try:
            try_out(request.session.get(DRAFT, {}), by=request.actor)
            answer = PAGES[page](request)
        except Refusal as refusal:
            answer = render(request, "citizen/no_preview.html", {"reason": refusal.message})
        transaction.set_rollback(True)
    return answer


class NothingToShow(Refusal):
    message = "受付中の手続きか、予約できる時間がないため、この画面の見本は作れません。"


def _asked(request: HttpRequest, **query: str | list[str]) -> HttpRequest:
    """A citizen's request for the same page."""
    asked = HttpRequest()
    asked.method = "GET"
    asked.META, asked.COOKIES, asked.path, asked.path_info = request.META, request.COOKIES, "/", "/"
    asked.GET = _query(query)
    asked.is_preview = True  # type: ignore[attr-defined]  # the frame says so
    return asked


def _query(values: Mapping[str, str | list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def _procedure() -> str:
    if not (offered := procedures_offered()):
        raise NothingToShow
    return offered[0].code


def _slot() -> Slot:
    """A free one, else one that is made up."""
    now = clock.now()
    for site in sites_with_slots(now=now):
        if (free := slots_in_window(site, now=now).filter(remaining__gte=1).first()) is not None:
            return free
    main = sites_in_use().first()
    if main is None:
        raise NothingToShow
    window = booking_window(main, today=now.date())
    day = window.first_day(now)
    if not window.holds(day, now=now):
        raise NothingToShow
    starts_at = clock.start_of(day) + timedelta(hours=10)
    return Slot.objects.create(
        site=main, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30), people_limit=6, bookings_limit=6
    )


def _hold(request: HttpRequest) -> WebHold:
    return take_time(
        _slot().pk,
        procedures_offered()[:1],
        once_key=uuid.uuid4(),
        whence=held.whence(request),
        language="ja",
        has_proof=True,
    )


def _home(request: HttpRequest) -> HttpResponse:
    return views.home(_asked(request))


def _procedures(request: HttpRequest) -> HttpResponse:
    return procedures.choose_procedure(_asked(request))


def _calendar(request: HttpRequest) -> HttpResponse:
    return views.choose_day(_asked(request, procedure=[_procedure()]))


def _time(request: HttpRequest) -> HttpResponse:
    slot = _slot()
    asked = _asked(request, procedure=[_procedure()], site=slot.site.code)
    return views.choose_time(asked, clock.in_tokyo(slot.starts_at).date())


def _details(request: HttpRequest) -> HttpResponse:
    return held.details(_asked(request), token_of(_hold(request).hold.once_key))


def _check(request: HttpRequest) -> HttpResponse:
    made = _hold(request)
    keep_typed(made, _filled_in(made), is_sent=True)
    return held.check(_asked(request), token_of(made.hold.once_key))


def _filled_in(made: WebHold) -> dict[str, list[str]]:
    """Every item that is asked, so that each can be seen."""
    more = {
        "email": ["mihon@example.jp"],
        "postal_code": ["123-4567"],
        "address": ["見本県見本市1-2-3"],
        "note": ["見本の連絡事項"],
    }
    return {**SOMEBODY, **more}


def _own(request: HttpRequest, **query: str) -> HttpResponse:
    contact = Contact(
        "見本 花子", "ミホン ハナコ", "09000000000", email="mihon@example.jp", address="見本県見本市1-2-3"
    )
    people = [Person(contact.name, contact.kana, _procedure())]
    wish = Wish(slot_id=_slot().pk, contact=contact, people=people, language="ja")
    booking = make_booking(wish, channel=Channel.WEB, by=CITIZEN)
    return own_booking.my_page(_asked(request, **query), secret_of(booking))


def _done(request: HttpRequest) -> HttpResponse:
    return _own(request, new="1")


def _inquiry(request: HttpRequest) -> HttpResponse:
    """Also before the form is switched on."""
    return empty_form(_asked(request))


def _faq(request: HttpRequest) -> HttpResponse:
    """Also before it is made public."""
    return all_questions(_asked(request))


PAGES: Mapping[str, Callable[[HttpRequest], HttpResponse]] = {
    "home": _home,
    "procedure": _procedures,
    "place": _calendar,
    "calendar": _calendar,
    "marks": _time,
    "time": _time,
    "details": _details,
    "check": _check,
    "done": _done,
    "own": _own,
    "inquiry": _inquiry,
    "faq": _faq,
}
