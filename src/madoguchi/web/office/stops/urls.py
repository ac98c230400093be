from django.urls import path

from madoguchi.web.office.stops import views

app_name = "stops"
urlpatterns = [
    path("", views.home, name="home"),
    path("new/", views.plan, name="new"),
    path("<int:pk>/", views.stop, name="stop"),
    path("<int:pk>/end/", views.end, name="end"),
    path("<int:pk>/call-off/", views.cancel, name="call_off"),
    path("<int:pk>/seen/", views.seen, name="seen"),
]
