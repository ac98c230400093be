from django.apps import AppConfig


class AccountConfig(AppConfig):
    name = "madoguchi.web.account"
    label = "web_account"

    def ready(self) -> None:
        from madoguchi.web.account import second_factors

        second_factors.listen()
