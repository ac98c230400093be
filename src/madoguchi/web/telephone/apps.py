from functools import partial

from django.apps import AppConfig


class TelephoneScreensConfig(AppConfig):
    name = "madoguchi.web.telephone"
    label = "web_telephone"

    def ready(self) -> None:
        from madoguchi.web.frame.lent import lend
        from madoguchi.web.frame.navigation import NavItem, register
        from madoguchi.web.telephone.agents.own import seat_lent
        from madoguchi.web.telephone.calls import sections
        from madoguchi.web.telephone.recordings.of_call import recording_of_call

        sections.register(recording_of_call)
        lend("seat", seat_lent)
        entry = partial(NavItem, group="電話")
        for item in (
            entry("電話の席", "telephone:seat", "agents.edit", 89),
            entry("通話", "telephone:calls", "calls.view", 95),
            entry("席と内線", "telephone:seats", "supervision.view", 97),
            entry("通話の録音", "telephone:recordings", "recordings.view", 97, switch="call_recording"),
            entry("緊急案内・受付停止", "telephone:emergency", "announcements.view", 98),
            entry("通話の照合", "telephone:reconciling", "calls.view", 98),
            entry("音声案内", "telephone:announcements", "announcements.view", 98),
            entry("交換機", "telephone:exchange", "exchange.view", 99),
            entry("電話番号と回線", "telephone:lines", "lines.view", 99),
        ):
            register(item)
