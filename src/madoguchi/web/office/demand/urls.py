"""Who found no place."""

from django.urls import path

from madoguchi.web.office.demand import views

app_name = "office_demand"
urlpatterns = [path("", views.demand, name="home")]
