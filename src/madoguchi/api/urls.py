"""The addresses of the API. What is none is answered as a problem too, not with a page."""

from django.urls import path, re_path

from madoguchi.api.openapi import description
from madoguchi.api.v1 import api, nothing_here

urlpatterns = [
    path("v1/openapi.json", description, name="api_description"),
    path("v1/", api.urls),
    re_path(r"", nothing_here),
]
