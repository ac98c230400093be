"""The pages that say what went wrong: what happened, what to do, the way back, the telephone.

400, 500 and 503 ask nothing of the database, the session or the request's host: those may be what is broken.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from madoguchi.web.frame.access import Denied
from madoguchi.web.frame.place import place_known_last

RETRY_AFTER_SECONDS = 60


@dataclass(frozen=True)
class Trouble:
    status: int
    title: str
    what: str
    to_do: Sequence[str] = ()
    again_url: str = ""  # a way to try once more


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Also for a host header that is not ours."""
    return _alone(
        request,
        Trouble(
            400,
            _("このアドレスでは開けません"),
            _("送られてきた内容、またはアドレスが正しくありません。"),
            [
                _("アドレスを確かめて、もう一度開いてください。"),
                _("リンクから来たときは、最初のページから進んでください。"),
            ],
        ),
    )


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    trouble = Trouble(
        403,
        _("この画面は開けません"),
        str(exception) if isinstance(exception, Denied) else _("この画面を開く権限がありません。"),
        [_("必要なときは、管理者に権限を確かめてください。")] if _is_staff_page(request) else [],
    )
    return _framed(request, trouble)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _framed(
        request,
        Trouble(
            404,
            _("ページが見つかりません"),
            _("アドレスが間違っているか、ページがなくなりました。"),
            [
                _("アドレスを入力したときは、打ち間違いがないか確かめてください。"),
                _("最初のページから探してください。"),
            ],
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from an old page or an old cookie; nothing has been done."""
    if reason == REASON_NO_CSRF_COOKIE:
        to_do = [
            _("ブラウザーの Cookie（クッキー）が使えるようになっているか確かめてください。"),
            _("前の画面を開き直して、もう一度入力してください。"),
        ]
    else:
        to_do = [_("前の画面を開き直して、もう一度入力してください。")]
    return _alone(
        request,
        Trouble(
            403,
            _("画面を開き直してください"),
            _("画面を開いてから時間がたったため、送信できませんでした。まだ何も登録されていません。"),
            to_do,
            again_url=request.path,
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """What nobody expected; but a database that is away is a pause, not a fault."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return _alone(
        request,
        Trouble(
            500,
            _("画面を表示できませんでした"),
            _("システムに問題が起きました。記録は残っており、担当者が調べます。"),
            [
                _("少し待ってから、もう一度お試しください。"),
                _("登録や予約の途中だったときは、登録できたかどうかを確かめてから、やり直してください。"),
            ],
        ),
    )


def unavailable(request: HttpRequest) -> HttpResponse:
    is_reading = request.method in {"GET", "HEAD"}
    to_do = [_("1分ほど待ってから、もう一度お試しください。")]
    if not is_reading:
        to_do.append(_("登録や予約の途中だったときは、登録できたかどうかを確かめてから、やり直してください。"))
    trouble = Trouble(
        503,
        _("いまは利用できません"),
        _("システムが一時的に止まっています。"),
        to_do,
        again_url=request.path if is_reading else "",
    )
    response = _alone(request, trouble)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _framed(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Inside the usual layout, with menu and languages."""
    is_staff = _is_staff_page(request)
    context = {"layout": "frame/staff.html" if is_staff else "frame/citizen.html", **_words(request, trouble)}
    page = render_to_string("frame/errors/page.html", context, request)
    return HttpResponse(page, status=trouble.status)


def _alone(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Without anything that could fail again: no request in the template, so no user, session or query."""
    context = {
        "layout": "frame/errors/alone.html",
        "style": "build/narrow.css" if _is_staff_page(request) else "build/citizen.css",
        "place": place_known_last(),
        **_words(request, trouble),
    }
    return HttpResponse(render_to_string("frame/errors/page.html", context), status=trouble.status)


def _words(request: HttpRequest, trouble: Trouble) -> dict[str, object]:
    is_staff = _is_staff_page(request)
    language = get_language() or "ja"
    return {
        "trouble": trouble,
        "is_staff": is_staff,
        "back_url": "/staff/" if is_staff else "/" if language == "ja" else f"/{language}/",
    }


def _is_staff_page(request: HttpRequest) -> bool:
    return request.path.startswith("/staff/")
