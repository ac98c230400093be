"""Which tables there are of a period, and how each is laid out."""

from collections.abc import Callable

from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past import bookings, contacts, others
from madoguchi.metrics.past import call_tables as of_calls
from madoguchi.metrics.past import other_tables as of_others
from madoguchi.metrics.past import proposals as of_proposals
from madoguchi.metrics.past.grids import grid
from madoguchi.metrics.past.reading import Past
from madoguchi.metrics.past.shapes import Table

TABLES: dict[str, str] = {
    "calls_by_month": "月別の着信と応答",
    "calls_by_day": "日別の着信と応答",
    "calls_by_hour": "時間帯別の着信と応答",
    "calls_by_day_and_hour": "日・時間帯別の着信",
    "calls_by_line": "電話番号別の着信と応答",
    "times_by_month": "月別の平均時間",
    "times_by_day": "日別の平均時間",
    "times_by_hour": "時間帯別の平均時間",
    "contacts_by_day": "日別の応対",
    "contacts_by_hour": "時間帯別の応対",
    "contacts_by_topic": "区分別の応対",
    "contacts_by_kind": "種別ごとの応対",
    "contacts_by_channel": "経路別の応対",
    "complaints": "区分別の苦情",
    "transfers": "転送先別の転送",
    "escalations": "段階別の引継ぎ",
    "bookings_by_month": "月別の予約",
    "bookings_by_day": "日別の予約",
    "bookings_by_channel": "経路別の予約",
    "bookings_by_procedure": "手続き別の予約",
    "bookings_state": "予約の状態",
    "faq_uses": "FAQごとの使用回数",
    "placed_by_day_and_hour": "日・時間帯別の配置人数",
    "proposals": "改善提案",
}


def table_of(past: Past, key: str) -> Table:
    return LAID_OUT[key](past, key, TABLES[key])


def _received(past: Past, key: str, heading: str) -> Table:
    received = {hour: some.counted.received for hour, some in past.hours.items()}
    return grid(key, heading, past.period, received, Unit.CALLS, note="受付時間内に着信した通話です。")


def _placed(past: Past, key: str, heading: str) -> Table:
    people = {hour: round(seconds / 3600, 1) for hour, seconds in past.placed_seconds.items()}
    note = (
        "席に着いていた時間を、人数に直したものです。一人が30分いた時間は、0.5人です。空欄は、記録のない時間です。"
    )
    return grid(key, heading, past.period, people, Unit.PEOPLE, adds_up=False, missing=None, note=note)


LAID_OUT: dict[str, Callable[[Past, str, str], Table]] = {
    "calls_by_month": lambda past, key, heading: of_calls.by_month(key, heading, past),
    "calls_by_day": lambda past, key, heading: of_calls.by_day(key, heading, past),
    "calls_by_hour": lambda past, key, heading: of_calls.by_hour(key, heading, past),
    "calls_by_day_and_hour": _received,
    "calls_by_line": lambda past, key, heading: of_calls.by_line(key, heading, past),
    "times_by_month": lambda past, key, heading: of_calls.by_month(key, heading, past, of_calls.times_row),
    "times_by_day": lambda past, key, heading: of_calls.by_day(key, heading, past, of_calls.times_row),
    "times_by_hour": lambda past, key, heading: of_calls.by_hour(key, heading, past, of_calls.times_row),
    "contacts_by_day": lambda past, key, heading: of_others.contacts_by_day(
        key, heading, past.period, past.contact_rows
    ),
    "contacts_by_hour": lambda past, key, heading: of_others.contacts_by_hour(key, heading, past.contact_rows),
    "contacts_by_topic": lambda past, key, heading: of_others.contacts_by_topic(key, heading, past.topics),
    "contacts_by_kind": lambda past, key, heading: of_others.contacts_by_kind(key, heading, past.contact_rows),
    "contacts_by_channel": lambda past, key, heading: of_others.contacts_by_channel(
        key, heading, past.contact_rows
    ),
    "complaints": lambda past, key, heading: of_others.complaints(key, heading, past.topics),
    "transfers": lambda past, key, heading: of_others.transfers(
        key, heading, contacts.transfers_between(past.since, past.until)
    ),
    "escalations": lambda past, key, heading: of_others.escalations(
        key, heading, contacts.levels_between(past.since, past.until)
    ),
    "bookings_by_month": lambda past, key, heading: of_others.bookings_by_month(
        key, heading, past.period, past.booking_rows
    ),
    "bookings_by_day": lambda past, key, heading: of_others.bookings_by_day(
        key, heading, past.period, past.booking_rows
    ),
    "bookings_by_channel": lambda past, key, heading: of_others.bookings_by_channel(
        key, heading, past.booking_rows, bookings.people_booked(past.since, past.until)
    ),
    "bookings_by_procedure": lambda past, key, heading: of_others.bookings_by_procedure(
        key, heading, bookings.by_procedure(past.since, past.until)
    ),
    "bookings_state": lambda past, key, heading: of_others.bookings_state(
        key, heading, bookings.visits_by_state(past.since, past.until)
    ),
    "faq_uses": lambda past, key, heading: of_others.faq_uses(
        key, heading, others.articles_used(past.period.first, past.period.last)
    ),
    "placed_by_day_and_hour": _placed,
    "proposals": lambda past, key, heading: of_proposals.proposals(key, heading, past.period),
}
