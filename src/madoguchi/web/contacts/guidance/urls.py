"""Guidance for callers whom this counter cannot answer."""

from django.urls import path

from madoguchi.web.contacts.guidance import views

app_name = "guidance"
urlpatterns = [path("", views.home, name="home")]
