from django.urls import path

from madoguchi.web.live import views

urlpatterns = [
    path("", views.stream, name="live"),
    path("/still", views.still, name="live_still"),
]
