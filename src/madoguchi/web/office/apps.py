from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "madoguchi.web.office"
    label = "web_office"
