"""Drafting, writing, reviewing, issuing and handing in; and what the city asks for."""

import json
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import transaction

from madoguchi.accounts.queries import names_by_key
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.record import record
from madoguchi.core.text.seen import seen_mark
from madoguchi.metrics.past.shapes import Period
from madoguchi.municipality.queries import contract
from madoguchi.reports.changes import changes_between
from madoguchi.reports.content import Content, to_json
from madoguchi.reports.drafting import counted_for, draft_of, entered_tables, places_for_texts
from madoguchi.reports.entered import Numbers, numbers_of, put_together
from madoguchi.reports.forms import Kind, form_of, kind_of
from madoguchi.reports.frozen import issued_now
from madoguchi.reports.history import about
from madoguchi.reports.models import Issue, Report, ReportText, Submission
from madoguchi.reports.queries import (
    MAY_EDIT,
    MAY_ISSUE,
    due_of,
    must_be_checked_for_personal_data,
    newest_issue,
    personal_words,
    texts_missing,
    ways_offered,
)
from madoguchi.reports.refusals import (
    ChangedSinceSeen,
    EnteredMeanwhile,
    HandedInTheFuture,
    HoldsPersonalData,
    MadeAlready,
    NoForm,
    NoSuchReport,
    NothingIssued,
    NotOpen,
    OutsideContract,
    PeriodNotOver,
    ReasonMissing,
    TextsMissing,
    WayNotOffered,
    WrittenMeanwhile,
)
from madoguchi.reports.schedule import MOVES, Cycle, State, Way


def make_report(code: str, period: Period, *, by: Actor) -> Report:
    """Counted into a draft; of a report whose contents are made elsewhere only that it is due."""
    _need(MAY_EDIT, by)
    kind = kind_of(code)
    if kind is None:
        raise NoSuchReport
    _refuse_other_days(kind, period)
    has_form = bool(form_of(code))
    # Counted before the transaction: it reads much, and a report that is being made is nobody's yet.
    draft = to_json(counted_for(kind, period)) if has_form else ""
    with transaction.atomic():
        report, is_new = Report.objects.get_or_create(
            code=code,
            first=period.first,
            last=period.last,
            defaults={
                "cycle": kind.cycle.value,
                "state": (State.DRAFT if has_form else State.ELSEWHERE).value,
                "draft": draft,
                "drafted_at": clock.now() if has_form else None,
            },
        )
        if not is_new:
            raise MadeAlready
        record("report.drafted" if has_form else "report.begun", by=by, about=about(report.pk))
    return report


def count_anew(report: Report, *, by: Actor) -> Report:
    """The form and the figures as they are now; what people have written stays at its places. Of what was made elsewhere
    a draft begins when a form has been agreed on."""
    _need(MAY_EDIT, by)
    kind = kind_of(report.code)
    if kind is None:
        raise NoSuchReport
    if not form_of(report.code):
        raise NoForm
    draft = to_json(counted_for(kind, report.period))
    with transaction.atomic():
        current = _held(report, State.DRAFT, State.ELSEWHERE)
        current.draft, current.drafted_at, current.state = draft, clock.now(), State.DRAFT.value
        current.save(update_fields=["draft", "drafted_at", "state"])
        record("report.drafted", by=by, about=about(current.pk))
    return current


@transaction.atomic
def write_text(report: Report, key: str, words: str, *, seen: UUID | None = None, by: Actor) -> None:
    """REP-16. `seen`: the mark of what stood there when the writer began. Who has changed nothing takes nothing back,
    and what somebody else has written meanwhile is not written over."""
    _need(MAY_EDIT, by)
    current = _held(report, State.DRAFT)
    counted = current.counted
    headings = {block.key: heading for heading, block in places_for_texts(counted)} if counted else {}
    if key not in headings:
        raise NoForm
    words = words.strip()
    text = ReportText.objects.filter(report=current, key=key).first() or ReportText(report=current, key=key)
    if text.words == words or seen_mark(words) == seen:
        return
    if seen is not None and seen_mark(text.words) != seen:
        raise WrittenMeanwhile(key, headings[key], names_by_key({text.by}).get(text.by, text.by), text.words)
    text.words, text.by, text.at = words, by.key, clock.now()
    text.save()
    record("report.written", by=by, about=about(current.pk), facts={"report_text": key})


@transaction.atomic
def enter_numbers(report: Report, key: str, numbers: Numbers, *, seen: Numbers | None = None, by: Actor) -> None:
    """REP-09: into a table of a daily report that the form has for it. Rows and items that it has not are refused.
    `seen`: what stood there when whoever enters began; cells that somebody else has filled in meanwhile stay."""
    _need(MAY_EDIT, by)
    current = _held(report, State.DRAFT)
    counted = current.counted
    table = next((one for _, one in entered_tables(counted) if one.key == key), None) if counted else None
    if table is None or current.cycle != Cycle.DAILY:
        raise NoForm
    rows, items = {row[0] for row in table.rows}, {column.label for column in table.columns[1:]}
    if any(row not in rows or set(of_row) - items for row, of_row in numbers.items()):
        raise NoForm
    kept = numbers_of(current)
    wanted = {row: dict(of_row) for row, of_row in numbers.items()}
    if seen is not None:
        wanted, clashes = put_together(kept.get(key, {}), wanted, seen)
        if clashes:
            raise EnteredMeanwhile(key, clashes)
    if kept.get(key, {}) == wanted:
        return
    current.entered = json.dumps({**kept, key: wanted}, ensure_ascii=False, sort_keys=True)
    current.save(update_fields=["entered"])
    record("report.entered", by=by, about=about(current.pk), facts={"report_text": key})


