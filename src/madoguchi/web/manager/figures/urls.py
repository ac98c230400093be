from django.urls import URLPattern, URLResolver, path

from madoguchi.web.manager.figures import availability, baseline, heat, kpi, month, through_months

urlpatterns: list[URLPattern | URLResolver] = [
    path("", month.month, name="month"),
    path("heat/", heat.heat, name="heat"),
    path("first/", through_months.first, name="first"),
    path("effect/", through_months.effect, name="effect"),
    path("availability/", availability.availability, name="availability"),
    path("baseline/", baseline.baseline, name="baseline"),
    path("baseline/enter/", baseline.baseline_enter, name="baseline_enter"),
    path("baseline/<int:pk>/remove/", baseline.baseline_remove, name="baseline_remove"),
    path("kpi/", kpi.kpi, name="kpi"),
    path("kpi/<slug:key>/", kpi.kpi_figure, name="kpi_figure"),
    path("kpi/<slug:key>/set/", kpi.kpi_set, name="kpi_set"),
]
