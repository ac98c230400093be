"""The description of the API (OpenAPI 3.1): what ninja knows of the operations, and every answer beside the good one.

It is served without a token: it says nothing that the source does not say.
"""

import json
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja.constants import NOT_SET

from madoguchi.accounts.tokens.rules import SCOPE_LABELS
from madoguchi.api.door import Token
from madoguchi.api.pace import REQUESTS, SECONDS
from madoguchi.api.problems import PROBLEM_JSON
from madoguchi.api.shapes import Problem
from madoguchi.api.v1 import ROUTERS, api
from madoguchi.api.words import listed_kinds

Json = dict[str, Any]

ABOUT = """\
Bookings at a municipality's counter, for other systems of the city and its contractor. One stock of places with the
web and the telephone: what is booked here is seen there at once.

Versioning: under `/api/v1` fields, problems and operations are added, never removed or given another meaning. Do not
rely on the order of fields nor on the words of titles and details.

Every problem is `application/problem+json`; its `type` is one of these:

"""
SCHEME = "Token"
REF = "#/components/schemas/{model}"
# Answers that any operation may give.
ALWAYS = {
    400: "The address or the body cannot be read.",
    401: "No token, or one that is wrong, expired or revoked.",
    403: "The token does not open this, or not from this address.",
    429: f"More than {REQUESTS} requests in {SECONDS} seconds.",
    500: "A fault on our side. Send the same request with the same key again.",
    503: "Out of service for a moment.",
}
WITH_INPUT = {422: "Something in the request must be corrected; `errors` says what."}
WITH_BODY = {
    413: "The body is too large.",
    415: "The body is of another media type.",
}
CONFLICT = {409: "The rules of booking say no; for a time that is full or closed, `next` names others."}
MISSING = {404: "There is no such booking for this token."}
OF_OPERATION: dict[str, dict[int, str]] = {
    "readAvailability": {404: "This installation takes no bookings.", **WITH_INPUT},
    "holdPlaces": {**CONFLICT, 404: "This installation takes no bookings."},
    "releaseHold": WITH_INPUT,
    "makeBooking": {**CONFLICT, 404: "This installation takes no bookings."},
    "readBooking": {**MISSING, **WITH_INPUT},
    "changeBooking": {
        **MISSING,
        **CONFLICT,
        412: "The booking has changed since you read it.",
        428: "If-Match is missing.",
    },
    "cancelBooking": {**MISSING, **CONFLICT, 412: "The booking has changed since you read it."},
}
ETAG = {"ETag": {"description": "For If-Match.", "schema": {"type": "string"}}}
HEADERS: dict[str, Json] = {
    "readBooking": ETAG,
    "changeBooking": ETAG,
    "cancelBooking": ETAG,
    "makeBooking": ETAG
    | {
        "Location": {"schema": {"type": "string"}},
        "Idempotency-Replayed": {
            "description": "`true` when this key had made the booking before.",
            "schema": {"type": "string"},
        },
    },
}
PERSON = {"name": "見本 花子", "kana": "ミホン ハナコ", "procedure": "pickup"}
CHILD = {"name": "見本 太郎", "kana": "ミホン タロウ", "procedure": "renewal"}
EXAMPLES: dict[str, Json] = {
    "makeBooking": {
        "slot": 4711,
        "people": [PERSON, CHILD],
        "contact": {
            "name": "見本 花子",
            "kana": "ミホン ハナコ",
            "phone": "090-0000-0001",
            "email": "hanako@example.jp",
        },
        "language": "ja",
    },
    "changeBooking": {"slot": 4712, "contact": {"phone": "090-0000-0002"}},
    "cancelBooking": {"reason": "own_wish"},
    "holdPlaces": {"slot": 4711, "people": 2},
}


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_written(), content_type="application/json")


def openapi() -> Json:
    whole: Json = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    kinds = "\n".join(f"- `{kind.type}` ({kind.status}): {kind.en}" for kind in listed_kinds())
    whole["info"] |= {"description": ABOUT + kinds, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}
    components = whole["components"]
    components["schemas"] |= _schemas_of_problems()
    components["schemas"]["ContactChanged"]["properties"] = {
        name: {key: value for key, value in field.items() if key != "default"}
        for name, field in components["schemas"]["ContactChanged"]["properties"].items()
    }
    scopes = "\n".join(f"- `{scope.value}`: {label}" for scope, label in SCOPE_LABELS.items())
    components["securitySchemes"] = {
        SCHEME: {"type": "http", "scheme": "bearer", "bearerFormat": "mdg_…", "description": scopes}
    }
    needed = _scopes_by_operation()
    for methods in whole["paths"].values():
        for operation in methods.values():
            _complete(operation, needed[operation["operationId"]])
    return whole


def _complete(operation: Json, scopes: list[str]) -> None:
    name = operation["operationId"]
    # One of them is enough, so each stands for itself.
    operation["security"] = [{SCHEME: [scope]} for scope in scopes]
    body = operation.get("requestBody")
    for good in operation["responses"].values():
        good["headers"] = HEADERS.get(name, {})
    told = ALWAYS | (WITH_BODY | WITH_INPUT if body else {}) | OF_OPERATION.get(name, {})
    for status, words in sorted(told.items()):
        operation["responses"][status] = _problem(status, words)
    if body:
        (content,) = body["content"].values()
        content["examples"] = {"usual": {"value": EXAMPLES[name]}}


def _problem(status: int, words: str) -> Json:
    answer: Json = {
        "description": words,
        "content": {PROBLEM_JSON: {"schema": {"$ref": REF.format(model="Problem")}}},
    }
    if status in {429, 503}:
        answer["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    return answer


def _schemas_of_problems() -> Json:
    schema = Problem.model_json_schema(ref_template=REF, mode="serialization")
    return {**schema.pop("$defs"), "Problem": schema}


def _scopes_by_operation() -> dict[str, list[str]]:
    needed = {}
    for router in ROUTERS:
        for view in router.path_operations.values():
            for operation in view.operations:
                token = router.auth if operation.auth_param is NOT_SET else operation.auth_param
                assert isinstance(token, Token)  # noqa: S101 - no operation stands open
                needed[str(operation.operation_id)] = sorted(scope.value for scope in token.scopes)
    return needed


@lru_cache(maxsize=1)
def _written() -> bytes:
    return json.dumps(openapi(), ensure_ascii=False, default=str).encode()
