"""Fields for text. Every text that a person or another system gave goes through `GuardedCharField` or
`GuardedTextField`; a test of the house refuses plain text fields elsewhere."""

from typing import Any

from django.db import models

from madoguchi.core.text.my_number import refuse_my_number


class _Guarded(models.Field[str, str]):
    """The guard stands at the database's door, so no form, import, API or bulk write can walk around it. What is
    only looked for (an ID in an address, at sign-in) is not stored and simply not found."""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        prepared = super().get_db_prep_save(value, connection)
        if isinstance(prepared, str):
            refuse_my_number(prepared)
        return prepared


class GuardedCharField(_Guarded, models.CharField[str, str]):
    pass


class GuardedTextField(_Guarded, models.TextField[str, str]):
    pass


class GuardedEmailField(_Guarded, models.EmailField[str, str]):
    """A mail address is twelve digits too, when somebody types them before the @."""


class MachineCharField(models.CharField[str, str]):
    """Text that only code writes: states, kinds, digests, keys. Say so by using it."""


class MachineTextField(models.TextField[str, str]):
    """The same, of any length."""
