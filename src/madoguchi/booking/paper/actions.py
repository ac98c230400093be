"""Keeping a list that was made, opening it, throwing it away."""

import base64
from datetime import date, timedelta

from cryptography.fernet import Fernet
from django.db import transaction
from django.utils.crypto import salted_hmac

from madoguchi.booking.paper.history import PAPER
from madoguchi.booking.paper.models import PaperList
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.record import About, record
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import value_of

MAY_MAKE = "paper.edit"


def keep_list(day: date, site: Site, content: bytes, *, people: int, form: str, by: Actor) -> PaperList:
    """The newest list of a day and site takes the place of the one before."""
    by.need(MAY_MAKE, also=[UserKind.SYSTEM])
    with transaction.atomic():
        kept, _ = PaperList.objects.update_or_create(
            day=day,
            site=site,
            defaults={
                "made_at": clock.now(),
                "people": people,
                "form": form,
                "sealed": _lock().encrypt(content),
            },
        )
        record("paper.made", by=by, about=about(kept), facts={"people": people, "form": form})
        return kept


def content_of(kept: PaperList) -> bytes:
    return _lock().decrypt(bytes(kept.sealed))


def forget_old_lists() -> int:
    """Periodic: a day is over, and what is on its list stands in the bookings."""
    oldest = clock.today() - timedelta(days=value_of("paper.keep_days"))
    return PaperList.objects.filter(day__lt=oldest).delete()[0]


def about(kept: PaperList) -> About:
    return About(PAPER, f"{kept.day.isoformat()}:{kept.site.code}")


def _lock() -> Fernet:
    """A list lies in backups too; without the installation's key it says nothing."""
    key = salted_hmac("madoguchi.booking.paper", "list", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
