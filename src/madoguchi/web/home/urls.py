from django.urls import path

from madoguchi.web.home import views

app_name = "home"
urlpatterns = [path("", views.home, name="home")]
