from django.urls import path

from madoguchi.web.citizen import views

app_name = "citizen"
urlpatterns = [
    path("", views.home, name="home"),
    path("book/", views.choose_procedure, name="procedure"),
    path("book/calendar/", views.choose_day, name="calendar"),
    path("book/day/<isodate:day>/", views.choose_time, name="day"),
    path("book/slot/<int:slot_id>/", views.fill_in, name="slot"),
    path("my/<str:secret>/", views.my_page, name="my_page"),
]
