from django.apps import AppConfig


class OperatorConfig(AppConfig):
    name = "madoguchi.web.operator"
    label = "web_operator"

    def ready(self) -> None:
        from madoguchi.web.frame.navigation import NavItem, register
        from madoguchi.web.live import register as live
        from madoguchi.web.operator.console.live import SEAT_SCREEN

        live.register(SEAT_SCREEN)

        register(NavItem("対応画面", "operator:console", "contacts.edit", order=88, group="電話"))
        register(
            NavItem(
                "電話で予約を受ける",
                "operator:home",
                "bookings.edit",
                order=90,
                switch="own_reservations",
                group="電話",
            )
        )
        register(
            NavItem(
                "電話する一覧",
                "operator:to_telephone",
                "bookings.view",
                order=91,
                switch="own_reservations",
                group="電話",
            )
        )
        register(
            NavItem(
                "外部の予約システムの記録",
                "operator:external",
                "external.view",
                order=91,
                switch="external_reservations",
                group="電話",
            )
        )
