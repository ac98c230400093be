"""Contacts, bookings, the FAQ and people placed in a period: each number equals a recount of what was made up."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, get_args

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import cancel_booking, make_booking
from madoguchi.booking.external.models import ExternalMonth, ExternalRecord
from madoguchi.booking.models import Booking
from madoguchi.booking.rules import Channel as BookingChannel
from madoguchi.contacts.rules import Channel, ContactState, Kind, Transfer
from madoguchi.core import clock
from madoguchi.knowledge.models import Article, ArticleUse, Category
from madoguchi.metrics.definitions import figure
from madoguchi.metrics.past.queries import TABLES, Past, figures_in, table_in, table_of
from madoguchi.metrics.past.rows import OF_RECORDS, behind
from madoguchi.metrics.past.rules import COMPLETION_RATE_OF, TRANSFER_RATE_OF
from madoguchi.metrics.past.shapes import Cell, Period, Table
from madoguchi.metrics.preset import Targets
from madoguchi.metrics.rules import ANSWER_RATE_OF, Terms
from madoguchi.municipality.actions import change_settings
from madoguchi.workforce.models import PlacedHour
from tests.metrics.days import Made, happen
from tests.metrics.records import TELEPHONE, Record, by_call, is_for_good, records, write
from tests.worlds import ADMIN, PRESENT, TODAY, TOMORROW, actor, applied, open_for_booking, person, slot_at, wish

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2026, 12, 2, tzinfo=clock.TOKYO)
MONTH_END = datetime(2027, 1, 1, tzinfo=clock.TOKYO)
BY = {
    channel: actor(role)
    for channel, role in ((BookingChannel.TELEPHONE, Role.OPERATOR), (BookingChannel.CITY, Role.CITY_CLERK))
}


def plain(**differs: Any) -> Record:
    """An inquiry on the telephone that was answered at once."""
    return replace(
        Record(
            PRESENT,
            ContactState.COMPLETED,
            Channel.TELEPHONE,
            Kind.INQUIRY,
            "",
            "",
            Transfer.NONE,
            Transfer.NONE,
            False,
            "",
            "",
            True,
            False,
        ),
        **differs,
    )


def rows_of(table: Table, *keys: str) -> dict[Cell, tuple[Cell, ...]]:
    """What stands in these columns, by the first."""
    places = [[column.key for column in table.columns].index(key) for key in keys]
    return {row[0]: tuple(row[place] for place in places) for row in table.rows}


@pytest.mark.req("REP-13", "REP-15", "REP-21")
@pytest.mark.parametrize("boundary", [MIDNIGHT, MONTH_END], ids=["midnight", "month end"])
@given(data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_records_of_a_period_equal_a_recount(boundary: datetime, data: st.DataObject) -> None:
    made: list[Record] = data.draw(records(boundary, boundary - timedelta(days=1)))
    first, last = (
        boundary.date() + timedelta(days=step) for step in data.draw(st.sampled_from([(-1, -1), (0, 0), (-9, 3)]))
    )
    since, until = clock.start_of(first), clock.start_of(last + timedelta(days=1))
    ours = [one for one in made if one.counts and since <= one.at < until]
    calls = by_call(made, since, until)
    with transaction.atomic(), time_machine.travel(boundary + timedelta(days=1), tick=False):
        applied("hatsukaichi")
        write(made)
        past = Past(Period(first, last))
        found = {key: value.part for key, value in past.figures().items()}
        assert found["contacts"] == len(ours)
        assert found["complaints"] == sum(one.complained for one in ours)
        assert found["escalations"] == sum(one.with_department for one in made if since <= one.at < until)
        assert found["transfers_to_city"] == sum(one.was_put_through or one.with_department for one in ours)
        assert past.recorded_calls.calls == len(calls)
        assert found["transfers"] == sum(any(made[place].was_put_through for place in call) for call in calls)
        assert found["closed_in_centre"] == sum(
            all(made[place].stayed_in_centre for place in call) for call in calls
        )
        assert found["first_answer_rate"] == sum(all(made[place].first_answer for place in call) for call in calls)
        assert found["first_completion_rate"] == sum(
            all(is_for_good(made, place) for place in call) for call in calls
        )
        _tables_agree(past, ours)
        _rows_agree(past)
        transaction.set_rollback(True)


def _rows_agree(past: Past) -> None:
    """Whoever opens a number finds its records; of rates of calls each call once."""
    for key, value in past.figures().items():
        if key in OF_RECORDS and (found := behind(past, key)):
            calls = {one.call_key or one.pk for one in found.part} if found.whole is not None else found.part
            assert len(calls) == value.part, key


def _tables_agree(past: Past, ours: list[Record]) -> None:
    called = [one for one in ours if one.channel in TELEPHONE]
    for key in ("contacts_by_day", "contacts_by_hour", "contacts_by_topic", "contacts_by_kind"):
        assert table_of(past, key).total[1:3] == (len(ours), len(called))
    assert table_of(past, "contacts_by_channel").total[1] == len(ours)
    topics = rows_of(table_of(past, "contacts_by_topic"), "contacts", "by_telephone")
    every, of_calls = Counter(one.topic for one in ours), Counter(one.topic for one in called)
    assert topics == {topic or "（区分なし）": (every[topic], of_calls[topic]) for topic in every}
    hours = rows_of(table_of(past, "contacts_by_hour"), "contacts")
    by_hour = Counter(f"{one.at.hour}時" for one in ours)
    assert {hour: number for hour, (number,) in hours.items() if number} == by_hour
    complaints = table_of(past, "complaints")
    assert complaints.total[1] == sum(one.complained for one in ours)
    assert complaints.total[2] == sum(one.complained and one.state == "completed" for one in ours)
    attempts = [one.attempt if one.attempt != "none" else one.transfer for one in ours]
    assert table_of(past, "transfers").total[-1] == sum(one != "none" for one in attempts)


@pytest.mark.req("REP-13")
def test_rates_of_records_are_of_answered_calls_or_of_the_records_where_nobody_tells_of_calls() -> None:
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        write([plain()])
        without_calls = figures_in(Period(TODAY, TODAY))["completion_rate"]
        happen([Made(PRESENT - timedelta(hours=1), "answered", 10)] * 3)
        happen([Made(PRESENT - timedelta(hours=1, minutes=minute), "answered", 10) for minute in (1, 2)])
        with_calls = figures_in(Period(TODAY, TODAY))["completion_rate"]
    assert (without_calls.part, without_calls.whole) == (1, 1)
    assert (with_calls.part, with_calls.whole) == (1, 3)


@pytest.mark.req("REP-13")
@pytest.mark.preset_key("targets.completion_rate", "targets.transfer_rate")
@pytest.mark.parametrize(
    ("key", "formula", "figure_key"),
    [
        ("targets.completion_rate", "completed_of_recorded", "completion_rate"),
        ("targets.transfer_rate", "transferred_of_recorded", "transfer_rate"),
    ],
)
def test_the_contract_says_what_rates_of_records_are_divided_by(key: str, formula: str, figure_key: str) -> None:
    put_through = plain(transfer=Transfer.TRANSFERRED)
    with time_machine.travel(PRESENT, tick=False):
        applied("kawagoe")
        write([plain(), put_through])
        happen([Made(PRESENT - timedelta(hours=1, minutes=minute), "answered", 10) for minute in (1, 2, 3)])
        before = Past(Period(TODAY, TODAY))
        value, words = before.figures()[figure_key], figure(figure_key).formula_under(before.terms)
        change_settings({key: formula}, by=ADMIN, effective_on=TODAY)
        after = Past(Period(TODAY, TODAY))
        chosen = after.figures()[figure_key]
    assert (value.part, value.whole) == (1, 3)
    assert (chosen.part, chosen.whole) == (1, 2)
    assert "÷ 応答。" in words
    assert "÷ 記録のある通話。" in figure(figure_key).formula_under(after.terms)


def test_every_formula_that_a_contract_may_choose_is_counted_and_said() -> None:
    for key, counted in (
        ("answer_rate_formula", ANSWER_RATE_OF),
        ("completion_rate", COMPLETION_RATE_OF),
        ("transfer_rate", TRANSFER_RATE_OF),
    ):
        choices = set(get_args(Targets.model_fields[key].annotation))
        assert choices == set(counted)
        said = {figure(key.removesuffix("_formula")).formula_under(Terms(**{key: choice})) for choice in choices}
        assert len(said) == len(choices)


@pytest.mark.req("STF-13")
def test_bookings_are_counted_by_channel_and_by_what_became_of_them() -> None:
    with time_machine.travel(PRESENT, tick=False):
        site = open_for_booking()
        slot = slot_at(site, TOMORROW, time(10), people=9)
        made = [
            make_booking(wish(slot, *people), channel=channel, by=BY[channel])
            for channel, people in (
                (BookingChannel.TELEPHONE, (person(), person(procedure="application"))),
                (BookingChannel.TELEPHONE, (person(),)),
                (BookingChannel.CITY, (person(), person())),
            )
        ]
        cancel_booking(made[1], by=actor(Role.OPERATOR))
        Booking.objects.filter(pk=made[2].pk).update(channel="web", made_at=MIDNIGHT)
        today, tomorrow = Past(Period(TODAY, TODAY)), Past(Period(TOMORROW, TOMORROW))
        assert {key: value.part for key, value in today.figures().items() if key.startswith("bookings")} == {
            "bookings_made": 2,
            "bookings_made_web": 0,
            "bookings_made_telephone": 2,
            "bookings_made_city": 0,
            "bookings_cancelled": 1,
        }
        assert tomorrow.figures()["bookings_made_web"].part == 1
        both = Past(Period(TODAY, TOMORROW))
        days = table_of(both, "bookings_by_day")
        assert [row[1:] for row in days.rows] == [(2, 0, 2, 0, 1), (1, 1, 0, 0, 0)]
        assert days.total[1:] == (3, 1, 2, 0, 1)
        assert rows_of(table_of(both, "bookings_by_month"), "made") == {"2026年12月": (3,)}
        channels = rows_of(table_of(both, "bookings_by_channel"), "made", "people")
        assert channels == {"ウェブ": (1, 2), "電話": (2, 3), "市": (0, 0)}
        procedures = table_of(both, "bookings_by_procedure")
        assert procedures.total[2] == 5
        assert sorted(row[1:] for row in procedures.rows if row[2]) == [(1, 1), (3, 4)]
        assert rows_of(table_of(tomorrow, "bookings_state"), "bookings")["取消"] == (1,)
        assert table_of(tomorrow, "bookings_state").total[1] == 3
        assert table_of(today, "bookings_state").total[1] == 0


@pytest.mark.req("REP-12")
def test_where_the_city_has_a_system_of_its_own_its_bookings_are_counted_beside() -> None:
    month = Period.month_of(TODAY)
    with time_machine.travel(PRESENT, tick=False):
        applied("kawagoe")
        for once, outcome in enumerate(("accepted", "accepted", "cancelled")):
            ExternalRecord.objects.create(
                once_key=f"00000000-0000-0000-0000-00000000000{once}",
                recorded_at=PRESENT,
                recorded_by="op",
                outcome=outcome,
            )
        before = figures_in(month)
        ExternalMonth.objects.create(month=month.first, accepted=5, source="entered", changed_at=PRESENT)
        found = figures_in(month)
        longer = figures_in(Period(month.first, month.last + timedelta(days=31)))
        part_of_it = figures_in(Period(TODAY, TODAY))
    assert found["bookings_elsewhere"].part == 2
    assert found["bookings_told"].part == 5
    assert "bookings_told" not in before  # nobody has said so yet
    assert "bookings_told" not in longer  # and not of January
    assert "bookings_told" not in part_of_it
    assert "bookings_made" not in found


@pytest.mark.req("REP-14", "WFM-12")
def test_people_placed_are_shown_by_day_and_hour() -> None:
    nine = clock.moment(TODAY, time(9))
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        for starts_at, base, seconds in (
            (nine, "東京", 7200),
            (nine, "沖縄", 1800),
            (nine + timedelta(hours=2), "東京", 3600),
            (nine + timedelta(days=1), "東京", 10800),
            (nine + timedelta(days=2), "東京", 3600),
        ):
            PlacedHour.objects.create(starts_at=starts_at, base=base, people=3, seconds=seconds, planned=3)
        period = Period(TODAY, TOMORROW)
        found, table = figures_in(period)["placed_average"], table_in("placed_by_day_and_hour", period)
    assert [column.label for column in table.columns] == ["日", "9時", "10時", "11時"]
    assert table.rows == (("12月1日（火）", 2.5, None, 1.0), ("12月2日（水）", 3.0, None, None))
    assert (found.part, found.whole, found.shown) == (6.5, 3, "2.2")


@pytest.mark.req("REP-24")
def test_uses_of_each_article_are_counted_where_the_contract_wants_it() -> None:
    with time_machine.travel(PRESENT, tick=False):
        applied("nishitokyo")
        category = Category.objects.first() or Category.objects.create(name="見本")
        for number, used in (("FAQ-9001", 1), ("FAQ-9002", 4)):
            article = Article.objects.create(number=number, category=category, made_at=PRESENT)
            ArticleUse.objects.create(article=article, day=TODAY, read=7, used=used)
            ArticleUse.objects.create(article=article, day=TOMORROW, read=1, used=1)
        period = Period(TODAY, TODAY)
        table = table_in("faq_uses", period)
        assert figures_in(period)["faq_uses"].part == 5
        change_settings({"faq.use_counts": False}, by=ADMIN, effective_on=TODAY)
        assert "faq_uses" not in figures_in(period)
    assert [(row[0], row[2], row[3]) for row in table.rows] == [("FAQ-9002", 4, 7), ("FAQ-9001", 1, 7)]
    assert table.total[2:] == (5, 14, 0)


def test_every_table_can_be_laid_out_also_of_days_on_which_nothing_happened() -> None:
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        past = Past(Period.month_of(TODAY))
        for key, heading in TABLES.items():
            table = table_of(past, key)
            assert (table.key, table.heading) == (key, heading)
            assert all(
                len(row) == len(table.columns) for row in (*table.rows, *([table.total] if table.total else []))
            )
    assert past.period.days[-1].day == 31
