from django.apps import AppConfig


class SupervisorConfig(AppConfig):
    name = "madoguchi.web.supervisor"
    label = "web_supervisor"

    def ready(self) -> None:
        from madoguchi.web.frame.navigation import NavItem, register
        from madoguchi.web.live.register import register as register_live
        from madoguchi.web.supervisor.alerts.live import BELL_SCREEN, LIST_SCREEN
        from madoguchi.web.supervisor.board.live import BOARD_SCREEN
        from madoguchi.web.supervisor.board.shown import MAY_VIEW as MAY_VIEW_BOARD
        from madoguchi.web.supervisor.floor.live import FLOOR_SCREEN

        for screen in (BOARD_SCREEN, FLOOR_SCREEN, BELL_SCREEN, LIST_SCREEN):
            register_live(screen)
        register(NavItem("いまの状況", "supervisor:board", MAY_VIEW_BOARD, 88, group="電話"))
        register(NavItem("アラート", "supervisor:alerts", "alerts.view", 89, group="監督"))
        for label, page, order in (("フロア", "floor", 90), ("1日の記録", "days", 91), ("増席と配置", "seats", 92)):
            register(NavItem(label, f"supervisor:{page}", "supervision.view", order, group="監督"))
