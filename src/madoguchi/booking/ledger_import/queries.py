"""What a ledger would become: each line as a booking, or why not."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet

from madoguchi.booking.capacity.queries import slots_in_window
from madoguchi.booking.ledger_import.models import LedgerImport
from madoguchi.booking.ledger_import.rules import NEEDED, Column, Row, guess_columns, read_line
from madoguchi.booking.models import Slot, Visitor
from madoguchi.booking.queries import EXPECTED
from madoguchi.booking.rules import Channel, spoken_number
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.text.kana import search_key
from madoguchi.core.text.my_number import MyNumberRefused
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import is_on, procedures_offered, sites_in_use

MAY_VIEW = "imports.view"


@dataclass(frozen=True)
class Choices:
    """What a person has said about a ledger."""

    columns: Mapping[str, str]  # column -> heading
    procedure: str = ""  # where a line does not say it
    site: str = ""
    channel: str = Channel.CITY.value
    skip_known: bool = False  # leave out what is booked already, instead of refusing the file


@dataclass(frozen=True)
class Line:
    number: int  # as a spreadsheet counts: the heading is line 1
    cells: list[str]
    row: Row | None
    slot: Slot | None
    faults: tuple[str, ...]
    is_known: bool = False  # booked already, and left out


@dataclass(frozen=True)
class Preview:
    lines: list[Line]
    missing: list[str] = field(default_factory=list)  # columns that nothing is chosen for

    @property
    def faulty(self) -> list[Line]:
        return [line for line in self.lines if line.faults]

    @property
    def to_book(self) -> list[Line]:
        return [line for line in self.lines if not line.faults and not line.is_known]

    @property
    def known(self) -> list[Line]:
        return [line for line in self.lines if line.is_known]

    @property
    def is_ready(self) -> bool:
        return bool(self.to_book) and not self.faulty and not self.missing


def imports_visible_to(actor: Actor) -> QuerySet[LedgerImport]:
    return LedgerImport.objects.order_by("-uploaded_at") if actor.may(MAY_VIEW) else LedgerImport.objects.none()


def headings_of(ledger: LedgerImport) -> list[str]:
    headings: list[str] = json.loads(ledger.headings)
    return headings


def choices_of(ledger: LedgerImport) -> Choices:
    """As chosen; before that as it was for the last ledger with these headings, or as the headings tell."""
    if ledger.choices:
        return Choices(**json.loads(ledger.choices))
    alike = (
        LedgerImport.objects.filter(headings=ledger.headings).exclude(choices="").order_by("-uploaded_at").first()
    )
    if alike:
        return Choices(**json.loads(alike.choices))
    only_site = list(sites_in_use()[:2])
    return Choices(guess_columns(headings_of(ledger)), site=only_site[0].code if len(only_site) == 1 else "")


def preview_of(ledger: LedgerImport, choices: Choices | None = None) -> Preview:
    """Reckoned against the slots as they are now, each line with the lines before it."""
    chosen = choices or choices_of(ledger)
    places = {heading: place for place, heading in enumerate(headings_of(ledger))}
    at = {column: places[chosen.columns[column]] for column in Column if chosen.columns.get(column) in places}
    missing = [column.value for column in NEEDED if column not in at and column is not Column.AT]
    site = sites_in_use().filter(code=chosen.site).first()
    if missing or site is None:
        return Preview([], missing or ["site"])
    cells: list[list[str]] = json.loads(ledger.cells or "[]")
    refused = {tuple(one) for one in json.loads(ledger.refused_cells or "[]")}
    refused_lines = {line for line, _ in refused}
    procedures = {one.code: one.label_ja for one in procedures_offered()}
    today = clock.today()
    rows = [
        read_line(
            {column: line[place] for column, place in at.items()},
            today=today,
            procedures=procedures,
            default=chosen.procedure,
        )
        for line in cells
    ]
    judge = _Judge(site, [read.row for read in rows if read.row], skip_known=chosen.skip_known)
    lines = []
    for number, (line, read) in enumerate(zip(cells, rows, strict=True), start=2):
        guard = (MyNumberRefused.message,) if number in refused_lines else ()
        if read.row is None or guard:
            lines.append(Line(number, line, read.row, None, (*guard, *read.faults)))
        else:
            lines.append(judge.line(number, line, read.row))
    return Preview(lines)


class _Judge:
    """Knows the slots, what is booked in them, and what the lines before have taken."""

    def __init__(self, site: Site, rows: list[Row], *, skip_known: bool) -> None:
        self.skip_known, self.now = skip_known, clock.now()
        self.one_person_only = not is_on("family_booking")
        wanted = {clock.moment(row.day, row.at) for row in rows}
        self.open = {
            clock.in_tokyo(slot.starts_at): slot for slot in slots_in_window(site, now=self.now, for_web=False)
        }
        published = Slot.objects.filter(site=site)
        if wanted:
            published = published.filter(
                starts_at__gte=min(wanted) - timedelta(days=1), starts_at__lt=max(wanted) + timedelta(days=1)
            )
        self.published = {clock.in_tokyo(at) for at in published.values_list("starts_at", flat=True)}
        self.booked = dict(_booked(site, wanted))
        self.left = {at: slot.remaining for at, slot in self.open.items()}
        self.bookings_left = {at: slot.bookings_limit - slot.bookings_taken for at, slot in self.open.items()}
        self.seen: dict[tuple[datetime, str], int] = {}

    def line(self, number: int, cells: list[str], row: Row) -> Line:
        at = clock.moment(row.day, row.at)
        key = (at, search_key(row.name))
        slot = self.open.get(at)
        fault = self._fault(at, key, row)
        is_known = key in self.booked and key not in self.seen
        if fault == "" and is_known and self.skip_known:
            self.seen[key] = number
            return Line(number, cells, row, slot, (), is_known=True)
        if fault == "" and is_known:
            fault = f"同じ日時に、同じお名前の予約があります（{spoken_number(self.booked[key])}）。"
        if fault == "" and (self.left[at] < row.people or self.bookings_left[at] < 1):
            fault = f"{at:%-H:%M}の枠に空きが足りません（残り{max(self.left[at], 0)}人）。"
        if fault:
            return Line(number, cells, row, slot, (fault,))
        self.seen[key] = number
        self.left[at] -= row.people
        self.bookings_left[at] -= 1
        return Line(number, cells, row, slot, ())

    def _fault(self, at: datetime, key: tuple[datetime, str], row: Row) -> str:
        if at <= self.now:
            return "過ぎた日時です。"
        if key in self.seen:
            return f"{self.seen[key]}行目と同じ日時・お名前です。"
        if at not in self.open:
            if at in self.published:
                return "この日は、予約を受け付けていません（閉庁日か、受付期間の外です）。"
            near = sorted(one for one in self.published if one.date() == at.date())
            told = "、".join(f"{one:%-H:%M}" for one in near) or "なし"
            return f"{at:%-H:%M}の予約枠はありません（この日の枠：{told}）。"
        if row.people > 1 and self.one_person_only:
            return "一度に予約できるのは、お一人です。"
        return ""


def _booked(site: Site, wanted: set[datetime]) -> Iterator[tuple[tuple[datetime, str], str]]:
    if not wanted:
        return
    visitors = Visitor.objects.filter(
        booking__slot__site=site,
        booking__slot__starts_at__gte=min(wanted),
        booking__slot__starts_at__lte=max(wanted),
        booking__state__in=EXPECTED,
    )
    for name, at, number in visitors.values_list("name", "booking__slot__starts_at", "booking__number"):
        yield (clock.in_tokyo(at), search_key(name)), number


def bookings_by_state(ledger: LedgerImport) -> Counter[str]:
    return Counter(ledger.bookings.values_list("booking__state", flat=True))
