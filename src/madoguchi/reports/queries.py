"""Who sees which report, what is due until when, what is still to do about one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.text.masking import personal_in
from madoguchi.metrics.past.shapes import Period
from madoguchi.municipality.business_days import business_day_after, business_day_before
from madoguchi.municipality.queries import contract, has_contract, is_on, value_of
from madoguchi.reports.content import Content
from madoguchi.reports.drafting import entered_tables, places_for_texts
from madoguchi.reports.entered import has_gaps
from madoguchi.reports.forms import Kind, MadeOn, kinds_on
from madoguchi.reports.history import REPORT
from madoguchi.reports.models import Issue, Report, Submission
from madoguchi.reports.schedule import (
    SOMEBODY_MUST_NAME_IT,
    Cycle,
    Due,
    State,
    Way,
    due_on,
    in_words,
    period_of,
)
from madoguchi.reports.vouching import Kept, Told, damaged

ISSUED = Told("report.issued", REPORT, "report_version", "report_digest")
MAY_VIEW, MAY_EDIT, MAY_ISSUE = "reports.view", "reports.edit", "report_issue.edit"
LISTED_BACK = timedelta(days=400)
HANDED_LISTED = timedelta(days=45)


def reports_visible_to(actor: Actor) -> QuerySet[Report]:
    """The city sees what was issued or handed in; how it came about is the contractor's."""
    if not actor.may(MAY_VIEW):
        return Report.objects.none()
    return _with_what_left().filter(_has_left()) if sees_issued_only(actor) else _with_what_left()


def _with_what_left() -> QuerySet[Report]:
    return Report.objects.prefetch_related(
        Prefetch("issues", Issue.objects.defer("content")),
        Prefetch("submissions", Submission.objects.select_related("issue").defer("issue__content")),
    )


def sees_issued_only(actor: Actor) -> bool:
    return actor.kind is UserKind.CITY


def _has_left() -> Q:
    return Q(Exists(Issue.objects.filter(report=OuterRef("pk")))) | Q(
        Exists(Submission.objects.filter(report=OuterRef("pk")))
    )


def issues_visible_to(actor: Actor) -> QuerySet[Issue]:
    return Issue.objects.select_related("report") if actor.may(MAY_VIEW) else Issue.objects.none()


def newest_issue(report: Report) -> Issue | None:
    return next(iter(report.issues.all()), None)


def title_of(report: Report) -> str:
    kind = kinds_on().get(report.code)
    return f"{kind.name if kind else report.code} {in_words(Cycle(report.cycle), report.period)}"


def title_of_number(key: str) -> str:
    report = Report.objects.filter(pk=key).first() if key.isascii() and key.isdigit() else None
    return title_of(report) if report else key


def ways_offered() -> list[Way]:
    """000 Q18: by mail, and in person where the city asks for it, as the contract says."""
    left_out = {Way.EMAIL: "reports.by_email", Way.VISIT: "reports.visit_on_request"}
    return [way for way in Way if way not in left_out or value_of(left_out[way])]


# When


def due_of(report: Report, kind: Kind | None) -> Due:
    if kind is None:
        return Due(report.due_named_on)
    return due_for(kind, report.period, named=report.due_named_on)


def due_for(kind: Kind, period: Period, *, named: date | None = None) -> Due:
    return due_on(
        kind.due,
        kind.due_days,
        period,
        named=named,
        business_day_after=business_day_after,
        business_day_before=business_day_before,
    )


def kinds_without_a_day() -> list[Kind]:
    """A-50: the city has yet to name their days."""
    return [kind for kind in kinds_on().values() if kind.due in SOMEBODY_MUST_NAME_IT]


@dataclass(frozen=True)
class DueLine:
    kind: Kind
    period: Period
    due: Due
    report: Report | None = None  # None: its period goes on still
    submission: Submission | None = None  # of its newest version

    @property
    def words(self) -> str:
        return in_words(self.kind.cycle, self.period)

    @property
    def is_handed_in(self) -> bool:
        return self.submission is not None

    def is_late(self, today: date) -> bool:
        return not self.is_handed_in and self.due.is_late(today)

    def is_near(self, today: date) -> bool:
        return not self.is_handed_in and self.report is not None and self.due.is_near(today)


