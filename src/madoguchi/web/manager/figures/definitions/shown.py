"""Figures in words, and the rows behind them as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from madoguchi.booking.queries import bookings_visible_to
from madoguchi.booking.rules import CHANNEL_LABELS, STATE_LABELS, BookingState, Channel, spoken_number
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.queries import calls_visible_to
from madoguchi.calls.ledger.shown import duration, handler_of, outcome_label
from madoguchi.contacts.escalations.queries import escalations_visible_to
from madoguchi.contacts.records.queries import contacts_followed_by
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.metrics.definitions import Figure, Unit, figure
from madoguchi.metrics.past.rows import IN_TABLES, Kind
from madoguchi.metrics.past.shapes import Value
from madoguchi.web.frame.charts.scales import value_words
from madoguchi.web.frame.tables import Column

WITH_DAY = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class Line:
    figure: Figure
    value: str
    formula: str
    url: str


def in_words(value: Value | None) -> str:
    if value is None or value.number is None:
        return "—"
    unit = figure(value.key).unit
    if unit is Unit.SECONDS:
        return value_words(value.number, unit)
    return f"{value.shown} %" if unit is Unit.PERCENT else f"{value.shown} {unit.value}"


def division(value: Value) -> str:
    """The two numbers of a share or an average."""
    if value.whole is None:
        return ""
    part, whole = (f"{number:,.0f}" for number in (value.part, value.whole))
    unit = figure(value.key).unit
    return f"{part} ÷ {whole}" if unit is not Unit.SECONDS else f"{part}秒 ÷ {whole}件"


def may_see(kind: Kind, actor: Actor) -> bool:
    """What somebody sees of it elsewhere: nothing is shown here that is hidden there."""
    visible = {
        Kind.CALLS: calls_visible_to,
        Kind.CONTACTS: contacts_followed_by,
        Kind.ESCALATIONS: escalations_visible_to,
        Kind.BOOKINGS: bookings_visible_to,
    }
    return not visible[kind](actor).query.is_empty()


def seen_by(actor: Actor, kind: Kind, rows: Any) -> Any:
    """A clerk sees only the cases of their own departments."""
    return (
        rows.filter(pk__in=escalations_visible_to(actor).order_by().values("pk"))
        if kind is Kind.ESCALATIONS
        else rows
    )


def columns_of(kind: Kind, actor: Actor) -> Sequence[Column]:
    return COLUMNS[kind] if kind is not Kind.BOOKINGS else _booking_columns(actor)


def _moment(at: Any) -> str:
    return f"{clock.in_tokyo(at):{WITH_DAY}}" if at else "—"


def _call_url(call: Call) -> str:
    return reverse("telephone:call", args=[call.key])


COLUMNS: Mapping[Kind, Sequence[Column]] = {
    Kind.CALLS: (
        Column("at", "着いた日時", lambda one: _moment(one.arrived_at), url=_call_url, is_header=True),
        Column("line", "電話番号", lambda one: one.line.label if one.line else "登録のない番号"),
        Column("outcome", "結果", outcome_label),
        Column("handler", "担当者", handler_of),
        Column("wait", "待ち", lambda one: duration(one.wait_seconds), numeric=True),
        Column("talk", "通話", lambda one: duration(one.talk_seconds + one.hold_seconds), numeric=True),
        Column("work", "後処理", lambda one: duration(one.after_call_seconds), numeric=True),
    ),
    Kind.CONTACTS: (
        Column(
            "number",
            "番号",
            lambda one: one.written_number,
            url=lambda one: reverse("contacts:contact", args=[one.number]),
            is_header=True,
        ),
        Column("at", "日時", lambda one: _moment(one.started_at)),
        Column("channel", "受付", lambda one: one.channel_label),
        Column("kind", "種別", lambda one: one.kind_label),
        Column("topic", "区分", lambda one: one.topic or "—"),
        Column("state", "状態", lambda one: one.state_label),
        Column("transfer", "転送", lambda one: one.transfer_label),
    ),
    Kind.ESCALATIONS: (
        Column(
            "number",
            "応対",
            lambda one: one.contact.written_number,
            url=lambda one: reverse("contacts:contact", args=[one.contact_id]),
            is_header=True,
        ),
        Column("at", "引き継いだ日時", lambda one: _moment(one.opened_at)),
        Column("level", "いまの段階", lambda one: one.level_label),
        Column("state", "状態", lambda one: one.state_label),
        Column("due", "期限", lambda one: _moment(one.due_at)),
        Column("answered", "回答した日時", lambda one: _moment(one.answered_at)),
    ),
}


def _booking_columns(actor: Actor) -> Sequence[Column]:
    place = "city" if actor.kind is UserKind.CITY else "operator"
    return (
        Column(
            "number",
            "予約番号",
            lambda one: spoken_number(one.number),
            url=lambda one: reverse(f"{place}:booking", args=[one.number]),
            is_header=True,
        ),
        Column("made", "受け付けた日時", lambda one: _moment(one.made_at)),
        Column("channel", "経路", lambda one: CHANNEL_LABELS[Channel(one.channel)]),
        Column("visit", "来庁の日時", lambda one: _moment(one.slot.starts_at)),
        Column("state", "状態", lambda one: STATE_LABELS[BookingState(one.state)]),
    )


# Beside a figure: where its numbers are laid out.
TABLES_OF: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("received", "answered", "hung_up_before_answer", "answer_rate", "abandoned", "after_hours"),
        ("calls_by_day", "calls_by_hour", "calls_by_day_and_hour", "calls_by_line"),
    ),
    **dict.fromkeys(("asa", "average_talk", "average_after_call", "aht"), ("times_by_day", "times_by_hour")),
    "contacts": (
        "contacts_by_day",
        "contacts_by_hour",
        "contacts_by_topic",
        "contacts_by_kind",
        "contacts_by_channel",
    ),
    "complaints": ("complaints",),
    **dict.fromkeys(("transfers", "transfer_rate"), ("transfers",)),
    "escalations": ("escalations",),
    **dict.fromkeys(
        ("bookings_made", "bookings_made_web", "bookings_made_telephone", "bookings_made_city"),
        ("bookings_by_day", "bookings_by_channel", "bookings_by_procedure", "bookings_state"),
    ),
    **{key: (table,) for key, table in IN_TABLES.items()},
}
