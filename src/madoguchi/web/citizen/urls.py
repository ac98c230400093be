from django.urls import path

from madoguchi.web.citizen import own_booking, views

app_name = "citizen"
urlpatterns = [
    path("", views.home, name="home"),
    path("book/", views.choose_procedure, name="procedure"),
    path("book/calendar/", views.choose_day, name="calendar"),
    path("book/day/<isodate:day>/", views.choose_time, name="day"),
    path("book/slot/<int:slot_id>/", views.fill_in, name="slot"),
    path("my/", own_booking.look_up_booking, name="look_up"),
    path("my/<str:secret>/", own_booking.my_page, name="my_page"),
    path("my/<str:secret>/time/", own_booking.other_day, name="my_calendar"),
    path("my/<str:secret>/time/<isodate:day>/", own_booking.other_time, name="my_day"),
    path("my/<str:secret>/slot/<int:slot_id>/", own_booking.move, name="my_slot"),
    path("my/<str:secret>/people/", own_booking.people, name="my_people"),
    path("my/<str:secret>/contact/", own_booking.contact, name="my_contact"),
    path("my/<str:secret>/cancel/", own_booking.cancel, name="my_cancel"),
]
