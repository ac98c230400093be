"""From a time to the booking: hold → details → check → done.

Each page has an address of its own, so that "back" and "reload" never ask whether to send something again. What was
typed waits beside the hold; the address is of no use in another browser.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.allow_lists.requests import address_of_request
from madoguchi.booking import refusals
from madoguchi.booking.capacity import queries
from madoguchi.booking.demand.rules import Occasion
from madoguchi.booking.models import Booking, Slot, WebHold
from madoguchi.booking.online.actions import book_held, extend_hold, give_up, keep_typed, take_time
from madoguchi.booking.online.address import digest_of, new_token, once_key_of, token_of
from madoguchi.booking.online.proof import is_proven, kept_ticket, new_challenge
from madoguchi.booking.online.queries import Typed, Whence, is_forgotten, is_lapsed, typed_in, web_hold
from madoguchi.booking.own_page.secret import secret_of
from madoguchi.booking.refusals import BookedAlready, NoLongerExtended, SlotFull, WorkFirst
from madoguchi.core import clock
from madoguchi.core.refusals import Refusal
from madoguchi.core.text.my_number import MyNumberRefused
from madoguchi.web.citizen.address import filled_in
from madoguchi.web.citizen.choice import (
    Choice,
    begins_with_the_calendar,
    choice_in,
    choice_of,
    only_where_bookings_are_taken,
    takes_families,
)
from madoguchi.web.citizen.forms import DetailsForm
from madoguchi.web.citizen.templatetags.citizen import label, when
from madoguchi.web.citizen.unmet import count_once
from madoguchi.web.frame.contact_fields import contact_rows, typed_contact


@dataclass(frozen=True)
class Way:
    """Where somebody stands between a time and the booking."""

    token: str
    held: WebHold
    choice: Choice

    @property
    def hold(self) -> Booking:
        hold: Booking = self.held.hold
        return hold

    @property
    def slot(self) -> Slot:
        slot: Slot = self.held.hold.slot
        return slot

    def form(self, data: MultiValueDict[str, Any] | None = None, **options: Any) -> DetailsForm:
        return DetailsForm(data, people=self.choice.people, for_families=takes_families(), **options)

    def form_as_sent(self, typed: Typed) -> DetailsForm:
        """Judged; where something stood that is never kept, that is said again."""
        return judged(self.form(MultiValueDict(typed.fields)), typed)

    def to(self, step: str, **query: str) -> HttpResponseRedirect:
        address = reverse(f"citizen:{step}", args=[self.token])
        return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)


def judged(form: DetailsForm, typed: Typed) -> DetailsForm:
    for name in typed.refused:
        if form.is_valid() or name in form.fields:
            form.errors.pop(name, None)
            form.add_error(name, gettext(MyNumberRefused.message))
    return form


HeldView = Callable[[HttpRequest, Way], HttpResponse]


def held_page(view: HeldView) -> Callable[[HttpRequest, str], HttpResponse]:
    """The hold behind the address. What has become a booking shows the booking, however often one goes back."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        only_where_bookings_are_taken()
        once_key = once_key_of(token)
        held = once_key and web_hold(once_key, browser=whence(request).browser)
        if not held or is_forgotten(held):
            return render(request, "citizen/forgotten.html", status=410)
        if held.hold.number:
            return to_booking(held.hold, "already")
        choice = choice_of(held.procedures.split(), hold=token)
        if choice is None:
            return redirect("citizen:procedure")  # no longer offered
        response = view(request, Way(token, held, choice))
        response["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(sensitive_post_parameters()(guarded)))


@require_safe
def slot(request: HttpRequest, slot_id: int) -> HttpResponse:
    """A time that somebody comes to by its address: one press holds it."""
    only_where_bookings_are_taken()
    found = get_object_or_404(Slot.objects.select_related("site"), pk=slot_id)
    choice = choice_in(request.GET)
    if choice is None:
        return redirect("citizen:procedure")
    if not queries.is_bookable(found, now=clock.now()):
        return render(request, "citizen/not_bookable.html", status=410)
    step = 1 if begins_with_the_calendar() else 3  # the time stands already where it is chosen first
    context = {"slot": found, "choice": choice, "key": choice.hold or new_token(), "step": step}
    return render(request, "citizen/slot.html", context)


@never_cache
@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """A time was chosen: its places are kept from now on. With a key that was used before it is another time, or the
    same once more."""
    only_where_bookings_are_taken()
    once_key, choice = once_key_of(request.POST.get("key", "")), choice_in(request.POST)
    if once_key is None or choice is None:
        return redirect("citizen:procedure")
    written = request.POST.get("slot", "")
    slot_id = int(written) if written.isdecimal() and len(written) < 12 else 0
    ticket = request.POST.get("ticket", "")
    try:
        held = take_time(
            slot_id,
            choice.procedures,
            once_key=once_key,
            whence=whence(request),
            language=get_language() or "ja",
            has_proof=bool(ticket) and is_proven(request.POST.get("solution", ""), ticket),
        )
    except BookedAlready:
        return to_booking(get_object_or_404(Booking, once_key=once_key), "already")
    except WorkFirst:
        query = choice.query_with(slot=str(slot_id), key=request.POST["key"], ticket=ticket)
        return redirect(f"{reverse('citizen:prove')}?{query}")
    except Refusal as refusal:
        wanted = get_object_or_404(Slot.objects.select_related("site"), pk=slot_id)
        day = clock.in_tokyo(wanted.starts_at).date()
        query = choice.query_with(site=wanted.site.code, slot=str(wanted.pk), refused=type(refusal).__name__)
        response = redirect(f"{reverse('citizen:day', args=[day])}?{query}")
        if isinstance(refusal, SlotFull):
            count_once(request, response, choice, Occasion.JUST_FULL, wished_on=day)
        return response
    step = "check" if typed_in(held).is_sent else "details"
    return redirect(f"citizen:{step}", token_of(held.hold.once_key))


@never_cache
@require_safe
def prove(request: HttpRequest) -> HttpResponse:
    """Much has come from this line: the browser works for a second, or its person waits for a minute."""
    only_where_bookings_are_taken()
    choice, written = choice_in(request.GET), request.GET.get("slot", "")
    if choice is None or once_key_of(request.GET.get("key", "")) is None or not written.isdecimal():
        return redirect("citizen:procedure")
    challenge, kept = new_challenge(), kept_ticket(request.GET.get("ticket", ""))
    context = {
        "choice": choice,
        "slot_key": written,
        "key": request.GET["key"],
        "challenge": challenge,
        "ticket": kept or challenge["ticket"],
        "is_early": bool(request.GET.get("ticket")),
    }
    return render(request, "citizen/prove.html", context)


@held_page
def details(request: HttpRequest, way: Way) -> HttpResponse:
    if request.method == "POST":
        return _after_details(request, way)
    return _lapsed_page(request, way) if is_lapsed(way.held) else _details_page(request, way)


@held_page
def check(request: HttpRequest, way: Way) -> HttpResponse:
    if request.method == "POST":
        return _after_check(request.POST.get("do", ""), way)
    if is_lapsed(way.held):
        return _lapsed_page(request, way)
    form = way.form_as_sent(typed_in(way.held))
    if not form.is_valid():
        return way.to("details", fix="1")
    context = {
        "way": way,
        "slot": way.slot,
        "form": form,
        "choice": way.choice,
        "rows": _what_was_filled_in(form, way.slot, way.choice),
        "minutes": queries.hold_minutes(),
        "refusal": refusal_named(request.GET.get("refused", "")),
        "step": 5,
    }
    return render(request, "citizen/check.html", context)


def _after_details(request: HttpRequest, way: Way) -> HttpResponse:
    form, do = way.form(request.POST), request.POST.get("do", "")
    sent = {name: request.POST.getlist(name) for name in form.fields if name in request.POST}
    typed = keep_typed(way.held, sent, is_sent=do in ("check", ""))
    day = clock.in_tokyo(way.slot.starts_at).date()
    match do:
        case "people":
            return redirect(f"{reverse('citizen:procedure')}?{way.choice.line_query}")
        case "time":
            address = reverse("citizen:day", args=[day])
            return redirect(f"{address}?{way.choice.query_with(site=way.slot.site.code)}")
        case "address":
            return way.to("details", place="1")
        case "extend" | "give-up":
            return _keep_longer_or_not(do, way, back_to="details")
    form.data = MultiValueDict(typed.fields)  # what was kept is judged, as it will be at the next page
    return way.to("check") if judged(form, typed).is_valid() else way.to("details", fix="1")


def _after_check(do: str, way: Way) -> HttpResponse:
    if do in ("extend", "give-up"):
        return _keep_longer_or_not(do, way, back_to="check")
    form = way.form_as_sent(typed_in(way.held))
    if do == "edit" or not form.is_valid():
        return way.to("details") if do == "edit" else way.to("details", fix="1")
    try:
        booking = book_held(form.wish(way.slot.pk, way.choice.codes, once_key=way.hold.once_key), way.slot)
    except Refusal as refusal:
        return way.to("check", refused=type(refusal).__name__)
    return to_booking(booking, "new")


def _keep_longer_or_not(do: str, way: Way, *, back_to: str) -> HttpResponse:
    if do == "give-up":
        give_up(way.held)
        return redirect(f"{reverse('citizen:calendar')}?{urlencode({'procedure': way.choice.codes}, doseq=True)}")
    try:
        extend_hold(way.held)
    except NoLongerExtended as refusal:
        return way.to(back_to, refused=type(refusal).__name__)
    return way.to(back_to)


def _details_page(request: HttpRequest, way: Way) -> HttpResponse:
    typed = typed_in(way.held)
    if "fix" in request.GET and typed.fields:
        form = way.form_as_sent(typed)
    else:
        form = way.form()
        known = form.typed_as(MultiValueDict(typed.fields)) if typed.fields else {}
        if "place" in request.GET and form.may_look_up:
            known, looked_up = filled_in(known)
            form = way.form(initial=known)
            form.show_place(looked_up)
        else:
            form = way.form(initial=known)
    context = {
        "way": way,
        "slot": way.slot,
        "form": form,
        "choice": way.choice,
        "refusal": refusal_named(request.GET.get("refused", "")),
        "minutes": queries.hold_minutes(),
        "step": 4,
    }
    return render(request, "citizen/details.html", context)


def _lapsed_page(request: HttpRequest, way: Way) -> HttpResponse:
    """What was typed stays; the same time once more if it is free, and the nearest."""
    now, people = clock.now(), way.choice.people
    needs = way.choice.needs_national_system
    window = queries.slots_in_window(way.slot.site, now=now, needs_national_system=needs)
    same = window.filter(pk=way.slot.pk, remaining__gte=people)
    context = {
        "way": way,
        "slot": way.slot,
        "choice": way.choice,
        "has_typed": bool(typed_in(way.held).fields),
        "is_free": same.exists(),
        "others": queries.nearest_free_slots(way.slot, now=now, people=people, needs_national_system=needs),
        "refusal": refusal_named(request.GET.get("refused", "")),
        "step": 3,
    }
    return render(request, "citizen/lapsed.html", context)


def _what_was_filled_in(form: DetailsForm, slot: Slot, choice: Choice) -> list[tuple[str, str]]:
    typed = form.cleaned_data
    people = form.people_typed(choice.codes)
    # One who comes alone has said it all above.
    is_alone = len(people) == 1 and people[0].name == typed["name"]
    lines = [(gettext("手続き"), label(choice.procedures[0]))] if is_alone else []
    if not is_alone:
        for position, (person, procedure) in enumerate(zip(people, choice.procedures, strict=True), start=1):
            written = "\n".join(filter(None, [person.name, person.kana, label(procedure)]))
            lines.append((gettext("%(position)s人目") % {"position": position}, written))
    contact = contact_rows(typed_contact(typed), form.items, language=get_language() or "ja", every=True)
    if not is_alone:
        position = [item.name for item in form.items].index("name")
        contact[position] = (gettext("予約する方のお名前"), typed["name"])
    return [
        (gettext("日時"), when(slot)),
        (gettext("場所"), f"{slot.site.name}\n{slot.site.address}"),
        *lines,
        *contact,
    ]


def to_booking(booking: Booking, how: str) -> HttpResponse:
    return redirect(f"{reverse('citizen:my_page', args=[secret_of(booking)])}?{how}=1")


def refusal_named(name: str) -> Refusal | None:
    """A refusal that travelled through a redirect by its name."""
    found = getattr(refusals, name, None)
    is_plain = isinstance(found, type) and issubclass(found, Refusal) and "message" in vars(found)
    return found() if is_plain else None  # type: ignore[misc]


def whence(request: HttpRequest) -> Whence:
    """The browser by the cookie that protects its forms: it needs no cookie of its own to be known again."""
    browser = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    return Whence(digest_of("browser", browser), digest_of("line", line_of(str(address_of_request(request)))))


def line_of(address: str) -> str:
    """Whoever has an IPv6 line has 2^64 addresses of it."""
    known = ip_address(address)
    if known.version == 4 or known.ipv4_mapped:
        return address
    return ":".join(known.exploded.split(":")[:4])
