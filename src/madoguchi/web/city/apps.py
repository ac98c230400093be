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
