"""Reading the sign-in policy and the state of attempts."""

from allauth.mfa.models import Authenticator

from madoguchi.accounts.models import SignInPolicy, Staff
from madoguchi.accounts.sign_in.rules import Policy

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def sign_in_policy() -> Policy:
    row = SignInPolicy.objects.first()
    return row.policy if row else Policy()


def has_second_factor(staff: Staff) -> bool:
    """Recovery codes alone are none: they only help when the real one is lost."""
    return Authenticator.objects.filter(user_id=staff.pk, type__in=SECOND_FACTORS).exists()


def second_factors_of(staff: Staff) -> list[str]:
    return list(Authenticator.objects.filter(user_id=staff.pk).order_by("type").values_list("type", flat=True))


def staff_with_second_factor() -> set[int]:
    return set(Authenticator.objects.filter(type__in=SECOND_FACTORS).values_list("user_id", flat=True))
