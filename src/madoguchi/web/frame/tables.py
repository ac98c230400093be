"""Tables of records: columns, sorting by links, filters by a form, paging. No JavaScript needed.

    table = Table(COLUMNS, bookings_visible_to(actor), request, caption="本日の予約", filters=form)
    {% include "frame/components/table.html" %}

Filters that name persons are sent by POST (`method="post"`): what is searched stays out of addresses and logs.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict

PER_PAGE = 50


@dataclass(frozen=True)
class Column:
    """`value` gives the cell from the record; `order_by` makes the column sortable; `is_header` names the row."""

    key: str
    label: str
    value: Callable[[Any], Any]
    url: Callable[[Any], str] | None = None
    order_by: tuple[str, ...] = ()
    numeric: bool = False
    is_header: bool = False


@dataclass(frozen=True)
class Head:
    label: str
    numeric: bool
    sort: str  # what a press asks for, or ""
    url: str
    aria_sort: str
    sign: str


@dataclass(frozen=True)
class Cell:
    label: str
    value: Any
    url: str
    numeric: bool
    is_header: bool

    @property
    def tag(self) -> str:
        return "th" if self.is_header else "td"


@dataclass(frozen=True)
class Page:
    number: int
    label: str
    url: str
    is_current: bool = False
    is_gap: bool = False


class Onwards(Paginator):  # type: ignore[type-arg]  # its parameter is for the type checker alone
    """Knows the pages up to the one that is asked for, and whether another follows. Its count is what is known: at the
    least so many."""

    def __init__(self, records: Any, per_page: int, asked: str | None) -> None:
        page = int(asked) if asked and re.fullmatch(r"[1-9][0-9]{0,5}", asked) else 1
        seen = (page - 1) * per_page
        rows = list(records[seen : seen + per_page + 1])
        if not rows and seen:  # beyond the last
            seen, rows = 0, list(records[: per_page + 1])
        self.is_more = len(rows) > per_page
        self._asked_for = seen // per_page + 1
        super().__init__([*[None] * seen, *rows], per_page)

    def get_page(self, number: Any) -> Any:
        return self.page(self._asked_for)


class Table:
    """`counted`: without it only whether another page follows is known, not how many there are: where counting would
    read a third of all records (ADR 0015)."""

    def __init__(
        self,
        columns: Sequence[Column],
        records: "QuerySet[Any, Any] | Sequence[Any]",
        request: HttpRequest,
        *,
        caption: str,
        filters: BaseForm | None = None,
        method: str = "get",
        empty: str = "該当するものはありません",
        empty_hint: str = "",
        sort: str = "",
        per_page: int = PER_PAGE,
        as_cards: bool = True,
        form_id: str = "filters",
        counted: bool = True,
    ) -> None:
        self.columns, self.caption, self.filters, self.method = columns, caption, filters, method
        self.empty, self.empty_hint, self.as_cards, self.form_id = empty, empty_hint, as_cards, form_id
        self.path = request.path
        self._asked: QueryDict = request.POST if method == "post" else request.GET
        self._default_sort = sort
        self.sort = self._valid_sort(self._asked.get("sort", "")) or sort
        shown, page = self._sorted(records), self._asked.get("page")
        self._paginator = Paginator(shown, per_page) if counted else Onwards(shown, per_page, page)
        self._page = self._paginator.get_page(page)

    @property
    def rows(self) -> list[list[Cell]]:
        return [
            [
                Cell(
                    label=column.label,
                    value=column.value(record),
                    url=column.url(record) if column.url else "",
                    numeric=column.numeric,
                    is_header=column.is_header,
                )
                for column in self.columns
            ]
            for record in self._page.object_list
        ]

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.columns]

    @property
    def count(self) -> int:
        return self._paginator.count

    @property
    def is_more(self) -> bool:
        """Whether there are more than `count` says."""
        return isinstance(self._paginator, Onwards) and self._paginator.is_more

    @property
    def count_words(self) -> str:
        if self.is_more:
            return f"{self._page.start_index():,}〜{self._page.end_index():,}件目（ほかにもあります）"
        if self._paginator.num_pages == 1:
            return f"{self.count:,}件"
        return f"{self.count:,}件のうち{self._page.start_index():,}〜{self._page.end_index():,}件目"

    @property
    def is_filtered(self) -> bool:
        """Whether a condition narrows what is shown."""
        return self.filters is not None and any(self._asked.get(name) for name in self.filters.fields)

    @property
    def pages(self) -> list[Page]:
        """前へ 1 … 4 5 6 … 20 次へ; none when all fits on one."""
        if self._paginator.num_pages == 1:
            return []
        here, last = self._page.number, self._paginator.num_pages
        pages = [Page(here - 1, "前へ", self._url(page=here - 1))] if here > 1 else []
        before = 0
        for number in sorted({1, last, *range(max(1, here - 1), min(last, here + 1) + 1)}):
            if number > before + 1:
                pages.append(Page(0, "…", "", is_gap=True))
            pages.append(Page(number, str(number), self._url(page=number), is_current=number == here))
            before = number
        if here < last:
            pages.append(Page(here + 1, "次へ", self._url(page=here + 1)))
        return pages

    def _head(self, column: Column) -> Head:
        ascending, descending = column.key, f"-{column.key}"
        sort = "" if not column.order_by else descending if self.sort == ascending else ascending
        aria = {ascending: "ascending", descending: "descending"}.get(self.sort, "") if sort else ""
        sign = {"ascending": "▲", "descending": "▼", "": "△▽"}[aria]
        return Head(column.label, column.numeric, sort, self._url(sort=sort) if sort else "", aria, sign)

    def _valid_sort(self, asked: str) -> str:
        return asked if any(column.order_by and column.key == asked.lstrip("-") for column in self.columns) else ""

    def _sorted(self, records: Any) -> Any:
        column = next((column for column in self.columns if column.key == self.sort.lstrip("-")), None)
        if column is None or not column.order_by:
            return records
        is_down = self.sort.startswith("-")
        if not isinstance(records, QuerySet):
            return sorted(records, key=column.value, reverse=is_down)
        terms = [_turned(term) if is_down else term for term in column.order_by]
        return records.order_by(*terms, "pk")

    def _url(self, **changes: object) -> str:
        if self.method == "post":
            return ""
        query = self._asked.copy()
        query.pop("page", None)
        for name, value in changes.items():
            query[name] = str(value)
        return f"{self.path}?{query.urlencode()}"


def _turned(term: str) -> str:
    return term[1:] if term.startswith("-") else f"-{term}"
