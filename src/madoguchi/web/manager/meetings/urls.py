from django.urls import URLPattern, URLResolver, path

from madoguchi.web.manager.meetings import minutes, packs, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="meetings"),
    path("new/", views.new, name="new_meeting"),
    path("<int:number>/", views.meeting, name="meeting"),
    path("<int:number>/edit/", views.edit, name="edit_meeting"),
    path("<int:number>/call-off/", views.call_meeting_off, name="call_off_meeting"),
    path("<int:number>/packs/make/", packs.make, name="make_pack"),
    path("<int:number>/packs/<int:version>/", packs.pack, name="pack"),
    path("<int:number>/packs/<int:version>/file/", packs.pack_file, name="pack_file"),
    path("<int:number>/minutes/", minutes.write, name="write_minutes"),
    path("<int:number>/minutes/<int:version>/", minutes.version, name="minutes"),
    path("<int:number>/minutes/hand-in/", minutes.hand_in, name="hand_in_minutes"),
]
