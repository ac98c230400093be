"""Answers that say what went wrong: application/problem+json (RFC 9457), in the caller's language."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from madoguchi.api.words import INVALID, Kind, error_words, kind_of
from madoguchi.core.refusals import Refusal

PROBLEM_JSON = "application/problem+json"


class Problem(Exception):  # noqa: N818 - an answer, as a refusal is
    """Something that the API itself does not take."""

    def __init__(
        self, kind: Kind, *, errors: Sequence[Mapping[str, str]] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        self.kind, self.errors, self.headers = kind, errors, headers or {}
        super().__init__(kind.name)


def language_of(request: HttpRequest) -> str:
    """Japanese, unless English is asked for first."""
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    known = [code.partition("-")[0] for code, _ in asked if code.partition("-")[0] in {"ja", "en"}]
    return known[0] if known else "ja"


def answer(
    request: HttpRequest,
    kind: Kind,
    *,
    detail: str = "",
    more: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    language = language_of(request)
    title = kind.title(language)
    body = {"type": kind.type, "title": title, "status": kind.status, "detail": detail or title, **(more or {})}
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=kind.status, content_type=PROBLEM_JSON, headers=headers
    )
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Accept-Language", "Authorization"])
    return response


def answer_refusal(
    request: HttpRequest,
    refusal: Refusal,
    *,
    more: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    kind = kind_of(type(refusal))
    return answer(request, kind, detail=_sentence(refusal, kind, language_of(request)), more=more, headers=headers)


def answer_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    language = language_of(request)
    errors = [
        {
            **{name: text for name, text in error.items() if name != "code"},
            "message": error_words(error["code"], language),
        }
        for error in problem.errors
    ]
    return answer(request, problem.kind, more={"errors": errors} if errors else None, headers=problem.headers)


def invalid(*errors: Mapping[str, str]) -> Problem:
    return Problem(INVALID, errors=errors)


def places_of_errors(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Where each fault stands: a pointer into the body, or a parameter. Never what was sent."""
    return [{**_place(error["loc"]), "code": str(error["type"])} for error in errors]


def _place(where: Sequence[Any]) -> dict[str, str]:
    source, *path = [str(step) for step in where]
    if source != "body":
        return {"in": source, "parameter": path[-1] if path else ""}
    # The first step is the name of our own variable.
    return {"pointer": "#" + "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in path[1:])}


def _sentence(refusal: Refusal, kind: Kind, language: str) -> str:
    with translation.override(language):
        words = translation.gettext(refusal.message)
    is_translated = language == "ja" or words != refusal.message
    return words if is_translated else kind.en
