from django.urls import include, path

from madoguchi.web.operator import unmet, views
from madoguchi.web.operator.external import views as external

app_name = "operator"
urlpatterns = [
    path("", views.home, name="home"),
    path("new/<int:people>/", views.choose_time, name="new"),
    path("holds/<uuid:once_key>/", views.fill_in, name="hold"),
    path("holds/<uuid:once_key>/time/", views.choose_another_time, name="time"),
    path("holds/<uuid:once_key>/longer/", views.hold_longer, name="longer"),
    path("holds/<uuid:once_key>/take-over/", views.take_over, name="take_over"),
    path("no-place/<int:people>/", unmet.no_place, name="no_place"),
    path("holds/<uuid:once_key>/release/", views.release, name="release"),
    path("bookings/<booking:number>/tell/", views.tell, name="tell"),
    path("console/", include("madoguchi.web.operator.console.urls")),
    path("external/", external.external, name="external"),
    path("external/find/", external.find, name="external_find"),
    path("external/months/", external.external_months, name="external_months"),
    path("external/months/<isodate:first>/", external.export_month, name="external_export"),
    path("external/<uuid:key>/", external.external_record, name="external_record"),
    path("external/<uuid:key>/withdraw/", external.withdraw, name="external_withdraw"),
    path("bookings/", include("madoguchi.web.frame.bookings.urls")),
]
