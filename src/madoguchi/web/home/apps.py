from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "madoguchi.web.home"
    label = "web_home"

    def ready(self) -> None:
        from madoguchi.web.frame.navigation import NavItem, register

        register(NavItem("ホーム", "home:home", order=10))
