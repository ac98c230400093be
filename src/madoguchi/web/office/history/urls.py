from django.urls import path

from madoguchi.web.office.history import views

app_name = "history"
urlpatterns = [
    path("", views.events, name="events"),
    path("export/", views.export, name="export"),
    path("<uuid:uid>/", views.event, name="event"),
    path("<uuid:uid>/erase/", views.erase, name="erase"),
]
