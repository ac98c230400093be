from functools import partial

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
        register_live(ESCALATIONS)
        work, upkeep = partial(NavItem, group="応対"), partial(NavItem, group="応対の管理")
        live, form, agreed, wished = "live_history", "web_inquiry_form", "agreed_call_backs", "call_back_intake"
        for item in (
            work("応対を記録する", "contacts:unrecorded", "contacts.edit", 80),
            work("いま入る応対の記録", "contacts:live", "contacts.view", 81, city_switch=live),
            work("フォームの問い合わせ", "contacts:inquiries", "contacts.view", 82, switch=form),
            work("応対の履歴", "contacts:contacts", "contacts.view", 82, city_switch=live),
            work("1日の応対", "contacts:day_today", "contacts.view", 83, city_switch=live),
            work("引継ぎ", "escalations:home", "escalations.view", 84),
            work("苦情・カスハラ・緊急", "contacts:marks", "handed_to_supervisor.edit", 84),
            work("所管課の案内", "directory:home", "directory.view", 85),
            work("案内先とリンク", "guidance:home", "directory.view", 86),
            work("折り返しの約束", "escalations:call_backs", "contacts.view", 87, switch=agreed),
            work("おかけ直し", "escalations:wished", "contacts.view", 88, switch=wished),
            upkeep("改善ニーズ", "contacts:needs", "improvement.view", 450),
            upkeep("タグの規則", "contacts:tag_rules", "improvement.view", 451, setting="contacts.history_tags"),
            upkeep("応対の記録の項目", "contacts:items", "settings.edit", 452),
            upkeep(
                "前のシステムの応対履歴",
                "contacts:takeovers",
                "takeovers.view",
                453,
                setting="contacts.takes_over_history",
            ),
            upkeep("応対の保存期間", "contacts:keeping", "keeping.view", 454),
            upkeep("第三者への提供", "contacts:approvals", "keeping.view", 455),
        ):
            register(item)
