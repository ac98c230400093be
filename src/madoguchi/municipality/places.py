"""Writing sites and procedures, and the versions of a procedure's texts."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import Refusal
from madoguchi.municipality import rules
from madoguchi.municipality.actions import keep_value, need_right
from madoguchi.municipality.history import PROCEDURE, SITE
from madoguchi.municipality.models import Procedure, ProcedureText, Site
from madoguchi.municipality.queries import SITE_HOURS

SITE_FIELDS = ("name", "kind", "address", "is_active", "position")
M = TypeVar("M", bound=Model)


class CodeTaken(Refusal):
    def __init__(self, code: str) -> None:
        super().__init__(f"記号「{code}」はすでに使われています。")


class TextIncomplete(Refusal):
    message = "持ち物と留意事項の両方を書いてください。"


@transaction.atomic
def make_site(code: str, *, by: Actor, **fields: Any) -> Site:
    need_right(by)
    if Site.objects.filter(code=code).exists():
        raise CodeTaken(code)
    site = Site.objects.create(code=code, **fields)
    _record_new("site.made", SITE, site, SITE_FIELDS, by)
    return site


@transaction.atomic
def change_site(site: Site, *, by: Actor, **fields: Any) -> Site:
    need_right(by)
    return _change(site, fields, "site.changed", SITE, by)


@transaction.atomic
def set_site_hours(
    site: Site, week: Mapping[str, list[str]] | None, *, by: Actor, effective_on: date | None = None, note: str = ""
) -> None:
    """The site's own week from a day on; None: it follows the counter's hours."""
    need_right(by)
    day = effective_on or clock.today()
    plain = week and {kind: rules.written_hours(rules.read_hours(week.get(kind, ()))) for kind in rules.DAY_KINDS}
    keep_value(f"{SITE_HOURS}{site.code}", plain or None, by=by, effective_on=day, note=note)


@transaction.atomic
def make_procedure(code: str, *, by: Actor, **fields: Any) -> Procedure:
    need_right(by)
    if Procedure.objects.filter(code=code).exists():
        raise CodeTaken(code)
    procedure = Procedure.objects.create(code=code, **fields)
    _record_new("procedure.made", PROCEDURE, procedure, Procedure.SHOWN, by)
    return procedure


@transaction.atomic
def change_procedure(procedure: Procedure, *, by: Actor, **fields: Any) -> Procedure:
    need_right(by)
    return _change(procedure, fields, "procedure.changed", PROCEDURE, by)


@transaction.atomic
def revise_text(
    procedure: Procedure,
    language: str,
    *,
    by: Actor,
    bring: str,
    notes: str,
    source: str = "",
    reviewed_on: date | None = None,
) -> ProcedureText | None:
    """A new version of what to bring and to note; None when nothing is new. Earlier versions stay readable."""
    need_right(by)
    new = {
        "bring": _lines(bring),
        "notes": _lines(notes),
        "source": source.strip(),
        "reviewed_on": reviewed_on,
    }
    if not new["bring"] or not new["notes"]:
        raise TextIncomplete
    Procedure.objects.select_for_update().get(pk=procedure.pk)  # one version at a time
    last = ProcedureText.objects.filter(procedure=procedure, language=language).order_by("-number").first()
    old = {name: getattr(last, name) if last else None for name in new}
    if old == new:
        return None
    text = ProcedureText.objects.create(
        procedure=procedure,
        language=language,
        number=last.number + 1 if last else 1,
        made_by=by.key,
        made_at=clock.now(),
        **new,
    )
    record(
        "procedure.text_revised",
        by=by,
        about=About(PROCEDURE, procedure.code),
        facts={"language": language, "number": text.number},
        changes={name: (_plain(old[name]), _plain(new[name])) for name in new},
    )
    return text


def _lines(text: str) -> str:
    """Line ends as files have them, without blank edges."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def _record_new(event: str, kind: str, made: Any, fields: tuple[str, ...], by: Actor) -> None:
    record(
        event, by=by, about=About(kind, made.code), changes={name: (None, getattr(made, name)) for name in fields}
    )


def _change(found: M, fields: Mapping[str, Any], event: str, kind: str, by: Actor) -> M:
    changes = {name: (getattr(found, name), value) for name, value in fields.items()}
    changes = {name: change for name, change in changes.items() if change[0] != change[1]}
    if changes:
        for name, (_, after) in changes.items():
            setattr(found, name, after)
        found.save(update_fields=list(changes))
        record(event, by=by, about=About(kind, found.code), changes=changes)  # type: ignore[attr-defined]
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
