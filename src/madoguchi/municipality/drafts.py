"""What somebody is about to change on the citizens' pages, before it is saved: tried out inside a transaction that the
caller rolls back, by the same actions and the same checks as the change itself."""

from collections.abc import Mapping
from typing import Any

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.actions import MAY_EDIT, change_settings
from madoguchi.municipality.kept import change_table
from madoguchi.municipality.page_texts import set_page_text


def try_out(draft: Mapping[str, Any], *, by: Actor) -> None:
    """`draft`: {"texts": [[place, language, text]], "tables": {file: CSV}, "settings": {key: value}}."""
    by.need(MAY_EDIT)
    for place, language, text in draft.get("texts", ()):
        set_page_text(place, language, text, by=by, effective_on=clock.today())
    for file, text in draft.get("tables", {}).items():
        change_table(file, text, by=by, effective_on=clock.today())
    if settings := draft.get("settings"):
        change_settings(settings, by=by)
