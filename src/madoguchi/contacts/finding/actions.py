"""Keeping searches."""

import json
from collections.abc import Mapping

from django.db import transaction

from madoguchi.contacts.finding.models import SavedSearch
from madoguchi.contacts.finding.queries import saved_searches_of
from madoguchi.contacts.records.queries import MAY_VIEW
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.refusals import NotAllowed


def save_search(name: str, conditions: Mapping[str, str], *, is_shared: bool, by: Actor) -> SavedSearch:
    """Under its name; one's own of the same name is replaced."""
    by.need(MAY_VIEW)
    written = json.dumps({key: value for key, value in conditions.items() if value}, ensure_ascii=False)
    with transaction.atomic():
        saved, _ = SavedSearch.objects.update_or_create(
            owner=by.key,
            name=name,
            defaults={"conditions": written, "is_shared": is_shared, "saved_at": clock.now()},
        )
        return saved


def drop_search(saved: SavedSearch, *, by: Actor) -> None:
    """Only by whom it belongs to: others may be using a shared one every morning."""
    if saved.owner != by.key or not saved_searches_of(by).filter(pk=saved.pk).exists():
        raise NotAllowed
    saved.delete()
