from django.apps import AppConfig


class CityConfig(AppConfig):
    name = "madoguchi.web.city"
    label = "web_city"
