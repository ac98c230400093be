from django.urls import path

from madoguchi.web.contacts.keeping import views

urlpatterns = [path("keeping/", views.keeping, name="keeping")]
