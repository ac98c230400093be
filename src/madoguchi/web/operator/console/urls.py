from django.urls import path

from madoguchi.web.operator.console import views

urlpatterns = [
    path("", views.console, name="console"),
    path("call/", views.call, name="console_call"),
]
