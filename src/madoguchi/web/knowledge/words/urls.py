from django.urls import path

from madoguchi.web.knowledge.words import files, views

urlpatterns = [
    path("", views.words, name="words"),
    path("new/", views.new, name="new_word"),
    path("<int:key>/", views.word, name="word"),
    path("file/", files.read_in, name="words_file"),
    path("file/<slug:form>/", files.write_out, name="words_export"),
]
