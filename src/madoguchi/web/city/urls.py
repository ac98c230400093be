from django.urls import include, path

from madoguchi.web.city import views
from madoguchi.web.city.lists import views as lists

app_name = "city"
urlpatterns = [
    path("", views.today, name="today"),
    path("days/<isodate:day>/", views.day, name="day"),
    path("days/<isodate:day>/state/", views.check_in, name="check_in"),
    path("persons/", lists.persons, name="persons"),
    path("persons/export/", lists.export, name="export"),
    path("bookings/", include("madoguchi.web.frame.bookings.urls")),
]
