from functools import partial

from django.apps import AppConfig


class KnowledgeScreensConfig(AppConfig):
    name = "madoguchi.web.knowledge"
    label = "web_knowledge"

    def ready(self) -> None:
        from madoguchi.web.frame.navigation import NavItem, register

        work, upkeep = partial(NavItem, group="FAQ"), partial(NavItem, group="FAQの管理")
        for item in (
            work("FAQを探す", "knowledge:find", "faq.view", 205),
            work("FAQの一覧", "knowledge:articles", "faq.view", 210),
            work("確認・承認待ち", "knowledge:waiting", "faq_approval.view", 220),
            work("要確認のFAQ", "knowledge:to_confirm", "faq_approval.view", 225),
            work("FAQの更新依頼", "knowledge:requests", "faq_requests.view", 230),
            work("スクリプト・マニュアル", "knowledge:documents", "manuals.view", 240),
            upkeep("FAQの分類", "knowledge:categories", "faq.edit", 250, setting="faq.categories"),
            upkeep("類義語", "knowledge:words", "faq.view", 255),
            upkeep("検索の記録", "knowledge:searches", "faq.view", 258),
            upkeep("ファイルの入出力", "knowledge:exchange", "faq.edit", 260, setting="faq.csv_both_ways"),
            upkeep("FAQの利用状況", "knowledge:usage", "faq.view", 270, setting="faq.ranking"),
            upkeep("公開FAQの利用", "knowledge:self_solution", "faq.view", 272, switch="public_faq"),
            upkeep("FAQの利用状況の報告", "knowledge:usage_reports", "faq.view", 275),
        ):
            register(item)
