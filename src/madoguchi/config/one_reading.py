"""One request reads the contract's settings once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from madoguchi.municipality.picture import reading_once


class OneReadingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with reading_once():
            return self.get_response(request)
