"""Writing the spine."""

import pytest
from django.db import connection, transaction

from madoguchi.core.actors import CITIZEN, SYSTEM
from madoguchi.core.history.models import Event, PersonalValue, Reaction
from madoguchi.core.history.queries import EventFilter, changes_of, events_visible_to, facts_of, filtered
from madoguchi.core.history.record import About, MachineKey, record
from madoguchi.core.text.my_number import MyNumberRefused, check_digit, number_is_something_else
from tests.history.conftest import CLERK, OPERATOR, STRANGER

PARCEL = About("parcel", "p-1")
INVENTED_NUMBER = f"12345678901{check_digit('12345678901')}"

pytestmark = pytest.mark.django_db


@pytest.mark.req("SEC-20", "STF-09")
def test_an_event_says_who_did_what_to_which_object_and_what_changed() -> None:
    event = record(
        "parcel.moved",
        by=CLERK,
        about=PARCEL,
        facts={"reason": "引越し"},
        changes={"shelf": ("A", "B"), "size": ("S", "S")},
        personal={"owner": ("山田 花子", "山田 太郎")},
    )
    event.refresh_from_db()
    assert (event.actor_kind, event.actor_key) == ("city", "clerk-1")
    assert facts_of(event) == {"reason": "引越し"}
    shown = {change.field: (change.before, change.after) for change in changes_of(event, with_personal=True)}
    assert shown == {"shelf": ("A", "B"), "owner": ("山田 花子", "山田 太郎")}


def test_personal_values_stand_beside_the_row_and_not_in_it() -> None:
    event = record("parcel.made", by=CITIZEN, about=PARCEL, personal={"owner": (None, "山田 花子")})
    assert "山田" not in event.body
    (change,) = changes_of(event, with_personal=False)
    assert (change.before, change.after, change.personal) == (None, None, True)


def test_the_same_value_twice_has_two_digests() -> None:
    bodies = {
        record("parcel.made", by=CITIZEN, about=PARCEL, personal={"owner": (None, "山田")}).body for _ in range(2)
    }
    assert len(bodies) == 2


@pytest.mark.django_db(transaction=True)
def test_the_history_is_written_only_with_its_change() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record("parcel.made", by=CITIZEN, about=PARCEL)

    with transaction.atomic():
        record("parcel.made", by=CITIZEN, about=PARCEL)
        transaction.set_rollback(True)
    assert not Event.objects.exists()


def test_the_history_is_append_only() -> None:
    event = record("parcel.made", by=CITIZEN, about=PARCEL)
    for attempt in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(kind="parcel.lost"),
    ):
        with pytest.raises(TypeError):
            attempt()


def test_an_unknown_kind_of_object_is_refused() -> None:
    with pytest.raises(KeyError):
        record("ship.sailed", by=CITIZEN, about=About("ship", "1"))


def test_the_key_of_another_system_is_no_my_number_whatever_its_digits() -> None:
    event = record("parcel.made", by=CITIZEN, about=PARCEL, facts={"call": MachineKey(INVENTED_NUMBER)})
    event.refresh_from_db()
    assert INVENTED_NUMBER in event.body


@pytest.mark.parametrize("where", ["facts", "changes", "personal"])
def test_no_my_number_enters_the_history(where: str) -> None:
    values = {
        "facts": {"facts": {"note": INVENTED_NUMBER}},
        "changes": {"changes": {"note": ("", INVENTED_NUMBER)}},
        "personal": {"personal": {"note": ("", INVENTED_NUMBER)}},
    }[where]
    with pytest.raises(MyNumberRefused), transaction.atomic():
        record("parcel.made", by=CITIZEN, about=PARCEL, **values)  # type: ignore[arg-type]
    assert not Event.objects.exists()
    assert not PersonalValue.objects.exists()
    with number_is_something_else("管理番号"):
        record("parcel.made", by=CITIZEN, about=PARCEL, **values)  # type: ignore[arg-type]


def test_what_a_person_may_not_see_is_filtered_before_anything_else() -> None:
    record("parcel.made", by=CITIZEN, about=PARCEL)
    assert events_visible_to(OPERATOR).count() == 1
    assert not events_visible_to(STRANGER).exists()


@pytest.mark.req("STF-09", "SEC-20")
def test_the_history_is_filtered_by_kind_of_user_person_object_and_time() -> None:
    by_citizen = record("parcel.made", by=CITIZEN, about=PARCEL)
    by_clerk = record("parcel.moved", by=CLERK, about=About("parcel", "p-2"))
    by_job = record("parcel.aged", by=SYSTEM, about=PARCEL)
    events = events_visible_to(CLERK)

    def found(**wanted: object) -> set[Event]:
        return set(filtered(events, EventFilter(**wanted)))  # type: ignore[arg-type]

    assert found(user_kind=CITIZEN.kind) == {by_citizen}
    assert found(user_kind=SYSTEM.kind) == {by_job}
    assert found(actor_key="clerk-1") == {by_clerk}
    assert found(about_kind="parcel", about_key="p-1") == {by_citizen, by_job}
    assert found(kind="parcel.moved") == {by_clerk}
    assert found(since=by_clerk.at, until=by_job.at) == {by_clerk}  # half-open


@pytest.mark.django_db(transaction=True)
def test_every_reaction_is_promised_with_the_event_and_kept_once() -> None:
    from django_tasks_db.models import DBTaskResult

    from madoguchi.core.history import registry
    from madoguchi.core.history.reactions import run_reaction

    was = [reaction for kind in registry.event_kinds_with_reactions() for reaction in registry.reactions_to(kind)]
    registry.register_reactions([registry.ReactionTo("parcel.made", "tests.history.test_record:answer")])
    try:
        with transaction.atomic():
            event = record("parcel.made", by=CITIZEN, about=PARCEL)
        (reaction,) = Reaction.objects.filter(event=event)
        (task,) = DBTaskResult.objects.filter(task_path="madoguchi.core.history.reactions.run_reaction")
        assert task.args_kwargs["args"] == [reaction.pk]
        for _ in range(2):
            run_reaction.call(reaction.pk)
    finally:
        registry.register_reactions(was)
    assert Event.objects.filter(kind="parcel.answered").count() == 1


def answer(event: Event) -> None:
    assert connection.in_atomic_block
    record("parcel.answered", by=SYSTEM, about=About(event.about_kind, event.about_key))
