from django.apps import AppConfig


class SupervisorConfig(AppConfig):
    name = "madoguchi.web.supervisor"
    label = "web_supervisor"

    def ready(self) -> None:
        from madoguchi.web.frame.navigation import NavItem, register
        from madoguchi.web.live.register import register as register_live
        from madoguchi.web.supervisor.alerts.live import BELL_SCREEN, LIST_SCREEN
        from madoguchi.web.supervisor.floor.live import FLOOR_SCREEN

        for screen in (FLOOR_SCREEN, BELL_SCREEN, LIST_SCREEN):
            register_live(screen)
        register(NavItem("アラート", "supervisor:alerts", "alerts.view", 89, group="監督"))
        for label, page, order in (("フロア", "floor", 90), ("1日の記録", "days", 91), ("増席と配置", "seats", 92)):
            register(NavItem(label, f"supervisor:{page}", "supervision.view", order, group="監督"))
