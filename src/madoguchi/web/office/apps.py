from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "madoguchi.web.office"
    label = "web_office"

    def ready(self) -> None:
        from madoguchi.web.frame.navigation import NavItem, register

        register(
            NavItem("予約枠", "office_slots:home", "slots.view", order=300, switch="own_reservations", group="窓口")
        )
        register(
            NavItem(
                "満たせなかった希望",
                "office_demand:home",
                "slots.view",
                order=320,
                switch="own_reservations",
                group="窓口",
            )
        )
        register(
            NavItem(
                "J-LISの停止",
                "office_outages:home",
                "bookings.view",
                order=310,
                switch="own_reservations",
                group="窓口",
            )
        )
        register(
            NavItem(
                "予約のメール", "messages:home", "bookings.view", order=320, switch="booking_mails", group="窓口"
            )
        )
        register(NavItem("計画停止", "stops:home", "settings.view", order=908, group="管理"))
        register(NavItem("職員・従事者", "office_staff:people", "staff.view", order=910, group="管理"))
        register(NavItem("履歴", "history:events", "history.view", order=900, group="管理"))
        register(NavItem("設定", "office_settings:overview", "settings.view", order=905, group="管理"))
