"""Signing in and one's own account. Of allauth only what an issued ID needs: no sign-up, no e-mail, no reset."""

from allauth.account import views as allauth_views
from django.urls import include, path

from madoguchi.web.account import views

urlpatterns = [
    path("", views.home, name="account_home"),
    path("login/", allauth_views.login, name="account_login"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("confirm/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("password/", allauth_views.password_change, name="account_change_password"),
    path("second-factor/first/", views.second_factor, name="account_second_factor"),
    path("second-factor/", include("allauth.mfa.urls")),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("sessions/end-others/", views.end_other_sessions, name="account_end_other_sessions"),
    path("sessions/<int:pk>/end/", views.end_session, name="account_end_session"),
]
