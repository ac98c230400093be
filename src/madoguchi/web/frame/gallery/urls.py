from django.urls import path

from madoguchi.web.frame.gallery import views

app_name = "gallery"
urlpatterns = [
    path("", views.staff, name="staff"),
    path("citizen/", views.citizen, name="citizen"),
    path("narrow/", views.narrow, name="narrow"),
    path("confirm/", views.confirm, name="confirm"),
    path("people/", views.people, name="people"),
    path("charts/", views.charts, name="charts"),
]
