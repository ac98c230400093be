"""Complaint, harassment, emergency: marked while the caller is on the line, followed step by step, told to a supervisor."""

import uuid

import pytest

from madoguchi.accounts.rights import Role
from madoguchi.config.presets import export_preset
from madoguchi.contacts.drafts.actions import discard_draft, open_contact
from madoguchi.contacts.marks.actions import mark_contact, see_mark, take_step, withdraw_mark
from madoguchi.contacts.marks.queries import (
    guide_for,
    guides_of,
    marks_in,
    marks_of,
    marks_visible_to,
    unseen_marks,
)
from madoguchi.contacts.marks.refusals import MarkIsSeen, NoSuchStep
from madoguchi.contacts.marks.rules import Mark
from madoguchi.contacts.models import Contact
from madoguchi.contacts.refusals import MarkedIsKept
from madoguchi.contacts.rules import Channel
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.core.preset import PresetRefused
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.kept import change_table
from tests.worlds import ADMIN, CLERK, OPERATOR, TODAY, actor, applied

pytestmark = pytest.mark.django_db
SUPERVISOR = actor(Role.SUPERVISOR)


@pytest.fixture
def contact() -> Contact:
    applied("kawagoe")
    return open_contact(uuid.uuid4(), channel=Channel.TELEPHONE, by=OPERATOR)


@pytest.mark.req("INC-14")
def test_harassment_is_marked_once_and_waits_until_a_supervisor_has_seen_it(contact: Contact) -> None:
    mark = mark_contact(contact, Mark.HARASSMENT, call_key="1732.5", by=OPERATOR)
    assert mark_contact(contact, Mark.HARASSMENT, by=OPERATOR) == mark
    (event,) = Event.objects.filter(kind="contact.harassment_marked")
    assert (event.about_key, facts_of(event)["call"]) == (str(contact.number), "1732.5")
    assert list(unseen_marks()) == [mark]
    see_mark(mark, by=SUPERVISOR)
    assert not unseen_marks()
    assert marks_in(TODAY)[Mark.HARASSMENT] == 1


@pytest.mark.req("INC-16")
@pytest.mark.preset_key("guides.csv")
def test_the_steps_agreed_for_an_emergency_are_taken_one_by_one_and_logged(contact: Contact) -> None:
    mark = mark_contact(contact, Mark.EMERGENCY, by=OPERATOR)
    agreed = [one.step for one in guide_for(Mark.EMERGENCY)]
    take_step(mark, agreed[0], by=OPERATOR)
    take_step(mark, agreed[0], by=SUPERVISOR)  # the first says when
    (guide,) = guides_of(contact)
    assert guide.steps[0].taken_at
    assert guide.next_step
    assert guide.next_step.step == agreed[1]
    assert [facts_of(event)["step"] for event in Event.objects.filter(kind="contact.step_taken")] == [agreed[0]]
    with pytest.raises(NoSuchStep):
        take_step(mark, "電話を切る", by=OPERATOR)


@pytest.mark.req("INC-16")
def test_a_step_that_was_taken_stays_in_the_log_when_others_are_agreed(contact: Contact) -> None:
    mark = mark_contact(contact, Mark.EMERGENCY, by=OPERATOR)
    old = guide_for(Mark.EMERGENCY)[0].step
    take_step(mark, old, by=OPERATOR)
    change_table("guides.csv", "mark,step,words\nemergency,総務課に知らせる,\n", by=ADMIN, effective_on=TODAY)
    (guide,) = guides_of(contact)
    assert [(one.step, bool(one.taken_at)) for one in guide.steps] == [("総務課に知らせる", False), (old, True)]


@pytest.mark.preset_key("guides.csv")
def test_a_guide_names_one_of_the_marks_and_comes_back_as_it_was() -> None:
    applied("kawagoe")
    assert "guides.csv" in export_preset()
    with pytest.raises(PresetRefused):
        change_table("guides.csv", "mark,step\nnoise,耳をふさぐ\n", by=ADMIN, effective_on=TODAY)


@pytest.mark.req("INC-14")
def test_a_mark_by_mistake_is_taken_back_but_not_what_a_supervisor_has_seen(contact: Contact) -> None:
    mark = mark_contact(contact, Mark.HARASSMENT, by=OPERATOR)
    withdraw_mark(mark, reason="押し間違い", by=OPERATOR)
    assert marks_of(contact) == []
    assert marks_in(TODAY)[Mark.HARASSMENT] == 0
    assert marks_visible_to(OPERATOR).count() == 1, "that it was pressed stays"
    again = mark_contact(contact, Mark.HARASSMENT, by=OPERATOR)
    see_mark(again, by=SUPERVISOR)
    with pytest.raises(MarkIsSeen):
        withdraw_mark(again, reason="押し間違い", by=OPERATOR)


@pytest.mark.req("INC-14", "INC-16")
def test_a_marked_contact_cannot_be_given_up_unrecorded(contact: Contact) -> None:
    mark_contact(contact, Mark.EMERGENCY, by=OPERATOR)
    with pytest.raises(MarkedIsKept):
        discard_draft(contact, reason="間違い電話", by=OPERATOR)


def test_who_may_not_record_marks_nothing_and_an_operator_does_not_see_for_the_supervisor(contact: Contact) -> None:
    with pytest.raises(MissingRight):
        mark_contact(contact, Mark.COMPLAINT, by=CLERK)
    mark = mark_contact(contact, Mark.COMPLAINT, by=OPERATOR)
    with pytest.raises(MissingRight):
        see_mark(mark, by=OPERATOR)
    assert not unseen_marks(), "a complaint is a case like others"
