from django.urls import path

from madoguchi.web.telephone.exchange import views

urlpatterns = [
    path("", views.exchange, name="exchange"),
    path("apply/", views.apply, name="exchange_apply"),
]
