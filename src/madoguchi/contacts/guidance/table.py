"""What a preset says for guidance: referrals.csv, links.csv."""

from typing import ClassVar

from pydantic import Field

from madoguchi.core.preset import ReadBy, Row

REFERRALS_TABLE, LINKS_TABLE = "referrals.csv", "links.csv"


class ReferralRow(Row):
    """OPC-03: what is not answered here, and where the caller is sent instead."""

    reader: ClassVar = ReadBy("madoguchi.contacts.guidance.queries:referrals")

    topic: str = Field(min_length=1, max_length=120)  # as citizens call it; several with spaces between them
    desk: str = Field(min_length=1, max_length=120)
    phone: str = Field("", max_length=40)
    hours: str = Field("", max_length=120)
    words: str = Field("", max_length=300)  # what is said to the caller
    source: str = Field("", max_length=200)


class LinkRow(Row):
    """OPC-07: a page of a ministry or agency that operators open beside the call."""

    reader: ClassVar = ReadBy("madoguchi.contacts.guidance.queries:links")

    title: str = Field(min_length=1, max_length=120)
    url: str = Field(pattern=r"^https://[^\s]+$", max_length=300)
    group: str = Field(min_length=1, max_length=40)
    note: str = Field("", max_length=200)
