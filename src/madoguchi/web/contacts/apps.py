from django.apps import AppConfig


class ContactsScreensConfig(AppConfig):
    name = "madoguchi.web.contacts"
    label = "web_contacts"

    def ready(self) -> None:
        from madoguchi.web.contacts.escalations.lists import SCREEN as ESCALATIONS
        from madoguchi.web.contacts.live_list import NEWEST_SCREEN
        from madoguchi.web.frame.navigation import NavItem, register
        from madoguchi.web.live.register import register as register_live

        register_live(NEWEST_SCREEN)
        register(NavItem("応対を記録する", "contacts:unrecorded", "contacts.edit", 80, group="応対"))
        register(
            NavItem(
                "いま入る応対の記録", "contacts:live", "contacts.view", 81, group="応対", city_switch="live_history"
            )
        )
        register_live(ESCALATIONS)
        register(NavItem("引継ぎ", "escalations:home", "escalations.view", 84, group="応対"))
        register(NavItem("苦情・カスハラ・緊急", "contacts:marks", "handed_to_supervisor.edit", 84, group="応対"))
        register(NavItem("所管課の案内", "directory:home", "directory.view", 85, group="応対"))
        register(NavItem("案内先とリンク", "guidance:home", "directory.view", 86, group="応対"))
        register(
            NavItem(
                "折り返しの約束",
                "escalations:call_backs",
                "contacts.view",
                87,
                switch="agreed_call_backs",
                group="応対",
            )
        )
        register(
            NavItem(
                "おかけ直し",
                "escalations:wished",
                "contacts.view",
                88,
                switch="call_back_intake",
                group="応対",
            )
        )
        register(
            NavItem(
                "フォームの問い合わせ",
                "contacts:inquiries",
                "contacts.view",
                82,
                switch="web_inquiry_form",
                group="応対",
            )
        )
        register(
            NavItem(
                "応対の履歴", "contacts:contacts", "contacts.view", 82, group="応対", city_switch="live_history"
            )
        )
        register(NavItem("応対の記録の項目", "contacts:items", "settings.edit", 452, group="応対の管理"))
        register(
            NavItem(
                "1日の応対", "contacts:day_today", "contacts.view", 83, group="応対", city_switch="live_history"
            )
        )
        register(
            NavItem(
                "前のシステムの応対履歴",
                "contacts:takeovers",
                "takeovers.view",
                453,
                group="応対の管理",
                setting="contacts.takes_over_history",
            )
        )
        register(NavItem("改善ニーズ", "contacts:needs", "improvement.view", 450, group="応対の管理"))
        register(NavItem("応対の保存期間", "contacts:keeping", "keeping.view", 454, group="応対の管理"))
        register(NavItem("第三者への提供", "contacts:approvals", "keeping.view", 455, group="応対の管理"))
        register(
            NavItem(
                "タグの規則",
                "contacts:tag_rules",
                "improvement.view",
                451,
                group="応対の管理",
                setting="contacts.history_tags",
            )
        )
