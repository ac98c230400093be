"""Staff: everybody who signs in, of the call centre and of the city; the policy and the doors for them."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from madoguchi.accounts.administration import Person
from madoguchi.accounts.rights import ROLE_LABELS, USER_KINDS, Role, rights_of
from madoguchi.accounts.sign_in.rules import Attempts, Policy
from madoguchi.accounts.tokens.rules import KIND_LABELS, Scope, is_living, scopes_of
from madoguchi.core.actors import Actor
from madoguchi.core.asked_again import Given, asked_again
from madoguchi.core.fields import GuardedCharField, GuardedEmailField, MachineCharField

ROLE_CHOICES = [(role.value, label) for role, label in ROLE_LABELS.items()]


class StaffQuerySet(models.QuerySet["Staff"]):
    def delete(self) -> NoReturn:
        raise TypeError("an issued ID is never removed: the history names it")

    def active(self) -> "StaffQuerySet":
        return self.filter(is_active=True)

    def of_roles(self, roles: Iterable[Role]) -> "StaffQuerySet":
        return self.filter(role__in=[role.value for role in roles])


class StaffAccounts(BaseUserManager["Staff"]):
    def get_queryset(self) -> StaffQuerySet:
        return StaffQuerySet(self.model, using=self._db)


class Staff(AbstractBaseUser):
    """A person with an issued ID (000 Q8). The ID never changes and is never reused: the history names it."""

    login_id = GuardedCharField("ログインID", max_length=40, unique=True)
    name = GuardedCharField("氏名", max_length=80)
    email = GuardedEmailField("メールアドレス", blank=True)
    role = MachineCharField("役割", max_length=12, choices=ROLE_CHOICES)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    # Part of every session's fingerprint: raising it ends all sessions of this person at once.
    session_round = models.PositiveIntegerField(default=0)

    objects: ClassVar[StaffAccounts] = StaffAccounts()

    USERNAME_FIELD = "login_id"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="staff_role_known")
        ]

    def __str__(self) -> str:
        return self.name

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise TypeError("an issued ID is never removed: the history names it")

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        message = f"{self.password}:{self.session_round}"
        return salted_hmac(
            "madoguchi.accounts.Staff.session", message, secret=secret, algorithm="sha256"
        ).hexdigest()

    @property
    def person(self) -> Person:
        return Person(key=self.login_id, role=Role(self.role))

    @property
    def actor(self) -> Actor:
        """This person as the one who acts."""
        role = Role(self.role)
        is_fetched = "right_changes" in getattr(self, "_prefetched_objects_cache", {})
        changes = list(self.right_changes.all()) if is_fetched else _rights_changed(self.pk)
        granted = frozenset(change.right for change in changes if change.is_granted)
        withdrawn = frozenset(change.right for change in changes if not change.is_granted)
        rights = rights_of(role, granted=granted, withdrawn=withdrawn)
        return Actor(kind=USER_KINDS[role], key=self.login_id, rights=rights)


class RightChange(models.Model):
    """One right that this person has beyond the role's, or has not although the role has it (SEC-06)."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="right_changes")
    right = MachineCharField(max_length=30)
    is_granted = models.BooleanField()
    reason = GuardedCharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "right"], name="right_changed_once")]


@asked_again(models.BigIntegerField())
def _rights_changed(staff_id: Given) -> models.QuerySet[RightChange]:
    return RightChange.objects.filter(staff=staff_id)


class SignInPolicy(models.Model):
    """The one row of the sign-in policy. Missing: the strict defaults of `sign_in.rules.Policy` hold."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    mfa_required = models.BooleanField(default=True)
    password_min_length = models.PositiveSmallIntegerField(default=12)
    lock_out_failures = models.PositiveSmallIntegerField(default=5)
    lock_out_minutes = models.PositiveSmallIntegerField(default=15)
    idle_minutes = models.PositiveSmallIntegerField(default=30)
    session_hours = models.PositiveSmallIntegerField(default=12)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_sign_in_policy")]

    @property
    def policy(self) -> Policy:
        return Policy(**{field: getattr(self, field) for field in Policy.__dataclass_fields__})


class SignInAttempts(models.Model):
    """Failed attempts on one ID, or from one address. Only a keyed digest of what was typed is kept: somebody may
    have typed a password where the ID belongs; and an unknown ID is counted like a known one."""

    digest = MachineCharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True, db_index=True)
    locked_until = models.DateTimeField(null=True)

    @property
    def value(self) -> Attempts:
        return Attempts(failures=self.failures, last_at=self.last_at, locked_until=self.locked_until)


class AllowedNetwork(models.Model):
    """One line of a role's allow-list (003 第3-1ウ, グローバルIP接続制限)."""

    role = MachineCharField(max_length=12, choices=ROLE_CHOICES)
    cidr = MachineCharField(max_length=43)
    note = GuardedCharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "cidr"], name="allowed_network_once")]


class ApiToken(models.Model):
    """A key of another system (`mdg_KEY_SECRET`). It is revoked, never removed: the history names it."""

    key = MachineCharField(max_length=8, unique=True)
    name = GuardedCharField("名前", max_length=80)
    digest = MachineCharField(max_length=64)  # SHA-256 of the whole token
    kind = MachineCharField(
        "だれの代わりに動くか", max_length=12, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()]
    )
    scopes = MachineCharField(max_length=200)
    networks = MachineCharField(max_length=2000, blank=True)  # from where it may come; empty: from anywhere
    expires_on = models.DateField("期限")  # the last day, inside
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def scope_set(self) -> frozenset[Scope]:
        return scopes_of(self.scopes.split())

    def is_living(self, *, today: date) -> bool:
        return is_living(expires_on=self.expires_on, is_revoked=self.revoked_at is not None, today=today)
