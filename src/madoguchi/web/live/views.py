"""The doors of a stream: ordinary Django views behind the ordinary doors of the staff side. They decide and let go;
`stream.py` does the streaming, when no request, thread or database connection is held any more."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from madoguchi.core.actors import Actor
from madoguchi.web.live.hub import Stream, audience_of
from madoguchi.web.live.register import may_follow

TOPICS_OF_A_STREAM = 12
ADMITTED = "madoguchi.live"  # in the ASGI scope


@require_GET
def stream(request: HttpRequest) -> HttpResponse:
    topics = tuple(dict.fromkeys(request.GET.getlist("topic")))
    refused = _refusal(request, topics)
    if refused is None:
        admitted = Stream(
            session=request.session.session_key or "", audience=audience_of(_actor(request)), topics=topics
        )
        cast(Any, request).scope[ADMITTED] = admitted
    response = refused or HttpResponse(content_type="text/event-stream; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


@require_GET
def still(request: HttpRequest) -> HttpResponse:
    """Asked again and again on behalf of an open stream: would it be opened now?"""
    return _refusal(request, tuple(request.GET.getlist("topic"))) or HttpResponse(status=204)


def _refusal(request: HttpRequest, topics: tuple[str, ...]) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    if not 1 <= len(topics) <= TOPICS_OF_A_STREAM:
        return HttpResponse(status=400)
    if not all(may_follow(_actor(request), topic) for topic in topics):
        return HttpResponse(status=403)
    return None


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, cast(Any, request).actor)
