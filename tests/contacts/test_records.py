"""The record of a contact: what must stand in it, how it moves on, and what stays of it in the history."""

import uuid

import pytest

from madoguchi.contacts.history import CONTACT
from madoguchi.contacts.inquiries.queries import channels_offered, ways_offered
from madoguchi.contacts.inquiries.rules import Way
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import (
    change_contact,
    close_contact,
    delete_contact,
    hold_contact,
    move_contact,
    prepare_answer,
    record_contact,
)
from madoguchi.contacts.records.queries import contacts_visible_to
from madoguchi.contacts.refusals import IntentionMissing, ItemMissing, NoSuchBooking, NotThisState, RecordIsHeld
from madoguchi.contacts.rules import Channel, ContactState, Kind, Level, Transfer, is_first_answer
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event, PersonalValue
from madoguchi.core.history.queries import facts_of
from madoguchi.core.refusals import MissingRight
from madoguchi.core.text.my_number import MyNumberRefused
from madoguchi.municipality.actions import change_settings
from tests.contacts.town import draft, recorded, written
from tests.worlds import ADMIN, CLERK, OPERATOR

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nishitokyo")]


def kinds_of(contact: Contact) -> list[str]:
    events = Event.objects.filter(about_kind=CONTACT, about_key=str(contact.number))
    return list(events.order_by("id").values_list("kind", flat=True))


@pytest.mark.req("HIS-01")
def test_a_record_holds_who_when_whom_what_the_answer_and_the_transfer() -> None:
    contact = recorded(
        party_name="見本 花子",
        party_phone="09000000001",
        transfer=Transfer.TRANSFERRED,
        transfer_to="市民課 内線1234",
        tags=("急ぎ",),
    )
    found = contacts_visible_to(CLERK).get()
    assert (found.handler, found.channel, found.party_name) == ("operator", "telephone", "見本 花子")
    assert (found.content, found.answer) == (contact.content, contact.answer)
    assert (found.transfer, found.transfer_to) == ("transferred", "市民課 内線1234")
    assert found.started_at
    assert found.ended_at
    assert found.recorded_at
    assert [tag.name for tag in found.tags.all()] == ["急ぎ"]
    assert kinds_of(contact) == ["contact.opened", "contact.recorded"]


def test_pressed_twice_it_is_one_record() -> None:
    contact = draft()
    first = close_contact(contact, written(), by=OPERATOR)
    again = close_contact(contact, written(answer="別の回答"), by=OPERATOR)
    assert (first.pk, again.answer) == (contact.pk, first.answer)
    key = uuid.uuid4()
    form = written(channel=Channel.FORM, answer="")
    for _ in range(2):
        record_contact(form, once_key=key, state=ContactState.IN_PROGRESS, by=CITIZEN)
    assert Contact.objects.filter(channel="form").count() == 1


def test_what_the_municipality_asks_for_stands_before_a_case_is_closed() -> None:
    contact = draft()
    with pytest.raises(ItemMissing, match="回答"):
        close_contact(contact, written(answer=""), by=OPERATOR)
    with pytest.raises(ItemMissing, match="内容"):
        close_contact(contact, written(content=""), to=ContactState.IN_PROGRESS, by=OPERATOR)
    open_case = close_contact(contact, written(answer="", topic=""), to=ContactState.IN_PROGRESS, by=OPERATOR)
    with pytest.raises(ItemMissing):
        move_contact(open_case, ContactState.COMPLETED, by=OPERATOR)


@pytest.mark.req("HIS-10")
@pytest.mark.parametrize("kind", [Kind.OPINION, Kind.WISH, Kind.COMPLAINT])
def test_an_opinion_a_wish_a_complaint_is_closed_with_the_callers_intention(kind: Kind) -> None:
    with pytest.raises(IntentionMissing):
        recorded(kind=kind)
    contact = recorded(kind=kind, intention="次からは先に電話してほしい")
    assert (contact.kind, contact.intention) == (kind, "次からは先に電話してほしい")


@pytest.mark.req("FAQ-15")
def test_a_first_answer_has_neither_transfer_nor_escalation() -> None:
    assert recorded().first_answer
    assert not recorded(transfer=Transfer.TRANSFERRED).first_answer
    assert not recorded(to=ContactState.ESCALATED, level=Level.SUPERVISOR).first_answer
    assert not is_first_answer(state=ContactState.COMPLETED, transfer=Transfer.NONE, level=Level.SUPERVISOR)


