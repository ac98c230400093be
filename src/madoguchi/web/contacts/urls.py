from django.urls import include, path

from madoguchi.web.contacts import views

app_name = "contacts"
urlpatterns = [
    path("", include("madoguchi.web.contacts.takeover.urls")),
    path("", views.contacts, name="contacts"),
    path("<int:number>/", views.contact, name="contact"),
]
