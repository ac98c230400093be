from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "madoguchi.web.live"
    label = "web_live"
