"""The slots."""

from django.urls import path

from madoguchi.web.office.slots import bulk, move, pattern, publish, revise, views

app_name = "office_slots"
urlpatterns = [
    path("", views.first_site, name="home"),
    path("places/<int:pk>/", revise.places, name="places"),
    path("<slug:code>/", views.month, name="month"),
    path("<slug:code>/bulk/", bulk.bulk, name="bulk"),
    path("<slug:code>/pattern/", pattern.pattern, name="pattern"),
    path("<slug:code>/pattern/change/", pattern.change, name="change_pattern"),
    path("<slug:code>/publish/", publish.publish, name="publish"),
    path("<slug:code>/<isodate:day>/", views.day, name="day"),
    path("<slug:code>/<isodate:day>/move/", move.move_day, name="move_day"),
    path("<slug:code>/<isodate:day>/revise/", revise.revise, name="revise"),
]
