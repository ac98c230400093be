"""What is the same for every request under /api/: problems instead of pages, HEAD and OPTIONS."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from madoguchi.api.problems import PROBLEM_JSON, answer
from madoguchi.api.words import kind_of_status

SIDE = "/api/"


class ApiFace:
    """Outside of everything that may refuse a request with a page for people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(SIDE):
            return self.get_response(request)
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"  # the same answer; whoever sends it leaves the body out
        response = self.get_response(request)
        request.method = asked
        if response.status_code == 405:
            response["Allow"] = _with_head_and_options(response.get("Allow", ""))
            if asked == "OPTIONS":
                return HttpResponse(status=204, headers=_beside_the_content(response))
        if response.status_code >= 400 and response.get("Content-Type") != PROBLEM_JSON:
            return answer(request, kind_of_status(response.status_code), headers=_beside_the_content(response))
        return response


def _beside_the_content(response: HttpResponse) -> dict[str, str]:
    """When to come again, which methods there are, and all that the doors inside have said to the browser."""
    return {name: value for name, value in response.items() if not name.startswith("Content-")}


def _with_head_and_options(allow: str) -> str:
    methods = {method.strip() for method in allow.split(",") if method.strip()}
    return ", ".join(sorted(methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())))
