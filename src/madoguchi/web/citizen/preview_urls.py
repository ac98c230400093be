"""Under the staff's addresses: only who may change the settings sees what is not saved yet."""

from django.urls import path

from madoguchi.web.citizen.preview import preview

app_name = "citizen_preview"
urlpatterns = [path("<str:page>/<str:language>/", preview, name="page")]
