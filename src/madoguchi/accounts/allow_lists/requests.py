"""The address behind a request, as the declared proxies tell it."""

from django.conf import settings
from django.http import HttpRequest

from madoguchi.accounts.allow_lists.rules import Address, client_address


def address_of_request(request: HttpRequest) -> Address:
    forwarded_for = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return client_address(
        remote=request.META.get("REMOTE_ADDR", ""),
        forwarded_for=[forwarded_for] if forwarded_for else [],
        trusted=settings.TRUSTED_PROXIES,
    )