@transaction.atomic
def send_to_review(report: Report, *, by: Actor) -> Report:
    """From now on numbers and texts stay as whoever reviews them sees them."""
    _need(MAY_EDIT, by)
    current = _held(report, State.DRAFT)
    if missing := texts_missing(_content_of(current)):
        raise TextsMissing(missing)
    current.sent_by, current.remark = by.key, ""
    _move(current, State.REVIEW, "sent_by", "remark")
    record("report.sent", by=by, about=about(current.pk))
    return current


@transaction.atomic
def send_back(report: Report, remark: str, *, by: Actor) -> Report:
    _need(MAY_ISSUE, by)
    current = _held(report, State.REVIEW)
    if not remark.strip():
        raise ReasonMissing
    current.remark = remark.strip()
    _move(current, State.DRAFT, "remark")
    record("report.sent_back", by=by, about=about(current.pk))
    return current


@transaction.atomic
def issue_report(report: Report, *, seen: UUID | None = None, personal_checked: str = "", by: Actor) -> Issue:
    """What was reviewed, frozen. `seen`: the mark of what whoever issues it has before them. `personal_checked`: why
    what looks like somebody's name or number is none (REP-10)."""
    _need(MAY_ISSUE, by)
    current = _held(report, State.REVIEW)
    content = _content_of(current)
    if seen and seen != seen_mark(to_json(content)):
        raise ChangedSinceSeen
    found = personal_words(content) if must_be_checked_for_personal_data(kind_of(current.code)) else []
    if found and not personal_checked.strip():
        raise HoldsPersonalData(found)
    before, now = newest_issue(current), clock.now()
    if before:
        content = replace(content, reason=current.reason, changes=changes_between(before.as_issued, content))
    issue = Issue.of(
        issued_now(content, after=before, at=now, by=by),
        report=current,
        issued_at=now,
        issued_by=by.key,
        personal_checked=personal_checked.strip() if found else "",
    )
    issue.save()
    _move(current, State.ISSUED)
    record(
        "report.issued",
        by=by,
        about=about(current.pk),
        facts={
            "report_version": issue.version,
            "report_digest": issue.digest,
            "report_personal": issue.personal_checked or None,
        },
    )
    return issue


@transaction.atomic
def reopen(report: Report, reason: str, *, by: Actor) -> Report:
    """To be issued once more. What was issued stays; the next version will say what it says otherwise, and why."""
    _need(MAY_ISSUE, by)
    current = _held(report, State.ISSUED)
    if not reason.strip():
        raise ReasonMissing
    current.reason = reason.strip()
    _move(current, State.DRAFT, "reason")
    record("report.reopened", by=by, about=about(current.pk))
    return current


@transaction.atomic
def hand_in(report: Report, *, way: Way, handed_on: date, recipient: str, note: str = "", by: Actor) -> Submission:
    """REP-04: the newest version; of what is made elsewhere, that it was handed in. Sent twice it is once."""
    _need(MAY_ISSUE, by)
    current = Report.objects.select_for_update().get(pk=report.pk)
    if way not in ways_offered():
        raise WayNotOffered
    if handed_on > clock.today():
        raise HandedInTheFuture
    issue = newest_issue(current)
    if issue is None and current.state != State.ELSEWHERE:
        raise NothingIssued
    told = {
        "issue": issue,
        "way": way.value,
        "handed_on": handed_on,
        "recipient": recipient.strip(),
        "note": note.strip(),
        "by": by.key,
    }
    if known := current.submissions.filter(**told).first():
        return known
    due = due_of(current, kind_of(current.code))
    submission = Submission.objects.create(report=current, due_on=due.on, at=clock.now(), **told)
    record(
        "report.handed",
        by=by,
        about=about(current.pk),
        facts={
            "report_way": way.value,
            "report_handed_on": handed_on.isoformat(),
            "report_version": issue.version if issue else None,
        },
    )
    return submission


@transaction.atomic
def name_day(report: Report, on: date | None, *, asked_on: date | None = None, note: str = "", by: Actor) -> Report:
    """A-50, REP-18: the city, or both together, have named the day of this one report; REP-01: or the city has asked
    for it. None takes it back, and the rule of the contract holds again."""
    _need(MAY_EDIT, by)
    current = Report.objects.select_for_update().get(pk=report.pk)
    before, was_asked = current.due_named_on, current.asked_on
    current.due_named_on, current.asked_on, current.due_note = on, asked_on, note.strip()
    current.save(update_fields=["due_named_on", "asked_on", "due_note"])
    record(
        "report.asked" if asked_on and asked_on != was_asked else "report.due_named",
        by=by,
        about=about(current.pk),
        facts={"report_asked_on": asked_on.isoformat() if asked_on else None},
        changes={"report_due": (before and before.isoformat(), on and on.isoformat())},
    )
    return current


def _content_of(report: Report) -> Content:
    content = draft_of(report, names_by_key({one.by for one in report.texts.all()}))
    if content is None:
        raise NoForm
    return content


def _refuse_other_days(kind: Kind, period: Period) -> None:
    today, terms = clock.today(), contract()
    each_time = kind.cycle in (Cycle.EACH_TIME, Cycle.ONCE)
    if period.last > today or (period.last == today and not each_time):
        raise PeriodNotOver
    if not each_time and (period.last < terms.service_from or period.first > terms.service_until):
        raise OutsideContract


def _held(report: Report, *states: State) -> Report:
    current = Report.objects.select_for_update().get(pk=report.pk)
    if State(current.state) not in states:
        raise NotOpen
    return current


def _move(report: Report, to: State, *fields: str) -> None:
    if to not in MOVES[State(report.state)]:
        raise NotOpen
    report.state = to.value
    report.save(update_fields=["state", *fields])


def _need(right: str, by: Actor) -> None:
    by.need(right, also=[UserKind.SYSTEM])
