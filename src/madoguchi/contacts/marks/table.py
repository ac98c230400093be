"""What a preset says of marks: guides.csv, the agreed steps (INC-14, INC-16)."""

from typing import ClassVar, Literal

from pydantic import Field

from madoguchi.core.preset import ReadBy, Row

GUIDES_TABLE = "guides.csv"


class GuideRow(Row):
    """One step of what is done, in the order of the table; what is said with it, word for word."""

    reader: ClassVar = ReadBy("madoguchi.contacts.marks.queries:guide_for")

    mark: Literal["complaint", "harassment", "emergency"]
    step: str = Field(min_length=1, max_length=120)
    words: str = Field("", max_length=300)
    source: str = Field("", max_length=200)