@pytest.mark.req("HIS-04")
def test_a_case_is_handed_on_worked_on_and_completed_and_every_move_is_on_record() -> None:
    contact = recorded(to=ContactState.ESCALATED, level=Level.SUPERVISOR, answer="")
    assert (contact.state, contact.level) == ("escalated", Level.SUPERVISOR)
    change_contact(contact, written(answer="責任者が案内した"), by=OPERATOR)
    done = move_contact(contact, ContactState.COMPLETED, by=OPERATOR)
    assert (done.state, done.first_answer) == ("completed", False)
    with pytest.raises(NotThisState):
        move_contact(draft(), ContactState.COMPLETED, by=OPERATOR)
    assert kinds_of(contact) == ["contact.opened", "contact.recorded", "contact.changed", "contact.moved"]


def test_a_booking_is_linked_by_its_number_only_if_there_is_one() -> None:
    with pytest.raises(NoSuchBooking):
        recorded(booking_number="12345675")


@pytest.mark.req("SEC-06")
def test_seeing_changing_and_deleting_are_rights_of_their_own() -> None:
    contact = recorded()
    with pytest.raises(MissingRight):
        change_contact(contact, written(), by=CLERK)
    with pytest.raises(MissingRight):
        delete_contact(contact, reason="誤り", by=OPERATOR)
    hold_contact(contact, reason="問合せ中", by=OPERATOR)
    with pytest.raises(RecordIsHeld):
        delete_contact(contact, reason="誤り", by=ADMIN)
    hold_contact(contact, reason="", by=OPERATOR)
    delete_contact(contact, reason="誤って記録", by=ADMIN)
    assert not contacts_visible_to(ADMIN)
    assert kinds_of(contact)[-2:] == ["contact.deleted", "history.erased"]
    assert not PersonalValue.objects.filter(event__about_kind=CONTACT, event__about_key=str(contact.number))


@pytest.mark.req("SEC-06")
def test_what_was_put_right_stands_in_the_history_as_it_was() -> None:
    contact = recorded()
    change_contact(contact, written(answer="正しい回答", topic="申請"), by=OPERATOR)
    values = PersonalValue.objects.filter(event__kind="contact.changed")
    assert dict(values.values_list("name", "text")) == {
        "response.before": "はがきと本人確認書類を案内した",
        "response.after": "正しい回答",
    }
    change_contact(contact, written(answer="正しい回答", topic="申請"), by=OPERATOR)
    assert Event.objects.filter(kind="contact.changed").count() == 1


@pytest.mark.req("HIS-09", "PDR-09")
def test_a_record_that_names_somebody_is_marked_and_no_my_number_gets_in() -> None:
    assert not recorded().has_personal_data
    assert recorded(party_phone="0312345678").has_personal_data
    assert recorded(has_personal_data=True).has_personal_data
    with pytest.raises(MyNumberRefused):
        recorded(content="番号は 123456789018 です")


def test_an_answer_that_is_kept_ready_is_on_record_when_it_was_prepared_and_told() -> None:
    contact = recorded(to=ContactState.IN_PROGRESS)
    prepare_answer(contact, "交付は12月5日からです", by=CLERK)
    assert Contact.objects.get().prepared_answer
    prepare_answer(contact, "", by=OPERATOR)
    assert kinds_of(contact)[-2:] == ["contact.answer_prepared", "contact.answer_told"]


def test_the_events_of_a_record_say_what_it_was_about_but_hold_no_words_of_the_caller() -> None:
    recorded(content="とても個人的な内容", party_name="見本 花子")
    event = Event.objects.get(kind="contact.recorded")
    assert facts_of(event)["topic"] == "受取り"
    assert "個人的" not in event.body
    assert "花子" not in event.body


@pytest.mark.req("LNG-06")
@pytest.mark.preset_key("languages.hearing_impaired_served")
@pytest.mark.parametrize("is_served", [True, False])
def test_the_relay_service_is_a_way_in_and_out_where_the_body_serves_who_does_not_hear(is_served: bool) -> None:
    change_settings({"languages.hearing_impaired_served": is_served, "inquiry.ways": ["mail", "relay"]}, by=ADMIN)
    assert (Channel.RELAY in channels_offered()) is is_served
    assert (Way.RELAY in ways_offered()) is is_served
    assert Channel.RELAY in channels_offered(kept="relay")  # a record that came by it keeps it
