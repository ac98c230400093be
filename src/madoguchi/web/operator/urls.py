from django.urls import include, path

from madoguchi.web.operator import views

app_name = "operator"
urlpatterns = [
    path("", views.home, name="home"),
    path("new/<int:people>/", views.choose_time, name="new"),
    path("holds/<uuid:once_key>/", views.fill_in, name="hold"),
    path("holds/<uuid:once_key>/time/", views.choose_another_time, name="time"),
    path("holds/<uuid:once_key>/longer/", views.hold_longer, name="longer"),
    path("holds/<uuid:once_key>/release/", views.release, name="release"),
    path("bookings/<booking:number>/tell/", views.tell, name="tell"),
    path("bookings/", include("madoguchi.web.frame.bookings.urls")),
]
