from django.apps import AppConfig


class CityConfig(AppConfig):
    name = "madoguchi.web.city"
    label = "web_city"

    def ready(self) -> None:
        from madoguchi.web.city.day_list import DAY_SCREEN
        from madoguchi.web.frame.navigation import NavItem, register
        from madoguchi.web.live.register import register as register_live

        register_live(DAY_SCREEN)
        for label, page, right, order, group in (
            ("予約の一覧", "today", "bookings.view", 100, "窓口"),
            ("予約を探す", "find", "bookings.view", 101, "窓口"),
            ("予約者の抽出", "persons", "bookings.view", 102, "窓口"),
            ("紙の名簿", "paper", "paper.view", 103, "窓口"),
            ("受付の件数", "counts", "bookings.view", 400, "集計・提出"),
            ("市への提出", "deliveries", "deliveries.view", 420, "集計・提出"),
            ("台帳の取込み", "imports", "imports.view", 440, "集計・提出"),
        ):
            register(NavItem(label, f"city:{page}", right, order, switch="own_reservations", group=group))
