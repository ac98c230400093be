from django.urls import path

from madoguchi.web.knowledge.starter import views

urlpatterns = [path("", views.to_confirm, name="to_confirm")]
