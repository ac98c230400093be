"""The gallery of components and the error pages alone, whatever the rooms above the frame are doing."""

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


def without_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("on purpose")


def plain(request: HttpRequest) -> HttpResponse:
    return render(request, "frame/citizen.html")


trouble = [
    path("forbidden/", forbidden),
    path("broken/", broken),
    path("without-database/", without_database),
]
urlpatterns = [
    path("staff/trouble/", include(trouble)),
    path("gallery/", include("madoguchi.web.frame.gallery.urls")),
    *i18n_patterns(
        path("trouble/", include(trouble)),
        path("parts/plain/", plain),
        path("parts/", include("madoguchi.web.frame.gallery.urls", namespace="parts")),
        prefix_default_language=False,
    ),
]

handler400 = "madoguchi.web.frame.errors.bad_request"
handler403 = "madoguchi.web.frame.errors.permission_denied"
handler404 = "madoguchi.web.frame.errors.page_not_found"
handler500 = "madoguchi.web.frame.errors.server_error"
