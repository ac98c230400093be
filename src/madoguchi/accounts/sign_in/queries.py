"""Reading the sign-in policy and the state of attempts."""

from allauth.mfa.models import Authenticator
from django.db.models import BigIntegerField, QuerySet

from madoguchi.accounts.models import SignInPolicy, Staff
from madoguchi.accounts.sign_in.rules import Policy
from madoguchi.core.asked_again import Given, asked_again

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def sign_in_policy() -> Policy:
    row = _policy.first()
    return row.policy if row else Policy()


def has_second_factor(staff: Staff) -> bool:
    """Recovery codes alone are none: they only help when the real one is lost."""
    return bool(_second_factors(staff.pk))


@asked_again()
def _policy() -> QuerySet[SignInPolicy]:
    return SignInPolicy.objects.order_by("pk")[:1]


@asked_again(BigIntegerField())
def _second_factors(staff_id: Given) -> QuerySet[Authenticator, int]:
    found = Authenticator.objects.filter(user_id=staff_id, type__in=SECOND_FACTORS)
    return found.values_list("pk", flat=True)[:1]


def second_factors_of(staff: Staff) -> list[str]:
    return list(Authenticator.objects.filter(user_id=staff.pk).order_by("type").values_list("type", flat=True))


def staff_with_second_factor() -> set[int]:
    return set(Authenticator.objects.filter(type__in=SECOND_FACTORS).values_list("user_id", flat=True))
