from django.apps import AppConfig


class AccountConfig(AppConfig):
    name = "madoguchi.web.account"
    label = "web_account"
