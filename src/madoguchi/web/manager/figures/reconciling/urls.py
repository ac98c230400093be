from django.urls import path

from madoguchi.web.manager.figures.reconciling import views

urlpatterns = [path("", views.reconciliation, name="reconciliation")]
