"""A staff page inside another one of ours: without header and menu, and only there may it be framed.

The browser says itself that it asks for a frame (Sec-Fetch-Dest), also after a redirect and a form that was sent. One
that says nothing gets the whole page, which no page may frame.
"""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF
from django.http import HttpRequest, HttpResponse

# Who signs in does so in the window itself: nothing that asks for a secret is ever framed.
NEVER_FRAMED = "/staff/account/"
Answer = Callable[[HttpRequest], HttpResponse]


def is_pane(request: HttpRequest | None) -> bool:
    if request is None or not request.path.startswith("/staff/") or request.path.startswith(NEVER_FRAMED):
        return False
    return (
        request.headers.get("Sec-Fetch-Dest") == "iframe" and request.headers.get("Sec-Fetch-Site") == "same-origin"
    )


class PaneMiddleware:
    """Innermost of those that set the locks."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_pane(request):
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
            marked: Any = response
            marked._csp_replace = {**(getattr(response, "_csp_replace", None) or {}), "frame-ancestors": [SELF]}
        return response


def holds_panes(response: HttpResponse) -> HttpResponse:
    """The page around them."""
    marked: Any = response
    marked._csp_replace = {**(getattr(response, "_csp_replace", None) or {}), "frame-src": [SELF]}
    return response
