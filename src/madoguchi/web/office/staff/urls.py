"""Administering staff, and the doors for them."""

from django.urls import path

from madoguchi.web.office.staff import views
from madoguchi.web.office.staff.doors import views as doors
from madoguchi.web.office.staff.tokens import views as tokens

app_name = "office_staff"
urlpatterns = [
    path("", views.people, name="people"),
    path("new/", views.new, name="new"),
    path("export/", views.export, name="export"),
    path("person/<str:login_id>/", views.person, name="person"),
    path("person/<str:login_id>/edit/", views.edit, name="edit"),
    path("person/<str:login_id>/rights/", views.rights, name="rights"),
    path("person/<str:login_id>/<slug:operation>/", views.confirm, name="confirm"),
    path("rights/", doors.rights_table, name="rights_table"),
    path("policy/", doors.policy, name="policy"),
    path("allow-lists/", doors.allow_lists, name="allow_lists"),
    path("allow-lists/<slug:role>/", doors.allow_list, name="allow_list"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/new/", tokens.new, name="token_new"),
    path("tokens/<slug:key>/", tokens.token, name="token"),
    path("tokens/<slug:key>/revoke/", tokens.revoke, name="token_revoke"),
    path("access/", doors.description, name="access"),
]
