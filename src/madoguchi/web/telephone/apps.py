from django.apps import AppConfig


class TelephoneScreensConfig(AppConfig):
    name = "madoguchi.web.telephone"
    label = "web_telephone"
