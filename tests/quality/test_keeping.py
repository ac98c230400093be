"""What was written in an evaluation ends with the recording; what is held back stays."""

import uuid
from datetime import timedelta

import pytest
import time_machine

from madoguchi.accounts.rights import Role
from madoguchi.calls.recordings.models import Recording
from madoguchi.contacts.records.actions import hold_contact
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.quality.actions import Filled, begin_rating, finish_rating, pick_contact
from madoguchi.quality.coaching import write_note
from madoguchi.quality.keeping import end_words
from madoguchi.quality.models import Case, CoachingNote, Rating, Score
from madoguchi.quality.rules import Origin
from tests.contacts.town import recorded
from tests.quality.rated import MANAGER, SUPERVISOR, filled, picked
from tests.worlds import ADMIN, PRESENT, actor

pytestmark = pytest.mark.usefixtures("town")
OP_1 = actor(Role.OPERATOR, "op-1")


def told(case: Case) -> CoachingNote:
    rating = begin_rating(case, by=SUPERVISOR)
    finish_rating(rating, Filled(filled(rating).levels, {"kind": "親切"}, "よい", "復唱"), by=SUPERVISOR)
    case.refresh_from_db()
    return write_note(case, "復唱をお願いします", once_key=uuid.uuid4(), by=SUPERVISOR)


def words_of(case: Case) -> str:
    rating = Rating.objects.get(case=case)
    note = CoachingNote.objects.get(case=case)
    case.refresh_from_db()
    return (
        case.why + rating.good + rating.better + Score.objects.get(rating=rating, item="kind").comment + note.text
    )


@pytest.mark.req("QUA-07", "PDR-03")
def test_what_was_written_ends_with_the_recordings_term_and_the_figures_stay() -> None:
    case = picked()
    told(case)
    change_settings({"retention.recordings_days": 90}, by=ADMIN)
    assert end_words() == 0
    with time_machine.travel(PRESENT + timedelta(days=91)):
        assert end_words() == 1
        assert end_words() == 0
    assert words_of(case) == ""
    assert Rating.objects.get(case=case).total is not None
    assert Event.objects.filter(kind="evaluation.words_ended", about_key=str(case.pk)).count() == 1


@pytest.mark.req("PDR-03")
def test_a_recording_that_was_erased_before_its_term_takes_the_words_along() -> None:
    case = picked()
    told(case)
    Recording.objects.create(
        call_key=case.call_key, state="erased", started_at=PRESENT, found_at=PRESENT, erased_at=PRESENT
    )
    assert end_words() == 1
    assert words_of(case) == ""


@pytest.mark.req("PDR-03")
def test_what_is_held_back_keeps_its_words() -> None:
    contact = recorded(by=OP_1)
    case = pick_contact(contact, origin=Origin.COMPLAINT, why="申出", by=SUPERVISOR)
    told(case)
    hold_contact(contact, reason="係争中", by=MANAGER)
    change_settings({"retention.recordings_days": 90, "retention.records_days": 90}, by=ADMIN)
    with time_machine.travel(PRESENT + timedelta(days=91)):
        assert end_words() == 0
        hold_contact(contact, reason="", by=MANAGER)
        assert end_words() == 1
