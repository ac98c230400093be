from django.urls import path

from madoguchi.web.manager.figures.definitions import views

urlpatterns = [
    path("", views.definitions, name="definitions"),
    path("of/<slug:key>/", views.definition, name="definition"),
    path("table/<slug:key>/", views.table, name="table"),
]
