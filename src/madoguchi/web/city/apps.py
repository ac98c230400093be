from django.apps import AppConfig


class CityConfig(AppConfig):
    name = "madoguchi.web.city"
    label = "web_city"

    def ready(self) -> None:
        from madoguchi.web.frame.navigation import NavItem, register

        register(
            NavItem("予約の一覧", "city:today", "bookings.view", order=100, switch="own_reservations", group="窓口")
        )
