"""A planned stop, as everybody meets it: the page during it (001 §7(5)). The banner before is a template tag."""

from datetime import datetime

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.core import clock
from madoguchi.core.refusals import Refusal
from madoguchi.messages.stops.models import PlannedStop
from madoguchi.messages.stops.queries import stop_on
from madoguchi.messages.stops.rules import retry_after_seconds
from madoguchi.messages.texts import clock_time, long_date
from madoguchi.web.frame.errors import Trouble
from madoguchi.web.frame.place import this_place

# Staff who are stopped too still sign in and end the stop.
OPEN_TO_STAFF = ("/staff/account/", "/staff/office/stops/")


class StopMiddleware(MiddlewareMixin):
    """Behind languages and the check of the host name; during a stop nothing else is asked for."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        try:
            stop = stop_on()
        except (DatabaseError, Refusal):
            return None
        if stop is None or not _is_stopped(request.path_info, stop):
            return None
        answer = _for_machines(stop) if request.path_info.startswith("/api/") else _for_people(request, stop)
        answer["Retry-After"] = str(retry_after_seconds(ends_at=stop.ends_at, now=clock.now()))
        add_never_cache_headers(answer)
        return answer


def _is_stopped(path: str, stop: PlannedStop) -> bool:
    if path.startswith("/staff/"):
        return stop.stops_staff and not path.startswith(OPEN_TO_STAFF)
    return True


def _for_people(request: HttpRequest, stop: PlannedStop) -> HttpResponse:
    is_staff = request.path_info.startswith("/staff/")
    language = get_language() or "ja"
    # Sent on from where a form was sent to, nobody would get anywhere.
    again = request.path if request.method in {"GET", "HEAD"} else ""
    context = {
        "layout": "frame/errors/alone.html",
        "style": "build/narrow.css" if is_staff else "build/citizen.css",
        "place": this_place(),
        "trouble": _for_staff(stop, again) if is_staff else _for_citizens(stop, again, language),
        "is_staff": is_staff,
        "back_url": "/staff/office/stops/" if is_staff else "/" if language == "ja" else f"/{language}/",
    }
    return HttpResponse(render_to_string("frame/stop.html", context), status=503)


def _for_citizens(stop: PlannedStop, again: str, language: str) -> Trouble:
    return Trouble(
        503,
        _("ただいま、メンテナンスのため止まっています"),
        _("再開の予定：%(when)s") % {"when": moment_in_words(stop.ends_at, language)},
        [
            _("すでに終わっている予約は、そのまま残っています。予約の日時に、窓口へお越しください。"),
            _("予約の途中だった方の時間は、再開してからしばらく押さえておきます。"),
        ],
        again_url=again,
    )


def _for_staff(stop: PlannedStop, again: str) -> Trouble:
    ends = clock.in_tokyo(stop.ends_at)
    return Trouble(
        503,
        "計画停止中です",
        f"{ends:%-m月%-d日 %H:%M}に再開する予定です。職員の画面も止めています。",
        [
            f"理由：{stop.reason}",
            f"作業する人：{stop.done_by}",
            "早く終わったときは「計画停止」の画面で終えられます。",
        ],
        again_url=again,
    )


def _for_machines(stop: PlannedStop) -> HttpResponse:
    problem = {
        "type": "urn:madoguchi:problem:planned-stop",
        "title": "Planned stop for maintenance",
        "status": 503,
        "detail": f"Back at {clock.in_tokyo(stop.ends_at).isoformat()}",
    }
    return JsonResponse(problem, status=503, content_type="application/problem+json")


def moment_in_words(at: datetime, language: str) -> str:
    local = clock.in_tokyo(at)
    return f"{long_date(local.date(), language)} {clock_time(local, language)}"
