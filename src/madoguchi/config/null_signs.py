"""A null sign stands in nothing that a person types; PostgreSQL takes it in no text, not even to look for it."""

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin


class NullSignsMiddleware(MiddlewareMixin):
    """Before anything asks the database: addresses, and cookies. Forms refuse it at their fields."""

    def process_request(self, request: HttpRequest) -> None:
        cookies = request.COOKIES.values()
        if "%00" in request.META.get("QUERY_STRING", "") or any("\0" in text for text in (request.path, *cookies)):
            raise SuspiciousOperation("a null sign in the address or a cookie")
