"""Naming the day of a meeting, laying the pack on the table, writing the minutes and handing them in."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import record
from madoguchi.metrics.past.shapes import Period
from madoguchi.municipality.queries import contract, has_contract
from madoguchi.reports.actions import hand_in
from madoguchi.reports.content import digest_of
from madoguchi.reports.forms import form_of, kind_of
from madoguchi.reports.frozen import issued_now, says_the_same
from madoguchi.reports.meetings.history import about
from madoguchi.reports.meetings.packing import content_for
from madoguchi.reports.meetings.queries import WORDS, mark_of, minutes_are_written, newest_minutes, words_of
from madoguchi.reports.meetings.refusals import (
    DaysDoNotFit,
    HandedInBefore,
    HasMinutes,
    IsCalledOff,
    MinutesChangedMeanwhile,
    NoMinutesHere,
    NoMinutesYet,
    NotHeldYet,
    NothingChanged,
    OutsideService,
    ReasonOfChange,
)
from madoguchi.reports.models import Meeting, Minutes, MinutesSubmission, Pack, Report
from madoguchi.reports.queries import MAY_EDIT, MAY_ISSUE, ways_offered
from madoguchi.reports.refusals import ReasonMissing, WayNotOffered
from madoguchi.reports.schedule import State, Way, period_of

MINUTES = "minutes"  # of reports.csv: what the contract says of handing in


@dataclass(frozen=True)
class Planned:
    starts_at: datetime
    place: str
    agenda: str = ""


@dataclass(frozen=True)
class Written:
    attendees: str
    said: str
    decided: str
    to_do: str = ""


@transaction.atomic
def plan_meeting(planned: Planned, *, by: Actor) -> Meeting:
    by.need(MAY_EDIT)
    _refuse_outside_service(planned)
    meeting = Meeting.objects.create(
        starts_at=planned.starts_at,
        place=planned.place.strip(),
        agenda=planned.agenda.strip(),
        planned_by=by.key,
        planned_at=clock.now(),
    )
    record(
        "meeting.planned", by=by, about=about(meeting.pk), facts={"meeting_starts": planned.starts_at.isoformat()}
    )
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, planned: Planned, *, by: Actor) -> Meeting:
    by.need(MAY_EDIT)
    _refuse_outside_service(planned)
    current = _open(meeting)
    before = clock.in_tokyo(current.starts_at).isoformat()
    current.starts_at, current.place = planned.starts_at, planned.place.strip()
    current.agenda = planned.agenda.strip()
    current.save(update_fields=["starts_at", "place", "agenda"])
    record(
        "meeting.changed",
        by=by,
        about=about(current.pk),
        changes={"meeting_starts": (before, planned.starts_at.isoformat())},
    )
    return current


@transaction.atomic
def call_off(meeting: Meeting, reason: str, *, by: Actor) -> Meeting:
    """It counts no more: the month wants another one."""
    by.need(MAY_EDIT)
    current = _open(meeting)
    if not reason.strip():
        raise ReasonMissing
    current.called_off_at, current.called_off_reason = clock.now(), reason.strip()
    current.save(update_fields=["called_off_at", "called_off_reason"])
    record("meeting.called_off", by=by, about=about(current.pk))
    return current


def make_pack(meeting: Meeting, period: Period, *, by: Actor) -> Pack:
    """REP-25: from what was issued and what stands in the registers now, frozen. What says nothing new is the same pack."""
    by.need(MAY_ISSUE)
    today = clock.today()
    if not period.first <= period.last <= today:
        raise DaysDoNotFit
    # Put together before the transaction: it reads much, and nobody waits for it meanwhile.
    content, issues = content_for(period, today=today)
    with transaction.atomic():
        current = _standing(meeting)
        now, before = clock.now(), current.packs.first()
        if before is not None and says_the_same(before.as_issued, content):
            return before
        pack = Pack.of(
            issued_now(content, after=before, at=now, by=by),
            meeting=current,
            first=period.first,
            last=period.last,
            made_at=now,
            made_by=by.key,
        )
        pack.save()
        pack.issues.set(issues)
        record(
            "meeting.packed",
            by=by,
            about=about(current.pk),
            facts={"pack_version": pack.version, "pack_digest": pack.digest},
        )
    return pack


@transaction.atomic
def write_minutes(
    meeting: Meeting, written: Written, *, reason: str = "", seen: UUID | None = None, by: Actor
) -> Minutes:
    """REP-26. What was handed in stays word for word: what is changed then is the next version, with its reason.
    `seen`: the mark of what the writer had before them; what somebody else has written since is not written over."""
    by.need(MAY_EDIT)
    if not minutes_are_written():
        raise NoMinutesHere
    current = _standing(meeting)
    if current.starts_at > clock.now():
        raise NotHeldYet
    words = {name: getattr(written, name).strip() for name in WORDS}
    newest = newest_minutes(current)
    standing = words_of(newest)
    if seen not in (None, mark_of(newest)) and words != standing:
        raise MinutesChangedMeanwhile({name: text for name, text in standing.items() if words[name] != text})
    if newest is not None and newest.is_handed_in:
        if not reason.strip():
            raise ReasonOfChange
        if all(getattr(newest, name) == text for name, text in words.items()):
            raise NothingChanged
        newest = Minutes(meeting=current, version=newest.version + 1, reason=reason.strip())
    elif newest is None:
        newest = Minutes(meeting=current, version=1)
    elif newest.version > 1 and reason.strip():
        newest.reason = reason.strip()
    for name, text in words.items():
        setattr(newest, name, text)
    newest.written_by, newest.written_at = by.key, clock.now()
    newest.save()
    record("meeting.minutes_written", by=by, about=about(current.pk), facts={"minutes_version": newest.version})
    return newest


@transaction.atomic
def hand_in_minutes(
    meeting: Meeting, *, way: Way, handed_on: date, recipient: str, note: str = "", by: Actor
) -> MinutesSubmission:
    """REP-26: the newest version; from now on it stays as it is. Sent twice it is once."""
    by.need(MAY_ISSUE)
    current = _standing(meeting)
    minutes = newest_minutes(current)
    if minutes is None:
        raise NoMinutesYet
    if way not in ways_offered():
        raise WayNotOffered
    if not clock.in_tokyo(current.starts_at).date() <= handed_on <= clock.today():
        raise HandedInBefore
    minutes.digest = minutes.digest or digest_of(minutes.words)
    minutes.save(update_fields=["digest"])
    told = {
        "way": way.value,
        "handed_on": handed_on,
        "recipient": recipient.strip(),
        "note": note.strip(),
        "by": by.key,
    }
    if known := minutes.submissions.filter(**told).first():
        return known
    submission = MinutesSubmission.objects.create(minutes=minutes, at=clock.now(), **told)
    record(
        "meeting.minutes_handed",
        by=by,
        about=about(current.pk),
        facts={
            "minutes_version": minutes.version,
            "minutes_digest": minutes.digest,
            "report_way": way.value,
            "report_handed_on": handed_on.isoformat(),
        },
    )
    _tick_off(current, submission, by)
    return submission


def _tick_off(meeting: Meeting, submission: MinutesSubmission, by: Actor) -> None:
    """Where the contract lists the minutes among what is handed in, their month has them now."""
    kind = kind_of(MINUTES)
    if kind is None or form_of(MINUTES):
        return
    period = period_of(kind.cycle, clock.in_tokyo(meeting.starts_at).date())
    report, _ = Report.objects.get_or_create(
        code=MINUTES,
        first=period.first,
        last=period.last,
        defaults={"cycle": kind.cycle.value, "state": State.ELSEWHERE.value},
    )
    if report.state == State.ELSEWHERE:
        hand_in(
            report,
            way=Way(submission.way),
            handed_on=submission.handed_on,
            recipient=submission.recipient,
            note=f"{meeting.name} 第{submission.minutes.version}版",
            by=by,
        )


def _standing(meeting: Meeting) -> Meeting:
    current = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if current.called_off_at is not None:
        raise IsCalledOff
    return current


def _open(meeting: Meeting) -> Meeting:
    current = _standing(meeting)
    if current.minutes.exists():
        raise HasMinutes
    return current


def _refuse_outside_service(planned: Planned) -> None:
    day = clock.in_tokyo(planned.starts_at).date()
    if has_contract() and not contract().service_from <= day <= contract().service_until:
        raise OutsideService
