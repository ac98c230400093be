from django.urls import path

from madoguchi.web.contacts.improvement import views

urlpatterns = [
    path("needs/", views.needs, name="needs"),
    path("needs/export/", views.export, name="export_needs"),
    path("needs/<int:pk>/", views.need, name="need"),
    path("needs/<int:pk>/take/", views.take, name="take_need"),
    path("needs/<int:pk>/ask/", views.ask, name="ask_need"),
    path("needs/<int:pk>/close/", views.close, name="close_need"),
    path("<int:number>/propose/", views.propose, name="propose_faq"),
]
