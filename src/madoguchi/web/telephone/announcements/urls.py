from django.urls import path

from madoguchi.web.telephone.announcements import views

urlpatterns = [
    path("", views.home, name="announcements"),
    path("<str:key>/", views.announcement, name="announcement"),
    path("<str:key>/write/", views.write, name="announcement_write"),
    path("version/<int:pk>/sound.wav", views.sound, name="announcement_sound"),
    path("version/<int:pk>/listen/", views.listen, name="announcement_listen"),
    path("version/<int:pk>/approve/", views.approval, name="announcement_approve"),
    path("version/<int:pk>/confirm/", views.confirmation, name="announcement_confirm"),
    path("version/<int:pk>/take-off/", views.take_off, name="announcement_take_off"),
    path("version/<int:pk>/withdraw/", views.withdrawal, name="announcement_withdraw"),
]
