from django.apps import AppConfig


class CityConfig(AppConfig):
    name = "madoguchi.web.city"
    label = "web_city"

    def ready(self) -> None:
        from madoguchi.web.city.day_list import DAY_SCREEN
        from madoguchi.web.frame.navigation import NavItem, register
        from madoguchi.web.live.register import register as register_live

        register_live(DAY_SCREEN)
        register(
            NavItem("予約の一覧", "city:today", "bookings.view", order=100, switch="own_reservations", group="窓口")
        )
        register(
            NavItem("予約を探す", "city:find", "bookings.view", order=101, switch="own_reservations", group="窓口")
        )
        register(
            NavItem(
                "予約者の抽出", "city:persons", "bookings.view", order=102, switch="own_reservations", group="窓口"
            )
        )
        register(
            NavItem(
                "市への提出",
                "city:deliveries",
                "deliveries.view",
                order=104,
                switch="own_reservations",
                group="窓口",
            )
        )
        register(
            NavItem("紙の名簿", "city:paper", "paper.view", order=103, switch="own_reservations", group="窓口")
        )
        register(
            NavItem(
                "台帳の取込み",
                "city:imports",
                "imports.view",
                order=105,
                switch="own_reservations",
                group="窓口",
            )
        )
        register(
            NavItem(
                "受付の件数", "city:counts", "bookings.view", order=106, switch="own_reservations", group="窓口"
            )
        )
