"""What is counted of one period, each thing at most once and only when it is asked for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from madoguchi.core import clock
from madoguchi.metrics.availability.queries import rate_in
from madoguchi.metrics.definitions import BY_KEY, OF_PERIODS, Amount, Figure
from madoguchi.metrics.past import bookings, calls, contacts, others
from madoguchi.metrics.past.bookings import Row as BookingRow
from madoguchi.metrics.past.contacts import Row as ContactRow
from madoguchi.metrics.past.rules import Bookings, Contacts, Placed, RecordedCalls, Times, whole_months
from madoguchi.metrics.past.shapes import Period, Value
from madoguchi.metrics.queries import terms_on
from madoguchi.metrics.rules import Counted, Mean, Rate, Terms
from madoguchi.municipality.picture import reading_once


class Past:
    """Whoever wants several things of a period keeps this, and nothing is counted twice."""

    def __init__(self, period: Period) -> None:
        self.period = period
        self.since = clock.start_of(period.first)
        self.until = clock.start_of(period.last + timedelta(days=1))

    def figures(self) -> dict[str, Value]:
        with reading_once():  # one state of the contract for all of them
            return {one.key: value for one in OF_PERIODS if (value := self._value(one)) is not None}

    def figure(self, key: str) -> Value | None:
        return self._value(BY_KEY[key])

    def _value(self, entry: Figure) -> Value | None:
        amount = entry.past(self) if entry.past else None
        return None if amount is None else _as_value(entry, amount)

    # What is counted

    @cached_property
    def terms(self) -> Terms:
        """The contract as it was on the last day, or is today. The expected calls are of a month, so of whole months
        only."""
        terms = terms_on(min(self.period.last, clock.today()))
        months = whole_months(self.period.first, self.period.last)
        return replace(terms, second_figure_against=terms.second_figure_against * months)

    @property
    def target_percent(self) -> int:
        """Of the answer rate; 0: nothing to hold it against."""
        return self.terms.target_of(whole_months(self.period.first, self.period.last))

    @cached_property
    def hours(self) -> Mapping[datetime, calls.Some]:
        return calls.by_hour(self.since, self.until, self.terms)

    @cached_property
    def lines(self) -> Mapping[str, calls.Some]:
        return calls.by_line(self.since, self.until, self.terms)

    @cached_property
    def all_calls(self) -> calls.Some:
        return calls.total_of(self.hours.values())

    @property
    def calls(self) -> Counted:
        return self.all_calls.counted

    @property
    def times(self) -> Times:
        return self.all_calls.times

    @cached_property
    def contacts(self) -> Contacts:
        return contacts.contacts_between(self.since, self.until)

    @cached_property
    def recorded_calls(self) -> RecordedCalls:
        return contacts.recorded_calls_between(self.since, self.until)

    @cached_property
    def contact_rows(self) -> list[ContactRow]:
        return contacts.rows_between(self.since, self.until)

    @cached_property
    def topics(self) -> list[dict[str, Any]]:
        return list(contacts.topics_between(self.since, self.until))

    @cached_property
    def booking_rows(self) -> list[BookingRow]:
        return bookings.rows_between(self.since, self.until)

    @cached_property
    def bookings(self) -> Bookings | None:
        return bookings.total_of(self.booking_rows) if bookings.are_made_here() else None

    @cached_property
    def bookings_elsewhere(self) -> int | None:
        return bookings.recorded_elsewhere(self.since, self.until) if bookings.are_recorded_here() else None

    @cached_property
    def bookings_told(self) -> int | None:
        first, last = self.period.first, self.period.last
        is_told = bookings.are_recorded_here() and whole_months(first, last)
        return bookings.told_elsewhere(first, last) if is_told else None

    @cached_property
    def faq_uses(self) -> int | None:
        return others.faq_uses(self.period.first, self.period.last) if others.faq_is_counted() else None

    @cached_property
    def placed_seconds(self) -> Mapping[datetime, int]:
        return others.placed_seconds(self.since, self.until)

    @property
    def placed(self) -> Placed:
        return Placed(sum(self.placed_seconds.values()), len(self.placed_seconds))

    @cached_property
    def availability(self) -> Rate:
        return rate_in(self.period)


def _as_value(entry: Figure, amount: Amount) -> Value:
    if isinstance(amount, Rate):
        return Value(entry.key, entry.version, amount.part, amount.whole)
    if isinstance(amount, Mean):
        return Value(entry.key, entry.version, amount.total, amount.count)
    return Value(entry.key, entry.version, amount)
