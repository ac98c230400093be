from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "madoguchi.web.office"
    label = "web_office"

    def ready(self) -> None:
        from madoguchi.web.frame.navigation import NavItem, register

        bookings, mails = "own_reservations", "booking_mails"
        for label, page, right, order, switch, group in (
            ("予約枠", "office_slots:home", "slots.view", 300, bookings, "予約枠・停止"),
            ("J-LISの停止", "office_outages:home", "bookings.view", 310, bookings, "予約枠・停止"),
            ("計画停止", "stops:home", "settings.view", 320, "", "予約枠・停止"),
            ("満たせなかった希望", "office_demand:home", "slots.view", 410, bookings, "集計・提出"),
            ("予約のメール", "messages:home", "bookings.view", 430, mails, "集計・提出"),
        ):
            register(NavItem(label, page, right, order, switch=switch, group=group))
        register(NavItem("職員・従事者", "office_staff:people", "staff.view", order=910, group="管理"))
        register(NavItem("履歴", "history:events", "history.view", order=900, group="管理"))
        register(NavItem("貸与機器", "office_equipment:home", "settings.view", order=907, group="管理"))
        register(NavItem("設定", "office_settings:overview", "settings.view", order=905, group="管理"))
