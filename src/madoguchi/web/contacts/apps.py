from django.apps import AppConfig


class ContactsScreensConfig(AppConfig):
    name = "madoguchi.web.contacts"
    label = "web_contacts"

    def ready(self) -> None:
        from madoguchi.web.frame.navigation import NavItem, register

        register(NavItem("応対を記録する", "contacts:unrecorded", "contacts.edit", 80, group="応対"))
        register(NavItem("応対の履歴", "contacts:contacts", "contacts.view", 82, group="応対"))
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
