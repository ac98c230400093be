from django.urls import path

from madoguchi.web.knowledge.finding import views

urlpatterns = [
    path("", views.find_articles, name="find"),
    path("suggest/", views.suggest, name="suggest"),
    path("open/<slug:number>/", views.open_article, name="open_found"),
    path("log/", views.log, name="searches"),
]
