"""The settings."""

from django.urls import path

from madoguchi.web.office.settings import days, pages, procedures, rows, sites, views

app_name = "office_settings"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("key/<str:name>/", views.edit, name="key"),
    path("table/<str:name>/", views.table, name="table"),
    path("rows/<str:name>/", rows.rows, name="rows"),
    path("pages/", pages.pages, name="pages"),
    path("pages/<str:code>/", pages.page, name="page"),
    path("switches/", views.switches, name="switches"),
    path("contacts/", views.contacts, name="contacts"),
    path("contacts/told/", views.told, name="told"),
    path("planned/", views.planned, name="planned"),
    path("planned/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("unread/", views.unread, name="unread"),
    path("readings/", views.readings, name="readings"),
    path("export/", views.export, name="export"),
    path("days/", days.month, name="days"),
    path("days/close/", days.close, name="close_day"),
    path("days/open/", days.open_specially, name="open_day"),
    path("days/<int:pk>/withdraw/", days.withdraw, name="withdraw_day"),
    path("sites/", sites.sites, name="sites"),
    path("sites/new/", sites.new_site, name="new_site"),
    path("sites/<str:code>/", sites.site, name="site"),
    path("procedures/", procedures.procedures, name="procedures"),
    path("procedures/new/", procedures.new_procedure, name="new_procedure"),
    path("procedures/<str:code>/", procedures.procedure, name="procedure"),
    path("procedures/<str:code>/edit/", procedures.edit_procedure, name="edit_procedure"),
    path("procedures/<str:code>/<str:language>/", procedures.edit_text, name="text"),
]
