"""Everything that stands before an operation: who calls, from where, what they may do, how often, in which form."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja.security import HttpBearer

from madoguchi.accounts.allow_lists.requests import address_of_request
from madoguchi.accounts.tokens.actions import Caller, admit
from madoguchi.accounts.tokens.rules import Scope, TokenRefused
from madoguchi.api.pace import PACES
from madoguchi.api.problems import Problem
from madoguchi.api.words import SCOPE_MISSING, TOO_LARGE, TOO_MANY_REQUESTS, WRONG_MEDIA_TYPE

MOST_BYTES = 64 * 1024  # ten people with the longest names are a tenth of that
JSON_TYPES = {"application/json", "application/merge-patch+json"}


class ApiRequest(HttpRequest):
    """A request that has passed the door."""

    auth: Caller
    pace_headers: dict[str, str]


class Token(HttpBearer):
    """`Authorization: Bearer mdg_…`, with one of these scopes."""

    def __init__(self, *scopes: Scope) -> None:
        super().__init__()
        self.scopes = frozenset(scopes)

    def __call__(self, request: HttpRequest) -> Caller:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise TokenRefused
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        caller = admit(token, address=address_of_request(request))
        pace = PACES.note(caller.key)
        request.pace_headers = pace.headers  # type: ignore[attr-defined]
        if pace.is_over:
            raise Problem(TOO_MANY_REQUESTS, headers=pace.headers)
        if not self.scopes & caller.scopes:
            wanted = " ".join(sorted(self.scopes))
            raise Problem(
                SCOPE_MISSING, headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{wanted}"'}
            )
        _refuse_other_than_json(request)
        return caller


def _refuse_other_than_json(request: HttpRequest) -> None:
    if request.method not in {"POST", "PUT", "PATCH"}:
        return
    try:
        size = len(request.body)
    except RequestDataTooBig as error:
        raise Problem(TOO_LARGE) from error
    if size > MOST_BYTES:
        raise Problem(TOO_LARGE)
    if size and request.content_type not in JSON_TYPES:
        raise Problem(WRONG_MEDIA_TYPE, headers={"Accept": "application/json"})
