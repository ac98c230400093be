"""The inquiry form's part of a preset: by which ways one is answered, and what is asked for."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from madoguchi.core.preset import ReadBy, Row, Section

WayName = Literal["mail", "telephone", "relay", "fax", "none"]
LABEL = Field(default="", max_length=60)
HELP = Field(default="", max_length=300)


class InquirySection(Section):
    ways: Annotated[list[WayName], ReadBy("madoguchi.contacts.inquiries.queries:ways_offered")] = Field(
        title="回答の方法",
        description="フォームで選べる方法を、並べる順に書きます。電話を使えない方のために、電話以外も置きます。",
        default=["mail", "telephone"],
    )
    confirms: Annotated[bool, ReadBy("madoguchi.messages.inquiries.reactions:confirm_receipt")] = Field(
        title="受付の控えをメールで送る", default=True
    )
    per_line: Annotated[int, ReadBy("madoguchi.contacts.inquiries.queries:most_per_line")] = Field(
        title="一つの回線から1時間に送れる問い合わせの数",
        description="4分の1を超えると、機械でないことを自動で確かめます。",
        ge=4,
        le=1_000_000,
        default=60,
    )


class InquiryItemRow(Row):
    """An item of the inquiry form, in the order in which it is asked. Empty words: those of the product."""

    reader: ClassVar = ReadBy("madoguchi.contacts.inquiries.items:items_asked")

    item: Literal["topic", "call_when", "name", "kana", "area"]
    need: Literal["hidden", "optional", "required"]
    label_ja: str = LABEL
    label_ja_easy: str = LABEL
    label_en: str = LABEL
    help_ja: str = HELP
    help_ja_easy: str = HELP
    help_en: str = HELP
