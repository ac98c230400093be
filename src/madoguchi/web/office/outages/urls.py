"""Outages of the national system."""

from django.urls import path

from madoguchi.web.office.outages import protect, views, work_list

app_name = "office_outages"
urlpatterns = [
    path("", views.home, name="home"),
    path("new/", views.begin, name="begin"),
    path("places/", protect.first_day, name="places"),
    path("places/<slug:code>/<isodate:day>/", protect.places, name="protect"),
    path("<int:pk>/", work_list.outage, name="outage"),
    path("<int:pk>/time/", views.change_time, name="change"),
    path("<int:pk>/end/", views.end, name="end"),
]
