from django.apps import AppConfig


class KnowledgeScreensConfig(AppConfig):
    name = "madoguchi.web.knowledge"
    label = "web_knowledge"

    def ready(self) -> None:
        from madoguchi.web.frame.navigation import NavItem, register

        for label, page, right, order in (
            ("FAQを探す", "knowledge:find", "faq.view", 205),
            ("FAQの一覧", "knowledge:articles", "faq.view", 210),
            ("確認・承認待ち", "knowledge:waiting", "faq_approval.view", 220),
            ("FAQの更新依頼", "knowledge:requests", "faq_requests.view", 230),
            ("スクリプト・マニュアル", "knowledge:documents", "manuals.view", 240),
        ):
            register(NavItem(label, page, right, order, group="FAQ"))
        keeping = "FAQの管理"
        register(NavItem("類義語", "knowledge:words", "faq.view", 255, group=keeping))
        register(NavItem("検索の記録", "knowledge:searches", "faq.view", 258, group=keeping))
        sorted_by = "faq.categories"
        register(NavItem("FAQの分類", "knowledge:categories", "faq.edit", 250, group=keeping, setting=sorted_by))
        register(NavItem("要確認のFAQ", "knowledge:to_confirm", "faq_approval.view", 225, group="FAQ"))
        register(
            NavItem(
                "ファイルの入出力",
                "knowledge:exchange",
                "faq.edit",
                260,
                group=keeping,
                setting="faq.csv_both_ways",
            )
        )
        register(NavItem("FAQの利用状況", "knowledge:usage", "faq.view", 270, group=keeping, setting="faq.ranking"))
        register(
            NavItem("公開FAQの利用", "knowledge:self_solution", "faq.view", 272, switch="public_faq", group=keeping)
        )
        register(NavItem("FAQの利用状況の報告", "knowledge:usage_reports", "faq.view", 275, group=keeping))
