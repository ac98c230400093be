"""The directory of departments."""

from django.urls import path

from madoguchi.web.contacts.directory import files, views

app_name = "directory"
urlpatterns = [
    path("", views.home, name="home"),
    path("new/", views.make, name="make"),
    path("csv/", files.download, name="csv"),
    path("import/", files.take_in, name="import"),
    path("<slug:code>/", views.department, name="department"),
    path("<slug:code>/edit/", views.change, name="change"),
    path("<slug:code>/members/", views.members, name="members"),
]
