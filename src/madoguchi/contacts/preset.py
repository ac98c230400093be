"""The contacts' part of a preset: what is answered, what is handed on and how."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from madoguchi.contacts.escalations import table as escalations
from madoguchi.contacts.escalations.settings import LEVELS_TABLE
from madoguchi.contacts.guidance.table import LINKS_TABLE, REFERRALS_TABLE, LinkRow, ReferralRow
from madoguchi.contacts.inquiries.items import ITEMS_TABLE as INQUIRY_ITEMS
from madoguchi.contacts.inquiries.preset import InquiryItemRow, InquirySection
from madoguchi.contacts.items.preset import ContactItemRow, problems
from madoguchi.contacts.items.queries import ITEMS_TABLE
from madoguchi.contacts.marks.table import GUIDES_TABLE, GuideRow
from madoguchi.core.preset import PartValues, PresetProblem, ReadBy, Section
from madoguchi.municipality.kept import settings_part


class Contacts(Section):
    topics: Annotated[
        list[str],
        ReadBy("madoguchi.contacts.items.queries:topics"),
        Field(title="問合せの区分", description="応対の記録で選びます。"),
    ]
    out_of_scope: Annotated[
        list[str],
        ReadBy("madoguchi.contacts.guidance.queries:places_to_name"),
        Field(title="範囲外の案内先", description="「案内」の画面に表示します。"),
    ]
    recorded_promptly: Annotated[
        bool,
        ReadBy("madoguchi.contacts.drafts.queries:is_told_when_late"),
        Field(title="対応のあとすぐ記録する", description="記録が遅れると、はじめの画面で知らせます。"),
    ]
    owned_by_client: Annotated[bool, ReadBy("madoguchi.contacts.third_parties.queries:belongs_to_client")] = Field(
        title="記録は委託者のもの", description="第三者提供の画面に示します。"
    )
    history_csv: Annotated[
        bool,
        ReadBy("madoguchi.contacts.export.queries:is_offered"),
        Field(title="応対履歴の CSV", description="権限のある人が、ファイルに出せます。"),
    ]
    history_tags: Annotated[
        bool,
        ReadBy("madoguchi.contacts.items.queries:items_in_order"),
        Field(title="応対履歴のタグ", description="記録にタグを付けられます。"),
    ]
    electronic_form_url: Annotated[
        str,
        ReadBy("madoguchi.contacts.escalations.settings:form_url"),
        Field(title="市の電子申請フォームの URL", pattern=r"^$|^https://", description="空なら決まっていません。"),
    ]
    escalates_to_city: Annotated[
        bool,
        ReadBy("madoguchi.contacts.escalations.settings:escalates_to_city"),
        Field(title="市への引継ぎ", description="所管課へ引き継げます。"),
    ]
    takes_over_history: Annotated[bool, ReadBy("madoguchi.contacts.takeover.queries:takes_over_history")] = Field(
        title="前の受託者の履歴を引き継ぐ"
    )
    takes_over_manuals: Annotated[bool, ReadBy("madoguchi.knowledge.documents.queries:kinds_offered")] = Field(
        title="前の受託者のマニュアルを引き継ぐ"
    )


def _problems(values: PartValues) -> Iterable[PresetProblem]:
    yield from problems(values)
    yield from escalations.problems(values)


PART = settings_part(
    "contacts",
    sections={"contacts": Contacts, "inquiry": InquirySection},
    tables={
        LEVELS_TABLE: escalations.LevelRow,
        REFERRALS_TABLE: ReferralRow,
        LINKS_TABLE: LinkRow,
        GUIDES_TABLE: GuideRow,
        ITEMS_TABLE: ContactItemRow,
        INQUIRY_ITEMS: InquiryItemRow,
    },
    problems=_problems,
)
