"""The history as a file: UTF-8 with BOM, so that Excel opens it."""

import csv
from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet

from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.web.frame.spreadsheet import harmless
from madoguchi.web.office.history.shown import events_shown

HEADINGS = ("日時", "ユーザー区分", "だれが", "できごと", "対象の種類", "対象", "内容", "識別子")
BOM = "\ufeff"
ROWS_AT_ONCE = 500


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(events: QuerySet[Event]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BOM + str(writer.writerow(HEADINGS))
    rows = events.prefetch_related("personal_values").iterator(chunk_size=ROWS_AT_ONCE)
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        for event in events_shown(batch):
            cells = (
                f"{event.at:%Y-%m-%d %H:%M:%S}",
                event.user_kind,
                event.who,
                event.what,
                event.about_label,
                event.about,
                event.details,
                event.uid,
            )
            yield str(writer.writerow(map(harmless, cells)))


def file_name() -> str:
    return f"history-{clock.now():%Y%m%d-%H%M}.csv"
