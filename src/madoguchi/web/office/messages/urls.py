from django.urls import path

from madoguchi.web.office.messages import sender, views

app_name = "messages"
urlpatterns = [
    path("", views.home, name="home"),
    path("export/", views.export, name="export"),
    path("again/", views.all_again, name="all_again"),
    path("sender/", sender.sender, name="sender"),
    path("<int:pk>/", views.message, name="message"),
    path("<int:pk>/again/", views.again, name="again"),
]
