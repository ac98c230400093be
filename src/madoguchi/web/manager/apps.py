from functools import partial

from django.apps import AppConfig


class ManagerConfig(AppConfig):
    name = "madoguchi.web.manager"
    label = "web_manager"

    def ready(self) -> None:
        from madoguchi.web.frame.navigation import NavItem, register

        people, reports = partial(NavItem, group="要員"), partial(NavItem, group="報告")
        for item in (
            people("要員計画", "manager:plan", "staffing.view", 136),
            people("入電の山", "manager:plan_peaks", "staffing.view", 137),
            people("シフト", "manager:shifts", "supervision.view", 140),
            people("自分のシフト", "manager:shifts_own", "agents.edit", 141),
            people("体制と協議", "manager:regimes", "supervision.view", 142),
            people("従事者名簿", "manager:register", "workers.view", 143),
            reports("実績のようす", "manager:month", "figures.view", 470),
            reports("報告書", "manager:reports", "reports.view", 471),
            reports("改善提案", "manager:proposals", "proposals.view", 472),
            reports("曜日と時間帯", "manager:heat", "figures.view", 472),
            reports("一次回答と一次完了", "manager:first", "figures.view", 473),
            reports("定例会", "manager:meetings", "reports.view", 473),
            reports("市の職員への効果", "manager:effect", "figures.view", 474),
            reports("KPI", "manager:kpi", "figures.view", 475),
            reports("前の事業者との比較", "manager:baseline", "figures.view", 476),
            reports("稼働率", "manager:availability", "figures.view", 477),
            reports("指標の定義", "manager:definitions", "figures.view", 478),
            reports("実績の照合", "manager:reconciliation", "figures.view", 479),
            reports("応対の全件データ", "manager:records", "contacts.export", 480),
            reports("公表用の統計", "manager:published", "figures.view", 481),
        ):
            register(item)
