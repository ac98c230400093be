from django.apps import AppConfig


class MunicipalityConfig(AppConfig):
    name = "madoguchi.municipality"
    label = "municipality"
