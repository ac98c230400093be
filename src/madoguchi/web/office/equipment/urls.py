"""The register of devices."""

from django.urls import path

from madoguchi.web.office.equipment import views

app_name = "office_equipment"
urlpatterns = [path("", views.register, name="home")]
