"""What stands beside the record: each is a page of its own, shown as a pane. Addresses, never imports."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.calls.ledger.models import Call
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import is_on


@dataclass(frozen=True)
class Tool:
    name: str
    label: str
    url: str


def tools_for(actor: Actor, call: Call | None) -> list[Tool]:
    return list(_tools(actor, call))


def _tools(actor: Actor, call: Call | None) -> Iterator[Tool]:
    if actor.may("bookings.edit") and takes_bookings():
        yield Tool("booking", "予約", reverse("operator:home"))
    if actor.may("external.view") and is_on("external_reservations"):
        yield Tool("external", "外部の予約", reverse("operator:external"))
    if actor.may("faq.view"):
        yield Tool("faq", "FAQ", reverse("knowledge:find"))
    if actor.may("manuals.view"):
        yield Tool("script", "台本", reverse("knowledge:documents"))
    if actor.may("directory.view"):
        yield Tool("transfer", "転送", _transfer(call))
        yield Tool("guidance", "案内・リンク", reverse("guidance:home"))


def _transfer(call: Call | None) -> str:
    return reverse("escalations:put_through", args=[call.key]) if call else reverse("directory:home")


def record_address(call: Call | None) -> str:
    return reverse("contacts:write_call", args=[call.key]) if call else reverse("contacts:unrecorded")
