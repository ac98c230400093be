"""What a preset says of devices: equipment.csv."""

from typing import ClassVar

from pydantic import Field

from madoguchi.core.preset import ReadBy, Row
from madoguchi.municipality.equipment.rules import Kind, Provider

EQUIPMENT_TABLE = "equipment.csv"


class EquipmentRow(Row):
    """RTV-03: a device that one side of the contract places with the other."""

    reader: ClassVar = ReadBy("madoguchi.municipality.equipment.queries:equipment")

    item: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,29}$")
    label: str = Field(min_length=1, max_length=80)
    kind: Kind
    count: int = Field(1, ge=1, le=999)
    place: str = Field("", max_length=120)
    provided_by: Provider
    note: str = Field("", max_length=200)
    source: str = Field("", max_length=200)
