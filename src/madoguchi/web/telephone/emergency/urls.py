from django.urls import path

from madoguchi.web.telephone.emergency import views

urlpatterns = [
    path("", views.home, name="emergency"),
    path("off/", views.off, name="emergency_off"),
    path("close/", views.close, name="close_now"),
    path("open/", views.reopen, name="open_again"),
    path("tests/begin/", views.begin_tests, name="begin_tests"),
    path("tests/end/", views.end_tests, name="end_tests"),
]
