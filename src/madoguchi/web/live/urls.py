from django.urls import path

from madoguchi.web.live import views

urlpatterns = [
    path("live", views.stream, name="live"),
    path("live/still", views.still, name="live_still"),
]
