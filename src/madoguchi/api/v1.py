"""/api/v1 as a whole: its rooms, what every error is answered with, and its description."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from madoguchi.accounts.tokens.rules import TokenRefused
from madoguchi.api import bookings, holds, places
from madoguchi.api.bookings import Offered
from madoguchi.api.problems import Problem, answer, answer_problem, answer_refusal, invalid, places_of_errors
from madoguchi.api.words import NOT_FOUND, NOT_JSON
from madoguchi.core.refusals import Refusal


class Renderer(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


class Api(NinjaAPI):
    """Every answer tells the token how much it may still ask, and is for this token alone."""

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        response = super().create_temporal_response(request)
        for name, value in {**getattr(request, "pace_headers", {}), "Vary": "Authorization"}.items():
            response[name] = value
        return response

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        response = super().on_exception(request, exc)
        for name, value in getattr(request, "pace_headers", {}).items():
            response.headers.setdefault(name, value)
        return response


api = Api(
    title="Madoguchi",
    version="1",
    urls_namespace="api",
    docs_url=None,  # its pages would load from elsewhere; docs/api.md is the page to read
    openapi_url=None,  # described in openapi.py, with every answer
    renderer=Renderer(),
)
ROUTERS = (places.router, holds.router, bookings.router)
for router in ROUTERS:
    api.add_router("", router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if isinstance(refusal, Offered):
        others = [places.slot_read(slot).model_dump(mode="json") for slot in refusal.others]
        return answer_refusal(request, refusal.refusal, more={"next": others})
    headers = {"WWW-Authenticate": 'Bearer realm="madoguchi"'} if isinstance(refusal, TokenRefused) else None
    return answer_refusal(request, refusal, headers=headers)


@api.exception_handler(Problem)
def has_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return answer_problem(request, problem)


@api.exception_handler(ValidationError)
def is_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return answer_problem(request, invalid(*places_of_errors(error.errors)))


@api.exception_handler(HttpError)
def cannot_be_read(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The one that ninja raises by itself: the body is no JSON."""
    if error.status_code != 400:
        raise error
    return answer(request, NOT_JSON)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return answer(request, NOT_FOUND)


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    return answer(request, NOT_FOUND)
