from django.urls import URLPattern, URLResolver, include, path

app_name = "manager"
urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", include("madoguchi.web.manager.reports.files.urls")),
    *(
        path(f"{room}/", include(f"madoguchi.web.manager.{room}.urls"))
        for room in ("reports", "figures", "staffing", "proposals", "meetings")
    ),
]
urlpatterns += [
    path(f"figures/{room}/", include(f"madoguchi.web.manager.figures.{room}.urls"))
    for room in ("definitions", "reconciling")
]
