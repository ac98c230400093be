"""Writing procedures (手続き), and the versions of their texts."""

from datetime import date
from typing import Any

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.actions import MAY_EDIT
from madoguchi.municipality.coded import CodeTaken, change_fields, record_new
from madoguchi.municipality.history import PROCEDURE
from madoguchi.municipality.models import Procedure, ProcedureText


class TextIncomplete(Refusal):
    message = "持ち物と留意事項の両方を書いてください。"


@transaction.atomic
def make_procedure(code: str, *, by: Actor, **fields: Any) -> Procedure:
    by.need(MAY_EDIT)
    if Procedure.objects.filter(code=code).exists():
        raise CodeTaken(code)
    procedure = Procedure.objects.create(code=code, **fields)
    record_new("procedure.made", PROCEDURE, procedure, Procedure.SHOWN, by)
    return procedure


@transaction.atomic
def change_procedure(procedure: Procedure, *, by: Actor, **fields: Any) -> Procedure:
    by.need(MAY_EDIT)
    return change_fields(procedure, fields, "procedure.changed", PROCEDURE, by)


@transaction.atomic
def revise_text(
    procedure: Procedure,
    language: str,
    *,
    by: Actor,
    bring: str,
    notes: str,
    warning: str = "",
    source: str = "",
    reviewed_on: date | None = None,
) -> ProcedureText | None:
    """A new version of what to bring and to note; None when nothing is new. Earlier versions stay readable."""
    by.need(MAY_EDIT)
    new = {
        "bring": _lines(bring),
        "notes": _lines(notes),
        "warning": _lines(warning),
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


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
