"""The contact sheet between the centre and the client (NTF-11, NTF-12).

It is for the two of them. Nothing that writes to citizens reads it, and no personal data goes to its addresses:
a test of the house refuses any other reader.
"""

from dataclasses import dataclass
from datetime import date

from madoguchi.municipality import queries


@dataclass(frozen=True)
class Sheet:
    centre_email: list[str]
    centre_phone: str
    office: str
    office_phone: str
    office_fax: str
    office_email: str
    told_to_city_on: date | None


def contact_sheet(on: date | None = None) -> Sheet:
    values = queries.values_of("contact_sheet", on)
    return Sheet(
        centre_email=values.get("centre_email", []),
        centre_phone=values.get("centre_phone", ""),
        office=values.get("office", ""),
        office_phone=values.get("office_phone", ""),
        office_fax=values.get("office_fax", ""),
        office_email=values.get("office_email", ""),
        told_to_city_on=values.get("told_to_city_on"),
    )


def missing_on(sheet: Sheet) -> list[str]:
    """What 003 第2-2(2)コ and (5)②イ ask for before opening, and is not there yet."""
    wanted = {
        "コールセンターの連絡用メール": sheet.centre_email,
        "コールセンターの直通電話": sheet.centre_phone,
        "市の担当部署": sheet.office,
        "市へ知らせた日": sheet.told_to_city_on,
    }
    return [label for label, value in wanted.items() if not value]
