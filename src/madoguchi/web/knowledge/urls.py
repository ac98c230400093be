from django.urls import path

from madoguchi.web.knowledge import (
    articles,
    categories,
    editing,
    languages,
    requests,
    revisions,
    steps,
    waiting,
)

app_name = "knowledge"
urlpatterns = [
    path("", articles.articles, name="articles"),
    path("new/", editing.new, name="new"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("articles/<slug:number>/", articles.article, name="article"),
    path("articles/<slug:number>/edit/", editing.edit, name="edit"),
    path("articles/<slug:number>/erase/", steps.erase, name="erase"),
    path("articles/<slug:number>/languages/<slug:language>/", languages.language, name="language"),
    path("articles/<slug:number>/revisions/<int:revision>/", revisions.revision, name="revision"),
    path("articles/<slug:number>/revisions/<int:revision>/<slug:move>/", steps.step, name="step"),
    path("articles/<slug:number>/difference/", revisions.choose, name="differences"),
    path("articles/<slug:number>/difference/<int:before>/<int:after>/", revisions.difference, name="difference"),
    path("categories/", categories.categories, name="categories"),
    path("categories/new/", categories.new, name="new_category"),
    path("categories/<int:pk>/", categories.category, name="category"),
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", requests.new, name="ask"),
    path("requests/<slug:number>/", requests.request_page, name="request"),
    path("requests/<slug:number>/take/", requests.take, name="take"),
    path("requests/<slug:number>/write/", editing.answer, name="answer"),
    path("requests/<slug:number>/close/<slug:how>/", requests.close, name="close_request"),
    path("articles/<slug:number>/ask/", requests.ask_about, name="ask_about"),
]
