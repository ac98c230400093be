"""Statements that are put again and again on the way of every booking. Django makes each of them once.

Making a statement takes Django a millisecond, putting it to the database a tenth of one: on the morning on which a
month opens, most of a processor went into making the same thirty (ADR 0012). What is asked is written as everywhere,
as a queryset; where a value will stand, there stands what kind of value it is:

    @asked_again(models.UUIDField(), models.CharField())
    def _hold_under(once_key: Given, browser: Given) -> QuerySet[WebHold]:
        return WebHold.objects.filter(hold__once_key=once_key, browser=browser)

    _hold_under.first(once_key, browser)

The function runs once; nothing in it may depend on anything but the values. A value is never None (that is another
statement, `IS NULL`) and never a list.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Field, QuerySet, Value
from django.db.models.sql import Query, UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Kind = Field[Any, Any]
# What an update writes: {field: expression}.
Writing = tuple[QuerySet[Any, Any], dict[str, Any]]


class Given(Value):
    """A value that will be there when the question is asked."""

    for_save: bool

    def __init__(self, position: int, kind: Kind) -> None:
        super().__init__(None, output_field=kind)
        self.position = position

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]

    def prepared(self, values: tuple[Any, ...]) -> Any:
        """As the database takes it; what is written passes the guard of its field, as in every other update."""
        value, kind = values[self.position], self.output_field
        if value is None:
            raise TypeError("a value that may be missing makes another statement")
        prepare = kind.get_db_prep_save if self.for_save else kind.get_db_prep_value
        return prepare(value, connection=connections[DEFAULT_DB_ALIAS])


@dataclass(frozen=True, eq=False)
class Made:
    """A statement, and the compiler that knows how its rows are read."""

    query: Query
    compiler: Any
    sql: str
    parameters: tuple[Any, ...]

    @classmethod
    def of(cls, query: Query) -> "Made":
        compiler: Any = query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        compiler.connection = None  # each thread asks by its own
        return cls(query, compiler, sql, tuple(parameters))

    def filled(self, values: tuple[Any, ...]) -> list[Any]:
        return [one.prepared(values) if isinstance(one, Given) else one for one in self.parameters]

    def asked(self, values: tuple[Any, ...]) -> Query:
        """Django's own query, which reads the rows as always, but need not make its statement."""
        compiler, parameters = copy(self.compiler), self.filled(values)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *args, **options: (self.sql, parameters)
        compiler.get_converters = lambda columns: self._converters(compiler, columns)
        query = copy(self.query)
        query.get_compiler = lambda *args, **options: compiler  # type: ignore[method-assign]
        return query

    def _converters(self, compiler: Any, columns: Any) -> Any:
        """How its columns are read: found out once for each connection, and gone with it."""
        known = vars(compiler.connection).setdefault("converters_of_statements", {})
        if self not in known:
            known[self] = SQLCompiler.get_converters(compiler, columns)
        return known[self]


class _Statement:
    def __init__(self, make: Callable[..., Any], kinds: tuple[Kind, ...]) -> None:
        self.make, self.kinds = make, kinds
        self._made: dict[str, Any] = {}  # by kind of database

    def _make(self) -> Any:
        raise NotImplementedError

    def _statement(self) -> Any:
        vendor = connections[DEFAULT_DB_ALIAS].vendor
        if vendor not in self._made:
            self._made[vendor] = self._make()
        return self._made[vendor]

    def _checked(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        if len(values) != len(self.kinds):
            raise TypeError(f"{len(self.kinds)} values are asked for, not {len(values)}")
        return values


class Question(_Statement, Generic[Row]):
    def __call__(self, *values: Any) -> list[Row]:
        """Its rows."""
        wanted, made = self._statement()
        if wanted.query.select_for_update and not connections[DEFAULT_DB_ALIAS].in_atomic_block:
            raise transaction.TransactionManagementError("a row is locked inside a transaction")
        asked: QuerySet[Any, Row] = QuerySet(wanted.model, query=made.asked(self._checked(values)))
        asked._iterable_class, asked._fields = wanted._iterable_class, wanted._fields  # type: ignore[attr-defined]
        return list(asked)

    def first(self, *values: Any) -> Row | None:
        """The only one that matters; the function says how many are fetched, and which comes first."""
        return next(iter(self(*values)), None)

    def _make(self) -> tuple[QuerySet[Any, Row], Made]:
        wanted = self.make(*(Given(position, kind) for position, kind in enumerate(self.kinds)))
        return wanted, Made.of(wanted.query)


class Change(_Statement):
    def __call__(self, *values: Any) -> int:
        """How many rows it has changed."""
        made = self._statement()
        parameters = made.filled(self._checked(values))
        with (
            transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS),
            connections[DEFAULT_DB_ALIAS].cursor() as cursor,
        ):
            cursor.execute(made.sql, parameters)
            return int(cursor.rowcount)

    def _make(self) -> Made:
        rows, written = self.make(*(Given(position, kind) for position, kind in enumerate(self.kinds)))
        query = rows.query.chain(UpdateQuery)
        query.add_update_values(written)
        query.clear_select_clause()
        return Made.of(query)


def asked_again(*kinds: Kind) -> Callable[[Callable[..., QuerySet[Any, Row]]], Question[Row]]:
    """For a function that makes a queryset out of givens of these kinds."""
    return lambda make: Question(make, kinds)


def changed_again(*kinds: Kind) -> Callable[[Callable[..., Writing]], Change]:
    """For a function that makes what `filter(…).update(…)` is made of: the rows, and what is written into them."""
    return lambda make: Change(make, kinds)
