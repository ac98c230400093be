"""Parts of addresses."""

from datetime import date

from django.urls import register_converter

from madoguchi.core import clock


class IsoDate:
    """2026-12-01; a day that does not exist is an address that does not exist."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return clock.day_of(value)

    def to_url(self, value: date | str) -> str:
        """A key of the history is the day as text."""
        return value if isinstance(value, str) else value.isoformat()


class BookingNumber:
    """12345678, as it is kept; people see 1234-5678."""

    regex = r"\d{8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def register() -> None:
    register_converter(IsoDate, "isodate")
    register_converter(BookingNumber, "booking")
