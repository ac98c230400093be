from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "madoguchi.web.home"
    label = "web_home"
