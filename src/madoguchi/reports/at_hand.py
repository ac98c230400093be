"""What there is of a report: its newest issue, else its draft, else what is counted now. Reads."""

import re
from datetime import date

from madoguchi.accounts.queries import names_by_key
from madoguchi.core import clock
from madoguchi.metrics.past.shapes import Period
from madoguchi.reports.content import Content
from madoguchi.reports.drafting import counted_for, draft_of
from madoguchi.reports.forms import form_of, kind_of
from madoguchi.reports.models import Report
from madoguchi.reports.queries import newest_issue
from madoguchi.reports.refusals import NoForm, NoSuchReport
from madoguchi.reports.schedule import Cycle, period_of

WRITTEN = {
    Cycle.DAILY: "2026-10-05",
    Cycle.WEEKLY: "2026-W41",
    Cycle.MONTHLY: "2026-10",
    Cycle.YEARLY: "2026",
}


def content_of(code: str, period_written: str) -> Content:
    kind = kind_of(code)
    if kind is None:
        raise NoSuchReport
    period = period_written_as(period_written, kind.cycle)
    report = Report.objects.prefetch_related("issues", "texts").filter(code=code, **_days(period)).first()
    if report and (issue := newest_issue(report)):
        return issue.as_issued
    if report and (draft := draft_for_reading(report)):
        return draft
    if not form_of(code):
        raise NoForm
    return counted_for(kind, period)


def draft_for_reading(report: Report) -> Content | None:
    return draft_of(report, names_by_key({one.by for one in report.texts.all()}))


def period_written_as(written: str, cycle: Cycle) -> Period:
    """2026-10-05, 2026-W41, 2026-10, 2026 (from April). A day stands for the period that holds it; what is shorter than
    the report's own cycle, or longer, is refused: it would be of other days than were meant."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        return period_of(cycle, clock.day_of(written))
    if cycle is Cycle.WEEKLY and (week := re.fullmatch(r"(\d{4})-W(\d{2})", written)):
        return period_of(cycle, clock.within_reach(date.fromisocalendar(int(week[1]), int(week[2]), 1)))
    if cycle is Cycle.MONTHLY and re.fullmatch(r"\d{4}-\d{2}", written):
        return period_of(cycle, clock.month_of(written))
    if cycle is Cycle.YEARLY and re.fullmatch(r"\d{4}", written):
        return period_of(cycle, clock.within_reach(date(int(written), 4, 1)))
    raise ValueError(f"the period of this report is written {WRITTEN.get(cycle, '2026-10-05')}")


def months_written_as(written: str) -> Period:
    """2026-10, or the fiscal year 2026."""
    return period_written_as(written, Cycle.YEARLY if re.fullmatch(r"\d{4}", written) else Cycle.MONTHLY)


def _days(period: Period) -> dict[str, date]:
    return {"first": period.first, "last": period.last}
