"""No text reaches a column without the My Number guard, unless only code writes it."""

import pytest
from django.apps import apps
from django.db import models

from madoguchi.core.fields import (
    GuardedCharField,
    GuardedEmailField,
    GuardedTextField,
    MachineCharField,
    MachineTextField,
)

JUDGED = (GuardedCharField, GuardedEmailField, GuardedTextField, MachineCharField, MachineTextField)
# A field whose own check lets no digits through in such a form, and Django's own of a hashed password.
SAFE_BY_KIND = (models.UUIDField, models.GenericIPAddressField)
SAFE_BY_NAME = {"accounts.Staff.password"}


def own_text_fields() -> list[tuple[str, models.Field[object, object]]]:
    return [
        (f"{model._meta.app_label}.{model.__name__}.{field.name}", field)
        for model in apps.get_models()
        if model.__module__.startswith("madoguchi.")
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField | models.JSONField | models.FileField)
    ]


@pytest.mark.req("PDR-08", "PDR-09")
def test_every_text_field_is_guarded_or_written_by_code_only() -> None:
    unjudged = [
        name
        for name, field in own_text_fields()
        if not isinstance(field, (*JUDGED, *SAFE_BY_KIND)) and name not in SAFE_BY_NAME
    ]
    assert unjudged == []


def test_the_list_of_text_fields_is_not_empty() -> None:
    assert len(own_text_fields()) > 20
