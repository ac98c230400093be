"""The history as a file."""

from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet

from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.web.frame.csv_file import csv_lines
from madoguchi.web.frame.events_shown import events_shown

HEADINGS = ("日時", "ユーザー区分", "だれが", "できごと", "対象の種類", "対象", "内容", "識別子")
ROWS_AT_ONCE = 500


def history_as_csv(events: QuerySet[Event]) -> Iterator[str]:
    return csv_lines(HEADINGS, _rows(events))


def _rows(events: QuerySet[Event]) -> Iterator[tuple[str, ...]]:
    rows = events.prefetch_related("personal_values").iterator(chunk_size=ROWS_AT_ONCE)
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        for event in events_shown(batch):
            yield (
                f"{event.at:%Y-%m-%d %H:%M:%S}",
                event.user_kind,
                event.who,
                event.what,
                event.about_label,
                event.about,
                event.details,
                event.uid,
            )


def file_name() -> str:
    return f"history-{clock.now():%Y%m%d-%H%M}.csv"
