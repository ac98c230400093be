from django.apps import AppConfig


class ContactsScreensConfig(AppConfig):
    name = "madoguchi.web.contacts"
    label = "web_contacts"

    def ready(self) -> None:
        from madoguchi.web.contacts.live_list import NEWEST_SCREEN
        from madoguchi.web.frame.navigation import NavItem, register
        from madoguchi.web.live.register import register as register_live

        register_live(NEWEST_SCREEN)
        register(NavItem("応対を記録する", "contacts:unrecorded", "contacts.edit", 80, group="応対"))
        register(NavItem("いま入る応対の記録", "contacts:live", "contacts.view", 81, group="応対"))
        register(NavItem("応対の履歴", "contacts:contacts", "contacts.view", 82, group="応対"))
        register(NavItem("1日の応対", "contacts:day_today", "contacts.view", 83, group="応対"))
        register(
            NavItem(
                "前のシステムの応対履歴",
                "contacts:takeovers",
                "takeovers.view",
                89,
                group="応対",
                setting="contacts.takes_over_history",
            )
        )
        register(
            NavItem(
                "タグの規則",
                "contacts:tag_rules",
                "improvement.view",
                88,
                group="応対",
                setting="contacts.history_tags",
            )
        )
