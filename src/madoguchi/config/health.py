"""`/healthz` and `/readyz`: for the machines that watch over this one.

They answer before anything that needs the database, a session or our host name, because they must answer when
just that is broken; a watcher may knock by address and without TLS.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

from madoguchi.config.readiness import readiness


class HealthMiddleware(MiddlewareMixin):
    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        door = DOORS.get(request.path_info)
        if door is None or request.method not in {"GET", "HEAD"}:
            return None
        response = door(request)
        response["X-Frame-Options"] = "DENY"
        add_never_cache_headers(response)
        return response


def healthz(request: HttpRequest) -> HttpResponse:
    """The process is alive. Nothing else is looked at: restarting it would not mend anything else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when people can be served, else 503 with each reason; text for people, JSON otherwise."""
    found = readiness()
    status = 200 if found.is_ready else 503
    wanted = request.headers.get("Accept", "")
    if "text/" in wanted and "application/json" not in wanted:
        response = HttpResponse(found.as_text(), status=status, content_type="text/plain; charset=utf-8")
    else:
        response = JsonResponse(found.as_json(), status=status, json_dumps_params={"ensure_ascii": False})
    patch_vary_headers(response, ["Accept"])
    return response


DOORS = {"/healthz": healthz, "/readyz": readyz}
