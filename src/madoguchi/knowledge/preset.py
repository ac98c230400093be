"""The FAQ's part of a preset."""

from typing import Annotated

from pydantic import Field

from madoguchi.core.preset import ReadBy, Section
from madoguchi.municipality.kept import settings_part


class Faq(Section):
    categories: Annotated[bool, ReadBy("madoguchi.knowledge.articles.queries:has_categories")] = Field(title="分類")
    csv_both_ways: Annotated[bool, ReadBy("madoguchi.knowledge.exchange.queries:has_files")] = Field(
        title="CSV の入出力"
    )
    related_items: Annotated[bool, ReadBy("madoguchi.knowledge.articles.queries:related_to")] = Field(
        title="関連する質問"
    )
    search_log: Annotated[bool, ReadBy("madoguchi.knowledge.finding.actions:note_search")] = Field(
        title="検索の記録"
    )
    ranking: Annotated[bool, ReadBy("madoguchi.knowledge.usage.queries:has_ranking")] = Field(title="順位")
    use_counts: Annotated[bool, ReadBy("madoguchi.knowledge.usage.queries:counts_uses")] = Field(
        title="使われた回数"
    )
    updated_from_contacts: Annotated[bool, ReadBy("madoguchi.knowledge.requests.queries:contacts_may_ask")] = Field(
        title="応対をもとに更新する"
    )


PART = settings_part("knowledge", sections={"faq": Faq})
