"""Tables of contacts, bookings, the FAQ and people placed."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime

from madoguchi.booking.rules import CHANNEL_LABELS as BOOKING_CHANNELS
from madoguchi.booking.rules import STATE_LABELS as BOOKING_STATES
from madoguchi.booking.rules import BookingState
from madoguchi.booking.rules import Channel as BookingChannel
from madoguchi.contacts.rules import CHANNEL_LABELS, KIND_LABELS, LEVEL_LABELS, TRANSFER_LABELS, Level, Transfer
from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past import bookings, contacts
from madoguchi.metrics.past.call_tables import DAY, HOUR, MONTH, rate_cell
from madoguchi.metrics.past.hours import hours_between
from madoguchi.metrics.past.labels import days_in, hour_label, month_of, months_in
from madoguchi.metrics.past.others import ArticleUses
from madoguchi.metrics.past.shapes import Cell, Column, Period, Table
from madoguchi.metrics.rules import Rate

WITHOUT_TOPIC = "（区分なし）"
CONTACTS = Column("contacts", "応対", Unit.CALLS)
BY_TELEPHONE = Column("by_telephone", "うち電話", Unit.CALLS)
SHARE = Column("share", "割合", Unit.PERCENT)
VISITS = (
    BookingState.BOOKED,
    BookingState.ARRIVED,
    BookingState.SERVED,
    BookingState.NO_SHOW,
    BookingState.CANCELLED,
)


def _share(part: int, whole: int) -> float | None:
    return rate_cell(Rate(part, whole))


# Contacts


def contacts_by(
    key: str, heading: str, name: Column, counted: Iterable[tuple[str, int, int]], note: str = ""
) -> Table:
    """Each name with its contacts and how many of these came by telephone."""
    lines = list(counted)
    every, by_telephone = sum(line[1] for line in lines), sum(line[2] for line in lines)
    rows = tuple((label, number, called, _share(number, every)) for label, number, called in lines)
    return Table(
        key,
        heading,
        (name, CONTACTS, BY_TELEPHONE, SHARE),
        rows,
        ("計", every, by_telephone, _share(every, every)),
        note,
    )


def contacts_by_topic(key: str, heading: str, topics: Iterable[Mapping[str, int | str]]) -> Table:
    counted = [
        (str(one["topic"]) or WITHOUT_TOPIC, int(one["contacts"]), int(one["by_telephone"])) for one in topics
    ]
    return contacts_by(key, heading, Column("topic", "区分"), counted)


def contacts_by_kind(key: str, heading: str, rows: Sequence[contacts.Row]) -> Table:
    counted = [
        (
            label,
            sum(row.contacts for row in rows if row.kind is kind),
            sum(row.by_telephone for row in rows if row.kind is kind),
        )
        for kind, label in KIND_LABELS.items()
    ]
    return contacts_by(key, heading, Column("kind", "種別"), counted)


def contacts_by_channel(key: str, heading: str, rows: Sequence[contacts.Row]) -> Table:
    counted = [
        (label, sum(row.contacts for row in rows if row.channel is one)) for one, label in CHANNEL_LABELS.items()
    ]
    every = sum(number for _, number in counted)
    lines = tuple((label, number, _share(number, every)) for label, number in counted)
    columns = (Column("channel", "経路"), CONTACTS, SHARE)
    return Table(key, heading, columns, lines, ("計", every, _share(every, every)))


def contacts_by_day(key: str, heading: str, period: Period, rows: Sequence[contacts.Row]) -> Table:
    found: Counter[date] = Counter()
    called: Counter[date] = Counter()
    for row in rows:
        found[row.hour.date()] += row.contacts
        called[row.hour.date()] += row.by_telephone
    counted = [(label, found[day], called[day]) for day, label in days_in(period).items()]
    return contacts_by(key, heading, DAY, counted)


def contacts_by_hour(key: str, heading: str, rows: Sequence[contacts.Row]) -> Table:
    found: Counter[int] = Counter()
    called: Counter[int] = Counter()
    for row in rows:
        found[row.hour.hour] += row.contacts
        called[row.hour.hour] += row.by_telephone
    counted = [(hour_label(hour), found[hour], called[hour]) for hour in hours_between(found)]
    return contacts_by(key, heading, HOUR, counted)


def complaints(key: str, heading: str, topics: Iterable[Mapping[str, int | str]]) -> Table:
    columns = (
        Column("topic", "区分"),
        Column("complaints", "苦情", Unit.CALLS),
        Column("completed", "うち完了", Unit.CALLS),
        Column("going_on", "うち対応中", Unit.CALLS),
    )
    found = [
        (str(one["topic"]) or WITHOUT_TOPIC, int(one["complaints"]), int(one["complaints_completed"]))
        for one in topics
        if one["complaints"]
    ]
    lines = [(topic, every, done, every - done) for topic, every, done in sorted(found, key=lambda one: -one[1])]
    total = tuple(sum(line[place] for line in lines) for place in (1, 2, 3))  # type: ignore[misc]
    return Table(key, heading, columns, tuple(lines), ("計", *total))


def transfers(key: str, heading: str, found: Iterable[tuple[str, Transfer, int]]) -> Table:
    results = [one for one in Transfer if one is not Transfer.NONE]
    by_destination: dict[str, Counter[Transfer]] = {}
    for destination, result, times in found:
        by_destination.setdefault(destination or "（記入なし）", Counter())[result] += times
    ordered = sorted(by_destination.items(), key=lambda one: (-one[1].total(), one[0]))
    rows: list[tuple[Cell, ...]] = [
        (name, *(times[one] for one in results), times.total()) for name, times in ordered
    ]
    sums = [sum(times[one] for times in by_destination.values()) for one in results]
    columns = (
        Column("destination", "転送先"),
        *(Column(one.value, TRANSFER_LABELS[one], Unit.TIMES) for one in results),
        Column("total", "計", Unit.TIMES),
    )
    return Table(
        key,
        heading,
        columns,
        tuple(rows),
        ("計", *sums, sum(sums)),
        "一つの通話で二度試みたときは、二回と数えます。",
    )


def escalations(key: str, heading: str, levels: Iterable[tuple[Level, int, int, int]]) -> Table:
    columns = (
        Column("level", "引継ぎ先"),
        Column("escalations", "引継ぎ", Unit.CALLS),
        Column("answered", "うち回答あり", Unit.CALLS),
        Column("in_time", "うち期限内", Unit.CALLS),
    )
    rows: list[tuple[Cell, ...]] = [(LEVEL_LABELS[level], *numbers) for level, *numbers in levels]
    return Table(
        key, heading, columns, tuple(rows), note="いくつかの段階を経た引継ぎは、それぞれの段階に数えます。"
    )


# Bookings


def bookings_by_month(key: str, heading: str, period: Period, rows: Sequence[bookings.Row]) -> Table:
    return _bookings_by_time(key, heading, MONTH, months_in(period), month_of, rows)


def bookings_by_day(key: str, heading: str, period: Period, rows: Sequence[bookings.Row]) -> Table:
    return _bookings_by_time(key, heading, DAY, days_in(period), datetime.date, rows)


def _bookings_by_time(
    key: str,
    heading: str,
    first: Column,
    labels: Mapping[date, str],
    place: Callable[[datetime], date],
    rows: Sequence[bookings.Row],
) -> Table:
    found: dict[date, list[bookings.Row]] = {day: [] for day in labels}
    for row in rows:
        found[place(row.hour)].append(row)
    columns = (
        first,
        Column("made", "予約", Unit.CALLS),
        *(Column(channel.value, label, Unit.CALLS) for channel, label in BOOKING_CHANNELS.items()),
        Column("cancelled", "うち取消", Unit.CALLS),
    )
    lines = tuple((labels[day], *_booked(some)) for day, some in found.items())
    return Table(key, heading, columns, lines, ("計", *_booked(rows)), "受け付けた日で数えます。")


def _booked(rows: Iterable[bookings.Row]) -> tuple[Cell, ...]:
    some = bookings.total_of(list(rows))
    by_channel = {channel: getattr(some, channel.value) for channel in BOOKING_CHANNELS}
    return (some.made, *by_channel.values(), some.cancelled)


def bookings_by_channel(
    key: str, heading: str, rows: Sequence[bookings.Row], people: Mapping[BookingChannel, int]
) -> Table:
    some = bookings.total_of(list(rows))
    columns = (
        Column("channel", "経路"),
        Column("made", "予約", Unit.CALLS),
        SHARE,
        Column("people", "人数", Unit.PEOPLE),
    )
    lines = tuple(
        (label, getattr(some, one.value), _share(getattr(some, one.value), some.made), people.get(one, 0))
        for one, label in BOOKING_CHANNELS.items()
    )
    total = ("計", some.made, _share(some.made, some.made), sum(people.values()))
    return Table(key, heading, columns, lines, total)


def bookings_by_procedure(key: str, heading: str, found: Sequence[tuple[str, int, int]]) -> Table:
    columns = (
        Column("procedure", "手続き"),
        Column("bookings", "予約", Unit.CALLS),
        Column("people", "人数", Unit.PEOPLE),
    )
    note = "二つ以上の手続きを含む予約は、それぞれに数えます。人数の合計は、予約した人数の合計と同じです。"
    return Table(key, heading, columns, tuple(found), ("計", None, sum(one[2] for one in found)), note)


def bookings_state(key: str, heading: str, states: Mapping[BookingState, int]) -> Table:
    every = sum(states.values())
    columns = (Column("state", "状態"), Column("bookings", "予約", Unit.CALLS), SHARE)
    lines = tuple((BOOKING_STATES[one], states.get(one, 0), _share(states.get(one, 0), every)) for one in VISITS)
    return Table(key, heading, columns, lines, ("計", every, _share(every, every)), "来庁の日で数えます。")


# The FAQ


def faq_uses(key: str, heading: str, found: Sequence[ArticleUses]) -> Table:
    columns = (
        Column("number", "番号"),
        Column("question", "質問"),
        Column("used", "使って答えた", Unit.TIMES),
        Column("read", "職員・従事者が開いた", Unit.TIMES),
        Column("by_citizens", "市民が開いた", Unit.TIMES),
    )
    lines = tuple((one.number, one.question, one.used, one.read, one.by_citizens) for one in found)
    sums = (sum(one.used for one in found), sum(one.read for one in found), sum(one.by_citizens for one in found))
    return Table(key, heading, columns, lines, ("計", None, *sums))
