from django.urls import path

from madoguchi.web.contacts import views

app_name = "contacts"
urlpatterns = [
    path("", views.contacts, name="contacts"),
    path("<int:number>/", views.contact, name="contact"),
]
