"""Reading the register of devices. Terminals of the city stand in it only where the contract lends them."""

from dataclasses import dataclass
from datetime import date

from madoguchi.municipality.equipment.rules import KIND_LABELS, PROVIDER_LABELS, Kind, Provider, kinds_offered
from madoguchi.municipality.equipment.table import EQUIPMENT_TABLE
from madoguchi.municipality.queries import is_on, kept_value


@dataclass(frozen=True)
class Device:
    item: str
    label: str
    kind: Kind
    count: int
    place: str
    provided_by: Provider
    note: str
    source: str

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def provider_label(self) -> str:
        return PROVIDER_LABELS[self.provided_by]

    @property
    def is_lent_to_city(self) -> bool:
        return self.provided_by is Provider.CONTRACTOR


def lends_terminals(on: date | None = None) -> bool:
    """A-12: 003 第2-2(4)セ wants a terminal of the contractor's, 000 Q8 wants none."""
    return is_on("client_terminals", on)


def equipment(on: date | None = None) -> list[Device]:
    """In the order of the register; what this contract does not know stays kept, but is not shown."""
    offered = kinds_offered(lends_terminals=lends_terminals(on))
    rows = (
        Device(**{**row, "kind": Kind(row["kind"]), "provided_by": Provider(row["provided_by"])})
        for row in kept_value(EQUIPMENT_TABLE, on) or ()
    )
    return [device for device in rows if device.kind in offered]


def terminals_lent(on: date | None = None) -> list[Device]:
    """By which the city follows the records, provided by the contractor."""
    return [one for one in equipment(on) if one.kind is Kind.CLIENT_TERMINAL and one.is_lent_to_city]


def is_terminal_missing(on: date | None = None) -> bool:
    return lends_terminals(on) and not terminals_lent(on)
