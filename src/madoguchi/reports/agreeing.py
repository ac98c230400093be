"""REP-05, REP-18, REP-27: what was agreed with the client about forms and days. From today on; the history of the
settings keeps what held before."""

from collections.abc import Sequence

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.municipality.actions import hold_settings, keep_value
from madoguchi.municipality.queries import kept_value, value_of
from madoguchi.reports.forms import REPORTS_TABLE, SECTIONS_TABLE, Part, kind_of, problem_of, row_of
from madoguchi.reports.history import REPORT_FORM
from madoguchi.reports.queries import MAY_ISSUE
from madoguchi.reports.refusals import FormDoesNotFit, FormsAreFixed, NoSuchReport
from madoguchi.reports.schedule import NEEDS_A_NUMBER, DueRule

STEP = 10  # between positions: whoever edits the table by hand finds room


@transaction.atomic
def agree_form(code: str, parts: Sequence[Part], *, note: str = "", by: Actor) -> None:
    """The whole form of one report. Drafts that stand already keep theirs until they are counted anew."""
    by.need(MAY_ISSUE)
    if not value_of("reports.templates_open"):
        raise FormsAreFixed
    if kind_of(code) is None:
        raise NoSuchReport
    if problems := list(filter(None, map(problem_of, parts))):
        raise FormDoesNotFit(problems[0])
    texts = [part.keys[0] for part in parts if part.kind in ("text", "entered")]
    if len(set(texts)) < len(texts):
        raise FormDoesNotFit("文章の記号が重なっています。")
    hold_settings()  # the other reports stand in the same table
    others = [row for row in kept_value(SECTIONS_TABLE) or [] if row["report"] != code]
    rows = [row_of(code, STEP * (place + 1), part) for place, part in enumerate(parts)]
    kept = keep_value(SECTIONS_TABLE, [*others, *rows], by=by, effective_on=clock.today(), note=note)
    if kept:
        record("report_form.agreed", by=by, about=About(REPORT_FORM, code), facts={"note": note or None})


@transaction.atomic
def agree_due(code: str, rule: DueRule, days: int = 0, *, note: str = "", by: Actor) -> None:
    """A-50: the city has named its days by a rule."""
    by.need(MAY_ISSUE)
    kind = kind_of(code)
    if kind is None:
        raise NoSuchReport
    if rule in NEEDS_A_NUMBER and days < 1:
        raise FormDoesNotFit("日数を入れてください。")
    number = days if rule in NEEDS_A_NUMBER else 0
    hold_settings()
    rows = [
        {**row, "due": rule.value, "due_days": number} if row["code"] == code else row
        for row in kept_value(REPORTS_TABLE)
    ]
    if keep_value(REPORTS_TABLE, rows, by=by, effective_on=clock.today(), note=note):
        record(
            "report_form.due_agreed",
            by=by,
            about=About(REPORT_FORM, code),
            facts={"note": note or None},
            changes={"report_due_rule": (kind.due.value, rule.value), "due_days": (kind.due_days, number)},
        )
