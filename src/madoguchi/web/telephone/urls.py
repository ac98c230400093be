from django.urls import URLPattern, URLResolver, include, path

app_name = "telephone"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("madoguchi.web.telephone.agents.urls")),
    path("calls/", include("madoguchi.web.telephone.calls.urls")),
    path("exchange/", include("madoguchi.web.telephone.exchange.urls")),
    path("announcements/", include("madoguchi.web.telephone.announcements.urls")),
    path("emergency/", include("madoguchi.web.telephone.emergency.urls")),
    path("lines/", include("madoguchi.web.telephone.lines.urls")),
    path("recordings/", include("madoguchi.web.telephone.recordings.urls")),
]
