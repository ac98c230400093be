"""The hour that a moment falls into, told by the database itself: a million rows are grouped, not read.

Tokyo is nine whole hours ahead of UTC and turns no clock: an hour of the one is an hour of the other.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func
from django.db.models.sql.compiler import SQLCompiler

from madoguchi.core import clock


class HourOf(Func):
    """As text in UTC, "2026-12-01 00"; `hour_from` reads it."""

    output_field = CharField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, list[Any] | tuple[Any, ...]]:
        # A moment is kept as its UTC text. Django's own functions of time would call Python for each row.
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 13)", **more)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, list[Any] | tuple[Any, ...]]:
        template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24')"
        return self.as_sql(compiler, connection, template=template, **more)


def hour_from(text: str) -> datetime:
    return clock.in_tokyo(datetime.fromisoformat(f"{text}:00+00:00"))


def hour_in(moment: datetime) -> datetime:
    return clock.in_tokyo(moment).replace(minute=0, second=0, microsecond=0)


def hours_between(found: Mapping[int, object]) -> range:
    """From the first to the last hour of the day of which there is anything."""
    return range(min(found), max(found) + 1) if found else range(0)
