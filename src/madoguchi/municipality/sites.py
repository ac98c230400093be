"""Writing sites (会場), and the hours of one that keeps its own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality import rules
from madoguchi.municipality.actions import MAY_EDIT, keep_value
from madoguchi.municipality.coded import CodeTaken, change_fields, record_new
from madoguchi.municipality.history import SITE
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import SITE_HOURS

SITE_FIELDS = ("name", "kind", "address", "is_active", "position")


@transaction.atomic
def make_site(code: str, *, by: Actor, **fields: Any) -> Site:
    by.need(MAY_EDIT)
    if Site.objects.filter(code=code).exists():
        raise CodeTaken(code)
    site = Site.objects.create(code=code, **fields)
    record_new("site.made", SITE, site, SITE_FIELDS, by)
    return site


@transaction.atomic
def change_site(site: Site, *, by: Actor, **fields: Any) -> Site:
    by.need(MAY_EDIT)
    return change_fields(site, fields, "site.changed", SITE, by)


@transaction.atomic
def set_site_hours(
    site: Site, week: Mapping[str, list[str]] | None, *, by: Actor, effective_on: date | None = None, note: str = ""
) -> None:
    """The site's own week from a day on; None: it follows the counter's hours."""
    by.need(MAY_EDIT)
    day = effective_on or clock.today()
    plain = week and {kind: rules.tidy_hours(week.get(kind, ())) for kind in rules.DAY_KINDS}
    keep_value(f"{SITE_HOURS}{site.code}", plain or None, by=by, effective_on=day, note=note)
