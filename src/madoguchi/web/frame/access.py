"""Who may open a staff page. `request.actor` has been set by the staff door (web/account/middleware.py)."""

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import urlencode

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import right_label
from madoguchi.core.actors import Actor
from madoguchi.web.frame.panes import is_pane

View = TypeVar("View", bound=Callable[..., Any])


class Denied(PermissionDenied):
    """With words that the 403 page shows."""


class StaffRequest(HttpRequest):
    """A request that has passed the staff door."""

    actor: Actor
    user: Staff


def staff_view(right: str = "") -> Callable[[View], View]:
    """For whoever has signed in, and has this right if one is named.

    @staff_view("bookings.view")
    def day_list(request: StaffRequest) -> HttpResponse: ...
    """
    needed = right_label(right) if right else ""  # a right that is not in the table fails at import

    def decorate(view: View) -> View:
        if iscoroutinefunction(view):

            @wraps(view)
            async def guarded_async(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
                answer: HttpResponse = _answer_instead(request, right, needed) or await view(
                    request, *args, **kwargs
                )
                return answer

            return cast(View, guarded_async)

        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            answer: HttpResponse = _answer_instead(request, right, needed) or view(request, *args, **kwargs)
            return answer

        return cast(View, guarded)

    return decorate


def _answer_instead(request: HttpRequest, right: str, needed: str) -> HttpResponse | None:
    if not request.user.is_authenticated:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.is_empty():
            messages.info(request, "ログインが終わっています。もう一度ログインしてください。")
        return redirect_to_sign_in(request)
    if right and not cast(StaffRequest, request).actor.may(right):
        raise Denied(f"このページを開くには「{needed}」の権限が必要です。")
    return None


def redirect_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Back to the same page afterwards, but never into the middle of a form that was sent."""
    where = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
    url = resolve_url(settings.LOGIN_URL)
    if where:
        url += "?" + urlencode({"next": where})
    if is_pane(request):  # the sign-in page is never framed
        return render(request, "frame/errors/pane_signed_out.html", status=401)
    if request.headers.get("HX-Request"):
        # A fragment must not be replaced by a whole page: htmx goes there instead.
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)})
    return HttpResponseRedirect(url)
