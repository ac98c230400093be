from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "madoguchi.web.office"
    label = "web_office"

    def ready(self) -> None:
        from madoguchi.web.frame.navigation import NavItem, register

        register(NavItem("履歴", "history:events", "history.view", order=900, group="管理"))
