from django.apps import AppConfig


class ManagerConfig(AppConfig):
    name = "madoguchi.web.manager"
    label = "web_manager"

    def ready(self) -> None:
        from madoguchi.web.frame.navigation import NavItem, register

        for label, url_name, order in (("稼働率", "manager:availability", 477),):
            register(NavItem(label, url_name, "figures.view", order, group="報告"))
        register(NavItem("シフト", "manager:shifts", "supervision.view", 140, group="要員"))
        register(NavItem("自分のシフト", "manager:shifts_own", "agents.edit", 141, group="要員"))