def due_lines(actor: Actor, today: date) -> list[DueLine]:
    """What is to be handed in, the most urgent first; then what was handed in lately; what is not over yet comes in
    the order of its day too."""
    lines = [
        *_of_reports(reports_visible_to(actor), today),
        *(_coming(today) if not sees_issued_only(actor) else ()),
    ]
    return sorted(
        lines, key=lambda line: (line.is_handed_in, line.due.on or date.max, line.period.last, line.kind.code)
    )


def _of_reports(reports: QuerySet[Report], today: date) -> Iterator[DueLine]:
    kinds = kinds_on()
    for report in reports.filter(last__gte=today - LISTED_BACK).defer("draft"):
        kind = kinds.get(report.code)
        if kind is None:
            continue
        handed = submission_of_newest(report)
        if handed and handed.handed_on < today - HANDED_LISTED:
            continue
        due = due_of(report, kind)
        if kind.cycle is Cycle.DAILY and due.on is None and handed is None:
            continue  # 001 §9(1): wanted when the city asks for it
        yield DueLine(kind, report.period, due, report, handed)


def lines_to_remind_of(today: date) -> list[DueLine]:
    """REP-29: from the last working day before their day on, until they are handed in."""
    lines = _of_reports(_with_what_left(), today)
    return sorted((line for line in lines if line.is_near(today)), key=lambda line: line.due.on or date.max)


def _coming(today: date) -> Iterator[DueLine]:
    """Of what is handed in by itself: the period that goes on."""
    if not has_contract():
        return
    terms = contract()
    for kind in kinds_on().values():
        if kind.cycle in (Cycle.DAILY, Cycle.EACH_TIME, Cycle.ONCE) or kind.made_on is MadeOn.BY_HAND:
            continue
        period = period_of(kind.cycle, today)
        if terms.service_from <= period.last and period.first <= terms.service_until:
            yield DueLine(kind, period, due_for(kind, period))


def submission_of_newest(report: Report) -> Submission | None:
    issue = newest_issue(report)
    return next(
        (one for one in report.submissions.all() if issue is None or one.issue_id == issue.pk),
        None,
    )


def reports_in_review(actor: Actor) -> QuerySet[Report]:
    found = Report.objects.filter(state=State.REVIEW)
    return found if actor.may(MAY_ISSUE) and not sees_issued_only(actor) else found.none()


def reports_sent_back(actor: Actor) -> QuerySet[Report]:
    found = Report.objects.filter(state=State.DRAFT).exclude(remark="")
    return found if actor.may(MAY_EDIT) and not sees_issued_only(actor) else found.none()


# What is in it


def texts_missing(content: Content) -> list[str]:
    """The headings under which something is to be written or entered still."""
    empty = [heading for heading, block in places_for_texts(content) if not block.words.strip()]
    return [*empty, *(heading for heading, table in entered_tables(content) if has_gaps(table))]


def must_be_checked_for_personal_data(kind: Kind | None) -> bool:
    """REP-10: asked before it is issued, where the contract wants it and the report holds none."""
    return is_on("desk_report_check") and (kind is None or not kind.holds_personal_data)


def personal_words(content: Content) -> list[tuple[str, str, str]]:
    """(heading, as it stands, what it looks like). Only what people wrote: figures name nobody."""
    return [
        (heading, block.words[found.start : found.end], found.what.value.strip("［］"))
        for heading, block in places_for_texts(content)
        for found in personal_in(block.words)
    ]


def damaged_issues() -> Iterator[str]:
    issues = Issue.objects.order_by("pk").iterator(chunk_size=100)
    frozen = (Kept(str(one.report_id), one.version, one.digest, one.is_intact) for one in issues)
    codes = dict(Report.objects.values_list("pk", "code"))
    for one in damaged(frozen, ISSUED):
        code = codes.get(int(one.about), "") if one.about.isdecimal() else ""
        what = "確定した版がなくなっています" if one.is_gone else "内容が確定したときと違います"
        yield f"報告書 {one.about}（{code}）第{one.version}版: {what}"
