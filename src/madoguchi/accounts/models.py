"""Staff: everybody who signs in, of the call centre and of the city."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from madoguchi.accounts.rules import ROLE_LABELS, USER_KINDS, Role, rights_of
from madoguchi.core.actors import Actor
from madoguchi.core.fields import GuardedCharField


class StaffAccounts(BaseUserManager["Staff"]):
    pass


class Staff(AbstractBaseUser):
    """A person with an issued ID (000 Q8). The ID never changes and is never reused: the history names it."""

    login_id = GuardedCharField(max_length=40, unique=True)
    name = GuardedCharField(max_length=80)
    email = models.EmailField(blank=True)
    role = GuardedCharField(max_length=12, choices=[(role.value, label) for role, label in ROLE_LABELS.items()])
    is_active = models.BooleanField(default=True)

    objects: ClassVar[StaffAccounts] = StaffAccounts()

    USERNAME_FIELD = "login_id"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        """This person as the one who acts."""
        role = Role(self.role)
        return Actor(
            kind=USER_KINDS[role],
            key=self.login_id,
            rights=rights_of(role, granted=frozenset(), withdrawn=frozenset()),
        )
