from django.urls import path

from madoguchi.web.contacts.inquiries import views

urlpatterns = [
    path("inquiries/", views.inquiries, name="inquiries"),
    path("inquiries/<booking:receipt>/", views.inquiry, name="inquiry"),
    path("inquiries/<booking:receipt>/reopen/", views.reopen, name="reopen_inquiry"),
]
