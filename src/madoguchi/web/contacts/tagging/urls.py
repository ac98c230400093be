from django.urls import path

from madoguchi.web.contacts.tagging import views

urlpatterns = [
    path("tag-rules/", views.rules, name="tag_rules"),
    path("tag-rules/new/", views.rule, name="new_tag_rule"),
    path("tag-rules/<int:pk>/", views.rule, name="tag_rule"),
    path("tag-rules/<int:pk>/older/", views.older, name="tag_rule_older"),
    path("tag-rules/<int:pk>/remove/", views.remove, name="remove_tag_rule"),
]
