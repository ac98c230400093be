"""Every address of the outside face begins here."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from madoguchi.web.frame import converters

converters.register()

staff: list[URLPattern | URLResolver] = [
    path("city/", include("madoguchi.web.city.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("staff/", include(staff)),
    *i18n_patterns(path("", include("madoguchi.web.citizen.urls")), prefix_default_language=False),
]
