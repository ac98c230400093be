from django.urls import path

from madoguchi.web.knowledge.exchange import views

urlpatterns = [
    path("", views.exchange, name="exchange"),
    path("file/", views.export, name="export"),
    path("<uuid:key>/", views.preview, name="import"),
    path("<uuid:key>/take/", views.take, name="take_in"),
    path("<uuid:key>/give-up/", views.give_up, name="give_up_import"),
]
