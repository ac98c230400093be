from django.urls import path

from madoguchi.web.city import views

app_name = "city"
urlpatterns = [
    path("", views.today, name="today"),
    path("days/<isodate:day>/", views.day, name="day"),
]
