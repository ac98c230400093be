"""A search form and the conditions that it asks for, which are a dataclass of the domain."""

from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

from django import forms

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Conditions = TypeVar("Conditions", bound="DataclassInstance")


def asked_for(form: forms.Form, kind: type[Conditions]) -> Conditions:
    """As they were asked for. One with an error is left out and shown at its field."""
    if not form.is_bound:
        return kind()
    form.is_valid()
    known = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in form.cleaned_data.items() if name in known and value})


def typed_in(form: forms.Form) -> dict[str, str]:
    return {name: str(form.data.get(name, "")) for name in form.fields if form.data.get(name)}
