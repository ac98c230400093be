"""New records appear as they are written (RTV-02): what the page shows first, and what the live stream pushes."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.accounts.disclosure import record_search
from madoguchi.accounts.queries import names_by_key
from madoguchi.contacts.finding.queries import on_day
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import MAY_VIEW, contacts_followed_by
from madoguchi.contacts.rules import ContactState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.web.contacts.shown import excerpt, state_kind
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.live.register import LiveScreen

TOPIC = "contacts:newest"
NEWEST = 50
# What changes the list; that a draft was begun or a FAQ opened does not.
TOUCHING = (
    "contact.recorded", "contact.changed", "contact.moved", "contact.deleted", "contact.held", "contact.released",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    contact: Contact
    handler: str
    excerpt: str
    state_kind: str


@dataclass(frozen=True)
class NewestContacts:
    lines: tuple[Line, ...]
    today: int
    open_today: int
    complaints_today: int


def newest_contacts(actor: Actor) -> NewestContacts:
    """Nobody is named here: the same list goes to everybody who follows it."""
    found = list(contacts_followed_by(actor)[:NEWEST])
    names = names_by_key({one.handler for one in found})
    today = on_day(actor, clock.today())
    return NewestContacts(
        tuple(Line(one, names.get(one.handler, one.handler), excerpt(one), state_kind(one)) for one in found),
        today=today.count(),
        open_today=today.exclude(state=ContactState.COMPLETED).count(),
        complaints_today=today.filter(kind="complaint").count(),
    )


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def live(request: StaffRequest) -> HttpResponse:
    shown = newest_contacts(request.actor)
    record_search("contacts", by=request.actor, found=len(shown.lines))
    return render(request, "contacts/live.html", {"shown": shown, "topic": TOPIC})


def topics_touched(event: Event) -> Iterator[str]:
    yield TOPIC


def render_newest(topic: str, actor: Actor) -> str:
    return render_to_string("contacts/_newest.html", {"shown": newest_contacts(actor)})


NEWEST_SCREEN = LiveScreen(
    topics=TOPIC, right=MAY_VIEW, event_kinds=TOUCHING, touched_by=topics_touched, render=render_newest
)
