from django.urls import path

from madoguchi.web.contacts.marks import views

urlpatterns = [
    path("marks/", views.marks, name="marks"),
    path("marks/<int:pk>/seen/", views.see, name="see_mark"),
]
