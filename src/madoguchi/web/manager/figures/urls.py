from django.urls import URLPattern, URLResolver, path

from madoguchi.web.manager.figures import availability

urlpatterns: list[URLPattern | URLResolver] = [
    path("availability/", availability.availability, name="availability"),
]
