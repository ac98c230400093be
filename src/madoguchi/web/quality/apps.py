from django.apps import AppConfig


class QualityScreensConfig(AppConfig):
    name = "madoguchi.web.quality"
    label = "web_quality"

    def ready(self) -> None:
        from madoguchi.web.frame.navigation import NavItem, register

        for label, url_name, right, order in (
            ("評価する通話", "quality:home", "quality.view", 460),
            ("評価の集計", "quality:figures", "quality_figures.view", 461),
            ("自分の評価", "quality:own", "own_quality.view", 462),
            ("評価のシート", "quality:sheet", "quality.view", 463),
        ):
            register(NavItem(label, url_name, right, order, group="応対の評価", setting="quality.calls_per_person"))
