from django.apps import AppConfig


class ManagerConfig(AppConfig):
    name = "madoguchi.web.manager"
    label = "web_manager"
