"""A department as operators read it while the caller waits."""

from dataclasses import dataclass
from datetime import datetime

from madoguchi.core import clock
from madoguchi.municipality.departments.models import Department
from madoguchi.municipality.departments.queries import open_times, standing_of
from madoguchi.municipality.departments.rules import STANDING_LABELS, Standing, spoken_groups

KINDS = {Standing.OPEN: "success", Standing.CLOSED: "warning", Standing.UNKNOWN: ""}


@dataclass(frozen=True)
class Shown:
    department: Department
    standing: Standing
    hours_today: str

    @property
    def standing_label(self) -> str:
        return STANDING_LABELS[self.standing]

    @property
    def standing_kind(self) -> str:
        return KINDS[self.standing]

    @property
    def is_closed(self) -> bool:
        return self.standing is Standing.CLOSED

    @property
    def duties(self) -> list[str]:
        return self.department.duties.splitlines()

    @property
    def groups(self) -> tuple[str, ...]:
        """The number as it is read out."""
        return spoken_groups(self.department.phone)

    @property
    def flow(self) -> list[tuple[str, str]]:
        """Whom to ring, in this order. While it is closed, that comes first."""
        one = self.department
        steps = [
            ("はじめに", one.transfer_first or (f"内線 {one.extension}" if one.extension else "")),
            ("出ないとき", one.transfer_then),
            ("閉まっているとき", one.when_closed),
        ]
        steps = [(label, text) for label, text in steps if text]
        return sorted(steps, key=lambda step: step[0] != "閉まっているとき") if self.is_closed else steps


def shown(department: Department, at: datetime) -> Shown:
    intervals = open_times(department, at)
    hours = "、".join(
        f"{clock.in_tokyo(one.start):%-H:%M}〜{clock.in_tokyo(one.end):%-H:%M}" for one in intervals or ()
    )
    return Shown(department, standing_of(department, at), hours or ("休み" if intervals == () else ""))
