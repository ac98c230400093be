"""Parts of addresses."""

from datetime import date

from django.urls import register_converter

from madoguchi.core import clock


class IsoDate:
    """2026-12-01; a day that does not exist is an address that does not exist."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return clock.day_of(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


def register() -> None:
    register_converter(IsoDate, "isodate")
