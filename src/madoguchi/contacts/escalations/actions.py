"""Handing a case on, answering it, giving it back, closing it. Each is a step of its thread and an event."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from madoguchi.contacts.escalations.history import ESCALATION
from madoguchi.contacts.escalations.models import Escalation, EscalationStep
from madoguchi.contacts.escalations.queries import MAY_HAND_ON, due_moment, escalations_visible_to, is_working_at
from madoguchi.contacts.escalations.refusals import (
    AlreadyHandedOn,
    DepartmentMissing,
    EscalationIsOver,
    NotFromHere,
    NothingToClose,
    NotYours,
    PersonalOnlyByForm,
    RecordFirst,
    TextMissing,
)
from madoguchi.contacts.escalations.rules import (
    LEVEL_NAMES,
    UNANSWERED,
    Caller,
    Outcome,
    Reason,
    State,
    StepKind,
    level_before,
    levels_above,
    may_move,
    reminders_due,
)
from madoguchi.contacts.escalations.settings import personal_only_by_form, terms_of_levels
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import change_contact, move_contact, prepare_answer, written_of
from madoguchi.contacts.records.queries import MAY_RECORD
from madoguchi.contacts.refusals import IntentionMissing, ItemMissing
from madoguchi.contacts.rules import ContactState, Level
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM, Actor, UserKind
from madoguchi.core.history.record import About, record
from madoguchi.core.text.masking import is_personal, masked
from madoguchi.municipality.departments.models import Department


def escalate(
    contact: Contact,
    *,
    to: Level,
    department: Department | None = None,
    reason: Reason,
    question: str,
    caller: Caller,
    by: Actor,
) -> Escalation:
    """From the operator upwards, with the record that was written first (002 No.22)."""
    by.need(MAY_HAND_ON)
    _check_way(Level.OPERATOR, to, department)
    _check_text(question, to)
    now = clock.now()
    due_at, remind_at = _moments(to, department, now)
    try:
        with transaction.atomic():
            current = Contact.objects.select_for_update().get(pk=contact.pk)
            if current.state == ContactState.DRAFT:
                raise RecordFirst
            escalation = Escalation.objects.create(
                contact=current,
                level=to.value,
                department=department,
                state=State.WAITING.value,
                reason=reason.value,
                caller=caller.value,
                opened_by=by.key,
                opened_at=now,
                due_at=due_at,
                remind_at=remind_at,
            )
            _step(escalation, StepKind.OPENED, question, came_from=Level.OPERATOR, by=by)
            _follow(escalation, ContactState.ESCALATED, by=by)
            return escalation
    except IntegrityError as error:  # the open one of this contact stands already
        raise AlreadyHandedOn from error


def hand_up(
    escalation: Escalation, *, to: Level, department: Department | None = None, text: str, by: Actor
) -> Escalation:
    """Who cannot solve it hands it on to the next one, who works it to a solution (ESC-07)."""
    with transaction.atomic():
        current = _open(escalation, by)
        came_from = Level(current.level)
        _need_to_work_at(current, by)
        _check_way(came_from, to, department)
        _check_text(text, to)
        current.level, current.department, current.owner = to.value, department, ""
        _set(current, State.WAITING)
        current.due_at, current.remind_at = _moments(to, department, clock.now())
        current.reminders = 0
        current.save()
        _step(current, StepKind.HANDED_UP, text, came_from=came_from, by=by)
        _follow(current, ContactState.ESCALATED, by=by)
        return current


def take_over(escalation: Escalation, *, by: Actor) -> Escalation:
    """This person answers for it from now on; also in place of a colleague who is away."""
    with transaction.atomic():
        current = _open(escalation, by)
        _need_to_work_at(current, by)
        if current.owner == by.key and current.state == State.TAKEN:
            return current
        _set(current, State.TAKEN)
        current.owner = by.key
        current.save(update_fields=["state", "owner"])
        _step(current, StepKind.TAKEN, "", by=by)
        return current


def comment(escalation: Escalation, text: str, *, by: Actor) -> Escalation:
    """A question back, or what has been found out so far."""
    by.need(MAY_HAND_ON)
    with transaction.atomic():
        current = _open(escalation, by)
        _check_text(text, Level(current.level), is_from_city=by.kind is UserKind.CITY)
        _step(current, StepKind.COMMENTED, text, by=by)
        return current


def answer(escalation: Escalation, text: str, *, by: Actor) -> Escalation:
    """The answer is kept ready from this moment on, whoever rings again first (OPC-06)."""
    with transaction.atomic():
        current = _open(escalation, by)
        _need_to_work_at(current, by)
        _check_text(text, Level(current.level), is_from_city=by.kind is UserKind.CITY)
        _set(current, State.ANSWERED)
        current.answer, current.answered_at = text, clock.now()
        current.owner = current.owner or by.key
        current.save(update_fields=["state", "answer", "answered_at", "owner"])
        _step(current, StepKind.ANSWERED, text, by=by)
        prepare_answer(current.contact, text, by=by)
        _follow(current, ContactState.IN_PROGRESS, by=by)
        return current


def ask_again(escalation: Escalation, text: str, *, by: Actor) -> Escalation:
    """The answer does not answer it: back to the level that gave it, with a new due time."""
    by.need(MAY_HAND_ON)
    with transaction.atomic():
        current = _open(escalation, by)
        level = Level(current.level)
        if current.state != State.ANSWERED:
            raise NotFromHere
        _check_text(text, level)
        _set(current, State.WAITING)
        current.due_at, current.remind_at = _moments(level, current.department, clock.now())
        current.reminders = 0
        current.save(update_fields=["state", "due_at", "remind_at", "reminders"])
        _step(current, StepKind.ASKED_AGAIN, text, by=by)
        prepare_answer(current.contact, "", by=by)
        _follow(current, ContactState.ESCALATED, by=by)
        return current


def give_back(escalation: Escalation, text: str, *, by: Actor) -> Escalation:
    """Not for this level: back to where it came from, with the reason."""
    with transaction.atomic():
        current = _open(escalation, by)
        _need_to_work_at(current, by)
        came_from = Level(current.level)
        if came_from is Level.OPERATOR or current.state == State.ANSWERED:
            raise NotFromHere
        _check_text(text, came_from, is_from_city=by.kind is UserKind.CITY)
        level = level_before(_way(current), came_from)
        current.level, current.department, current.owner = level.value, None, ""
        _set(current, State.WAITING)
        current.due_at, current.remind_at = _moments(level, None, clock.now())
        current.reminders = 0
        current.save()
        _step(current, StepKind.GIVEN_BACK, text, came_from=came_from, by=by)
        if level is Level.OPERATOR:
            _follow(current, ContactState.IN_PROGRESS, by=by)
        return current


def note_hang_up(escalation: Escalation, *, by: Actor) -> Escalation:
    """ESC-03: nobody rings back; the case stays open, and the answer waits for the next call."""
    by.need(MAY_HAND_ON)
    with transaction.atomic():
        current = _open(escalation, by)
        if current.caller != Caller.HUNG_UP:
            current.caller = Caller.HUNG_UP.value
            current.save(update_fields=["caller"])
            _step(current, StepKind.HUNG_UP, "", by=by)
        return current


def close_escalation(escalation: Escalation, outcome: Outcome, text: str = "", *, by: Actor) -> Escalation:
    """The citizen has heard it, or need not. The centre says so, and its record is completed with it."""
    by.need(MAY_RECORD)
    with transaction.atomic():
        current = _open(escalation, by)
        if outcome is Outcome.TOLD and current.state != State.ANSWERED:
            raise NothingToClose
        if outcome is not Outcome.TOLD and not text:
            raise TextMissing
        _set(current, State.CLOSED)
        current.closed_at, current.outcome = clock.now(), outcome.value
        current.save(update_fields=["state", "closed_at", "outcome"])
        _step(current, StepKind.CLOSED, text, by=by)
        _complete(current.contact, current.answer or text, by=by)
        return current


def remind_of_due_times() -> int:
    """Periodic: shortly before it is due and once when it is overdue, so that the lists say so at that moment."""
    now, count = clock.now(), 0
    due = Escalation.objects.filter(
        closed_at=None, state__in=UNANSWERED, remind_at__lte=now, reminders__lt=2
    ).values_list("pk", flat=True)
    for key in due:
        with transaction.atomic():
            current = Escalation.objects.select_for_update().get(pk=key)
            wanted = reminders_due(
                remind_at=current.remind_at, due_at=current.due_at, now=now, state=State(current.state)
            )
            if current.closed_at is not None or wanted <= current.reminders:
                continue
            current.reminders = wanted
            current.save(update_fields=["reminders"])
            facts = {**_facts(current), "is_overdue": now >= current.due_at}
            record("escalation.reminded", by=SYSTEM, about=about(current), facts=facts)
            count += 1
    return count


def about(escalation: Escalation) -> About:
    return About(ESCALATION, str(escalation.pk))


def _open(escalation: Escalation, by: Actor) -> Escalation:
    found = escalations_visible_to(by).filter(pk=escalation.pk)
    current = found.select_for_update(of=("self",)).first()
    if current is None:
        raise NotYours
    if current.closed_at is not None:
        raise EscalationIsOver
    return current


def _set(escalation: Escalation, to: State) -> None:
    if not may_move(State(escalation.state), to):
        raise NotFromHere
    escalation.state = to.value


def _check_way(level: Level, to: Level, department: Department | None) -> None:
    if to not in levels_above(level, used=terms_of_levels()):
        raise NotFromHere
    if to is Level.DEPARTMENT and (department is None or not department.is_active):
        raise DepartmentMissing


def _check_text(text: str, level: Level, *, is_from_city: bool = False) -> None:
    """ESC-05: what goes to the city from here holds nothing personal where the city has a form for that."""
    if not text.strip():
        raise TextMissing
    if level is Level.DEPARTMENT and not is_from_city and personal_only_by_form() and is_personal(text):
        raise PersonalOnlyByForm


def _moments(level: Level, department: Department | None, now: datetime) -> tuple[datetime, datetime]:
    """When it is due, and when somebody is reminded of it."""
    terms = terms_of_levels()[level]
    first = max(0, terms.due_minutes - terms.remind_before_minutes)
    return (
        due_moment(level, department, now, terms.due_minutes),
        due_moment(level, department, now, first),
    )


def _way(escalation: Escalation) -> list[tuple[Level, Level]]:
    ups = escalation.steps.filter(kind__in=[StepKind.OPENED.value, StepKind.HANDED_UP.value])
    return [(Level(start), Level(to)) for start, to in ups.values_list("from_level", "level")]


def _need_to_work_at(escalation: Escalation, by: Actor) -> None:
    if not is_working_at(Level(escalation.level), by, escalation.department):
        raise NotYours


def _step(escalation: Escalation, kind: StepKind, text: str, *, by: Actor, came_from: Level | None = None) -> None:
    EscalationStep.objects.create(
        escalation=escalation,
        at=clock.now(),
        by=by.key,
        kind=kind.value,
        from_level=escalation.level if came_from is None else came_from.value,
        level=escalation.level,
        department=escalation.department,
        text=text,
    )
    # Who somebody is stands in the step alone, which goes with the record.
    personal = {"said": ("", masked(text))} if text else {}
    record(f"escalation.{kind.value}", by=by, about=about(escalation), facts=_facts(escalation), personal=personal)


def _facts(escalation: Escalation) -> dict[str, object]:
    return {
        "contact": escalation.contact.written_number,
        "escalation_level": LEVEL_NAMES[Level(escalation.level)],
        "department": escalation.department.code if escalation.department else None,
        "escalation_state": escalation.state,
        "caller": escalation.caller,
        "owner": escalation.owner or None,
        "due_at": clock.in_tokyo(escalation.due_at).isoformat(),
        "escalation_outcome": escalation.outcome or None,
    }


def _follow(escalation: Escalation, state: ContactState, *, by: Actor) -> None:
    """The record says how high the case has gone, also after it has come back."""
    contact = escalation.contact
    move_contact(contact, state, level=max(Level(contact.level), Level(escalation.level)), by=by)


def _complete(contact: Contact, said: str, *, by: Actor) -> None:
    """What was told stands in the record; nothing waits for the next call any more."""
    if contact.prepared_answer:
        contact = prepare_answer(contact, "", by=by)
    if not contact.answer:
        contact = change_contact(contact, replace(written_of(contact), answer=said), by=by)
    # The citizen has been told, whatever the record still lacks: it stays open until somebody has filled that in.
    with suppress(ItemMissing, IntentionMissing):
        move_contact(contact, ContactState.COMPLETED, by=by)
