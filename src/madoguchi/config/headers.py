"""Response headers that Django does not set by itself. The rest is in settings.py under "Doors and locks"."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

NO_DEVICE = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


class HeadersMiddleware(MiddlewareMixin):
    """Outermost, so that redirects, refusals and errors carry them too."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", NO_DEVICE)
        # Every page may show or hold what somebody typed: no cache, shared or on a desk's disk, keeps it.
        # Files of the front end come with a long life of their own.
        response.headers.setdefault("Cache-Control", "no-store")
        return response
