from django.apps import AppConfig


class ManagerConfig(AppConfig):
    name = "madoguchi.web.manager"
    label = "web_manager"

    def ready(self) -> None:
        from madoguchi.web.frame.navigation import NavItem, register

        register(NavItem("指標の定義", "manager:definitions", "figures.view", 478, group="報告"))
        register(NavItem("実績の照合", "manager:reconciliation", "figures.view", 479, group="報告"))
        for label, url_name, order in (
            ("実績のようす", "manager:month", 470),
            ("曜日と時間帯", "manager:heat", 472),
            ("一次回答と一次完了", "manager:first", 473),
            ("市の職員への効果", "manager:effect", 474),
            ("KPI", "manager:kpi", 475),
            ("前の事業者との比較", "manager:baseline", 476),
            ("稼働率", "manager:availability", 477),
        ):
            register(NavItem(label, url_name, "figures.view", order, group="報告"))
        register(NavItem("シフト", "manager:shifts", "supervision.view", 140, group="要員"))
        register(NavItem("自分のシフト", "manager:shifts_own", "agents.edit", 141, group="要員"))
        register(NavItem("報告書", "manager:reports", "reports.view", 471, group="報告"))
        register(NavItem("体制と協議", "manager:regimes", "supervision.view", 142, group="要員"))
        for label, page, order in (("要員計画", "plan", 136), ("入電の山", "plan_peaks", 137)):
            register(NavItem(label, f"manager:{page}", "staffing.view", order, group="要員"))
        register(NavItem("応対の全件データ", "manager:records", "contacts.export", 480, group="報告"))
        register(NavItem("公表用の統計", "manager:published", "figures.view", 481, group="報告"))
        register(NavItem("従事者名簿", "manager:register", "workers.view", 143, group="要員"))
        register(NavItem("改善提案", "manager:proposals", "proposals.view", 472, group="報告"))
        register(NavItem("定例会", "manager:meetings", "reports.view", 473, group="報告"))
