"""Writing the contract: dated settings. Beside it: `sites.py`, `procedures.py`, opening days in `days.py`."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from pydantic import ValidationError

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.canonical import canonical
from madoguchi.core.history.record import About, record
from madoguchi.core.preset import Part, PartValues, PresetProblem, PresetRefused, Section
from madoguchi.core.refusals import Refusal
from madoguchi.core.turns import take_turn
from madoguchi.municipality import parts, queries
from madoguchi.municipality.history import SETTING
from madoguchi.municipality.models import Setting
from madoguchi.municipality.picture import look_again, note_change
from madoguchi.municipality.wording import in_japanese

MAY_EDIT = "settings.edit"
# The first value of a key holds for every day before the next one.
BEGINNING = date(2000, 1, 1)


class ChangeInThePast(Refusal):
    message = "過去の日からの変更はできません。今日以降の日を選んでください。"


class AlreadyInForce(Refusal):
    message = "すでに適用された設定は取り消せません。新しい値に変えてください。"


class WithdrawnAlready(Refusal):
    message = "この予定の変更は、すでに取り消されています。"


def hold_settings() -> None:
    """Whoever reads a setting in order to change it does this first, in their transaction: a table is read, changed and
    kept as a whole, and two at once would lose the lines of one."""
    take_turn("settings")
    look_again()


def change_settings(
    changes: Mapping[str, Any], *, by: Actor, effective_on: date | None = None, note: str = ""
) -> list[Setting]:
    """Set values of keys ("section.key") from a day on. What is the same already is left alone, without an event."""
    by.need(MAY_EDIT)
    day = effective_on or clock.today()
    if day < clock.today():
        raise ChangeInThePast
    with transaction.atomic():
        hold_settings()
        changed = [
            row
            for name, value in changes.items()
            if (row := keep_value(name, _checked(name, value), by=by, effective_on=day, note=note))
        ]
        _refuse_what_does_not_fit(changed, day)
    return changed


def withdraw_planned_change(setting: Setting, *, by: Actor) -> None:
    by.need(MAY_EDIT)
    with transaction.atomic():
        current = Setting.objects.select_for_update().filter(pk=setting.pk).first()
        if current is None:
            raise WithdrawnAlready
        if current.effective_on <= clock.today():
            raise AlreadyInForce
        record(
            "setting.withdrawn",
            by=by,
            about=About(SETTING, current.key),
            facts={"effective_on": current.effective_on.isoformat(), "value": current.value},
        )
        current.delete()
        note_change()


def keep_value(key: str, value: Any, *, by: Actor, effective_on: date, note: str = "") -> Setting | None:
    """Keep plain JSON under a key from a day on, with its event; None when that is so already. The caller has
    checked the value and holds the transaction."""
    hold_settings()
    text = canonical(value)
    row = Setting.objects.filter(key=key, effective_on__lte=effective_on).order_by("-effective_on").first()
    if row is None:
        before, day = None, BEGINNING if effective_on <= clock.today() else effective_on
    elif row.value == text:
        return None
    else:
        before, day = json.loads(row.value), effective_on
    if row is None or row.effective_on != day:
        row = Setting(key=key, effective_on=day)
    row.value, row.note, row.made_by, row.made_at = text, note, by.key, clock.now()
    row.save()
    note_change()
    record(
        "setting.planned" if day > clock.today() else "setting.changed",
        by=by,
        about=About(SETTING, key),
        facts={"effective_on": day.isoformat(), "note": note or None},
        changes={"value": (before, value)},
    )
    return row


def _checked(name: str, value: Any) -> Any:
    """The value as plain JSON, or a refusal that says what is wrong with it."""
    key = parts.key(name)
    try:
        return key.plain(key.read(canonical(value)))
    except ValidationError as error:
        raise PresetRefused(
            PresetProblem(key.label, name, in_japanese(detail)) for detail in error.errors()
        ) from error


def _refuse_what_does_not_fit(changed: list[Setting], day: date) -> None:
    """Each part looks at its values as a whole on every day on which they change from now on."""
    touched = {parts.key(row.key).part.name: parts.key(row.key).part for row in changed}
    for part in touched.values():
        keys = [f"{section}.{field}" for section, schema in part.sections.items() for field in schema.model_fields]
        later = Setting.objects.filter(key__in=keys, effective_on__gt=day).values_list("effective_on", flat=True)
        for moment in sorted({day, *later}):
            problems = list(part.problems(PartValues(sections=sections_on(part, moment))))
            if problems:
                raise PresetRefused(problems)


def sections_on(part: Part, day: date | None = None) -> dict[str, Section]:
    """The sections of a part as they are in force, as far as every required key is known."""
    return {
        name: schema.model_construct(**values)
        for name, schema in part.sections.items()
        if (values := queries.values_of(name, day)) and all(field in values for field in schema.model_fields)
    }
