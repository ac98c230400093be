from django.urls import path

from madoguchi.web.contacts.takeover import views

urlpatterns = [
    path("takeovers/", views.takeovers, name="takeovers"),
    path("takeovers/<uuid:key>/", views.takeover, name="takeover"),
    path("takeovers/<uuid:key>/start/", views.begin, name="start_takeover"),
    path("takeovers/<uuid:key>/show/", views.make_visible, name="show_takeover"),
    path("takeovers/<uuid:key>/undo/", views.undo, name="undo_takeover"),
    path("takeovers/<uuid:key>/drop/", views.give_up, name="drop_takeover"),
    path("takeovers/<uuid:key>/refused/", views.refused, name="takeover_refused"),
]
