"""When a record's term is over. Pure: values in, moments out."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Terms:
    """In days; 0: until the end of the contract."""

    records_days: int
    personal_days: int

    def records_before(self, now: datetime) -> datetime | None:
        return now - timedelta(days=self.records_days) if self.records_days else None

    def personal_before(self, now: datetime) -> datetime | None:
        return now - timedelta(days=self.personal_days) if self.personal_days else None
