"""What lies on the table: issued reports with their figures and analyses, proposals, complaints, marks, stops. Reads;
`actions.py` keeps what comes out. Nobody is named in it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from madoguchi.contacts.marks.queries import marks_in
from madoguchi.contacts.marks.rules import MARK_LABELS
from madoguchi.core import clock
from madoguchi.metrics.availability.queries import outages_in, planned_stops_in
from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.queries import Past, table_of
from madoguchi.metrics.past.shapes import Column, Period, Table
from madoguchi.reports.content import Content, Definition, FiguresBlock, Section, TableBlock, TextBlock
from madoguchi.reports.drafting import heads_of
from madoguchi.reports.meetings.months import months_between
from madoguchi.reports.models import Issue, Report
from madoguchi.reports.queries import newest_issue, submission_of_newest, title_of
from madoguchi.reports.schedule import Cycle, in_words, period_of

CODE, TITLE = "meeting_pack", "定例会資料"
LAID_OPEN = (Cycle.MONTHLY, Cycle.YEARLY)  # the others are named only


def content_for(period: Period, *, today: date) -> tuple[Content, list[Issue]]:
    reports = list(issued_in(period))
    issues = [issue for one in reports if (issue := newest_issue(one)) is not None]
    contents = {one.pk: issue.as_issued for one, issue in zip(reports, issues, strict=True)}
    opened = [one for one in reports if one.cycle in LAID_OPEN]
    municipality, contractor, addressee = heads_of(today)
    past = Past(period)
    sections = (
        Section("この期間の報告書", (TableBlock(_issued_table(reports)),)),
        *(_laid_open(one, contents[one.pk]) for one in opened),
        Section("改善提案", (TableBlock(table_of(Past(Period(period.first, today)), "proposals")),)),
        Section("苦情と、印の付いた応対", (TableBlock(table_of(past, "complaints")), TableBlock(_marks(period)))),
        Section("サービスの停止", (TableBlock(_stops(period)),)),
    )
    content = Content(
        code=CODE,
        title=TITLE,
        period=period,
        period_words=_in_words(period),
        made_at=clock.now(),
        municipality=municipality,
        contractor=contractor,
        addressee=addressee,
        sections=sections,
        definitions=tuple(_definitions(contents[one.pk] for one in opened)),
    )
    return content, issues


def issued_in(period: Period) -> QuerySet[Report]:
    """Those whose last day lies in the period, but for the daily ones: there are too many to speak of."""
    found = Report.objects.filter(last__gte=period.first, last__lte=period.last, issues__isnull=False)
    return (
        found.exclude(cycle=Cycle.DAILY)
        .distinct()
        .defer("draft")
        .order_by("code", "last")
        .prefetch_related("issues", "submissions__issue")
    )


def _in_words(period: Period) -> str:
    cycle = Cycle.MONTHLY if period_of(Cycle.MONTHLY, period.first) == period else Cycle.EACH_TIME
    return in_words(cycle, period)


def _issued_table(reports: Sequence[Report]) -> Table:
    columns = (
        Column("title", "報告書"),
        Column("version", "版"),
        Column("issued_on", "確定した日"),
        Column("handed_on", "提出した日"),
    )
    return Table("issued_reports", "確定した報告書", columns, tuple(map(_issued_row, reports)))


def _issued_row(report: Report) -> tuple[str, ...]:
    issue, handed = newest_issue(report), submission_of_newest(report)
    return (
        title_of(report),
        f"第{issue.version}版" if issue else "—",
        f"{clock.in_tokyo(issue.issued_at):%Y年%-m月%-d日}" if issue else "—",
        f"{handed.handed_on:%Y年%-m月%-d日}" if handed else "—",
    )


def _laid_open(report: Report, content: Content) -> Section:
    """Its figures and what was written, as they were issued: nothing is counted once more."""
    blocks = tuple(
        block
        for section in content.sections
        for block in section.blocks
        if isinstance(block, FiguresBlock) or (isinstance(block, TextBlock) and block.words.strip())
    )
    return Section(f"{title_of(report)} 第{content.version}版", blocks)


def _marks(period: Period) -> Table:
    counted = [marks_in(month) for month in months_between(period.first, period.last)]
    rows = tuple((label, sum(one[mark] for one in counted)) for mark, label in MARK_LABELS.items())
    columns = (Column("mark", "印"), Column("contacts", "応対", Unit.CALLS))
    return Table("marks", "印の付いた応対", columns, rows, note="期間が入る月の、取り消していない印の数です。")


def _stops(period: Period) -> Table:
    rows: list[tuple[datetime, datetime, str, str]] = [
        *((stop.span.start, stop.span.end, "計画停止", stop.stop.reason) for stop in planned_stops_in(period)),
        *((one.span.start, one.span.end, "停止", one.reason or "—") for one in outages_in(period)),
    ]
    columns = (Column("from", "始まり"), Column("to", "終わり"), Column("kind", "種類"), Column("reason", "理由"))
    lines = tuple((_moment(start), _moment(end), kind, why) for start, end, kind, why in sorted(rows))
    return Table("stops", "停止", columns, lines)


def _moment(at: datetime) -> str:
    return f"{clock.in_tokyo(at):%Y年%-m月%-d日 %H:%M}"


def _definitions(contents: Iterable[Content]) -> Iterator[Definition]:
    seen: set[tuple[str, int]] = set()
    for content in contents:
        for one in content.definitions:
            if (one.key, one.version) not in seen:
                seen.add((one.key, one.version))
                yield one
