from django.urls import path

from madoguchi.web.contacts.responses import views

urlpatterns = [path("<int:number>/response/", views.response_report, name="response_report")]
