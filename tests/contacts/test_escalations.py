"""A case goes up until somebody answers it, and the answer waits for the citizen."""

import uuid
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction

from madoguchi.accounts.rights import Role
from madoguchi.config.reactions import REACTIONS
from madoguchi.contacts.escalations import electronic_form, queries
from madoguchi.contacts.escalations.actions import (
    answer,
    ask_again,
    close_escalation,
    comment,
    escalate,
    give_back,
    hand_up,
    note_hang_up,
    remind_of_due_times,
    take_over,
)
from madoguchi.contacts.escalations.models import Escalation
from madoguchi.contacts.escalations.refusals import (
    AlreadyHandedOn,
    DepartmentMissing,
    EscalationIsOver,
    FormNotSet,
    FormNotUsed,
    NotFromHere,
    NothingToClose,
    NotYours,
    PersonalOnlyByForm,
    ReceiptOnly,
    RecordFirst,
    TextMissing,
)
from madoguchi.contacts.escalations.rules import (
    Caller,
    Outcome,
    Reason,
    State,
    StepKind,
    due_after,
    levels_above,
)
from madoguchi.contacts.escalations.settings import level_label, terms_of_levels
from madoguchi.contacts.models import Contact, Takeover
from madoguchi.contacts.records.actions import delete_contact
from madoguchi.contacts.rules import ContactState, Level
from madoguchi.contacts.takeover.rules import TakeoverState
from madoguchi.core import clock
from madoguchi.core.history.models import Event, PersonalValue
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.kept import change_table
from madoguchi.web.frame.events_shown import events_shown
from tests.contacts.escalating import MANAGER, SV, a_complaint, a_department, clerk, handed_on
from tests.contacts.town import draft
from tests.worlds import ADMIN, OPERATOR, PRESENT, TODAY, actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nishitokyo")]
FORM = "https://form.example.jp/mynumber"


def kinds(escalation: Escalation) -> list[str]:
    return [step.kind for step in escalation.steps.all()]


def by_form() -> None:
    change_settings({"switches.electronic_form": True, "contacts.electronic_form_url": FORM}, by=ADMIN)


@pytest.mark.req("ESC-06", "ESC-07")
def test_a_complaint_goes_through_all_levels_and_back_to_the_citizen() -> None:
    member = clerk()
    department = a_department(members=(member,))
    contact = a_complaint()
    case = handed_on(contact)
    take_over(case, by=SV)
    case = hand_up(case, to=Level.GENERAL_MANAGER, text="SVでは決められません", by=SV)
    take_over(case, by=MANAGER)
    case = hand_up(case, to=Level.DEPARTMENT, department=department, text="市の考えを教えてください", by=MANAGER)
    contact.refresh_from_db()
    assert (contact.state, contact.level) == (ContactState.ESCALATED, Level.DEPARTMENT)
    assert case.owner == ""
    case = answer(case, "番号札に待ち時間を表示します", by=member.actor)
    contact.refresh_from_db()
    assert (contact.state, contact.prepared_answer) == (ContactState.IN_PROGRESS, "番号札に待ち時間を表示します")
    case = close_escalation(case, Outcome.TOLD, by=OPERATOR)
    contact.refresh_from_db()
    assert (contact.state, contact.answer, contact.prepared_answer) == (
        ContactState.COMPLETED,
        "番号札に待ち時間を表示します",
        "",
    )
    assert kinds(case) == ["opened", "taken", "handed_up", "taken", "handed_up", "answered", "closed"]
    told = events_shown(Event.objects.filter(about_kind="escalation"))
    assert ("段階", "総括責任者") in {fact for one in told for fact in one.facts}
    assert not contact.first_answer


@pytest.mark.req("ESC-06", "ESC-07")
def test_only_whoever_works_at_a_level_answers_there() -> None:
    case = handed_on()
    with pytest.raises(NotYours):
        answer(case, "こちらで決めました", by=OPERATOR)
    with pytest.raises(NotYours):
        take_over(hand_up(case, to=Level.GENERAL_MANAGER, text="お願いします", by=SV), by=SV)
    assert take_over(case, by=MANAGER).owner == "manager"


@pytest.mark.req("ESC-06")
def test_a_level_that_is_not_used_is_passed_over() -> None:
    used = {Level.OPERATOR, Level.SUPERVISOR, Level.DEPARTMENT}
    assert levels_above(Level.SUPERVISOR, used=used) == (Level.DEPARTMENT,)
    assert levels_above(Level.OPERATOR, used={Level.OPERATOR, Level.GENERAL_MANAGER}) == (Level.GENERAL_MANAGER,)
    case = handed_on(to=Level.DEPARTMENT, department=a_department())
    with pytest.raises(NotYours):
        hand_up(case, to=Level.SUPERVISOR, text="下へ", by=SV)
    with pytest.raises(NotFromHere):
        handed_on(to=Level.GENERAL_MANAGER)


@pytest.mark.req("ESC-07")
@pytest.mark.preset_key("escalation_levels.csv")
def test_names_and_terms_of_the_levels_are_the_contracts_own() -> None:
    assert level_label(Level.GENERAL_MANAGER) == "業務責任者"
    rows = "level,is_used,label,due_minutes,remind_before_minutes,note\n"
    change_table(
        "escalation_levels.csv",
        rows + "supervisor,true,班長,10,5,\ngeneral_manager,false,,10,5,\n",
        by=ADMIN,
        effective_on=TODAY,
    )
    assert level_label(Level.SUPERVISOR) == "班長"
    assert Level.GENERAL_MANAGER not in terms_of_levels()
    assert handed_on().due_at == PRESENT + timedelta(minutes=10)


@pytest.mark.preset_key("contacts.escalates_to_city")
def test_where_nothing_is_handed_to_the_city_the_department_is_no_way() -> None:
    change_settings({"contacts.escalates_to_city": False}, by=ADMIN)
    with pytest.raises(NotFromHere):
        handed_on(to=Level.DEPARTMENT, department=a_department())


@pytest.mark.req("ESC-07")
def test_due_is_reckoned_in_opening_time_of_whoever_answers() -> None:
    late = clock.moment(TODAY, time(17, 0))  # fifteen minutes before the department closes
    department = a_department()
    with time_machine.travel(late, tick=False):
        case = handed_on(to=Level.DEPARTMENT, department=department)
    # 480 minutes: 15 today, the other 465 on Wednesday from 8:30.
    assert clock.in_tokyo(case.due_at) == clock.moment(TODAY + timedelta(days=1), time(16, 15))


def test_where_nobody_is_ever_open_the_clock_runs() -> None:
    start = datetime(2026, 12, 1, 10, tzinfo=clock.TOKYO)
    assert due_after(start, 30, []) == start + timedelta(minutes=30)
    past = (start - timedelta(hours=2), start - timedelta(hours=1))
    assert due_after(start, 30, [past]) == start + timedelta(minutes=30)


@pytest.mark.req("ESC-07")
def test_somebody_is_reminded_before_it_is_due_and_once_when_it_is_overdue() -> None:
    case = handed_on()
    assert remind_of_due_times() == 0
    for at, count in ((case.remind_at, 1), (case.remind_at, 0), (case.due_at, 1), (case.due_at, 0)):
        with time_machine.travel(at, tick=False):
            assert remind_of_due_times() == count
    assert Event.objects.filter(kind="escalation.reminded").count() == 2
    with time_machine.travel(case.due_at, tick=False):
        answered = answer(case, "決めました", by=SV)
        assert remind_of_due_times() == 0
    assert answered.state == State.ANSWERED


@pytest.mark.req("ESC-06")
def test_given_back_it_goes_where_it_came_from() -> None:
    case = hand_up(handed_on(), to=Level.GENERAL_MANAGER, text="お願いします", by=SV)
    case = give_back(case, "SVで答えられます", by=MANAGER)
    assert (case.level, case.state) == (Level.SUPERVISOR, State.WAITING)
    case = give_back(case, "手順書に書いてあります", by=SV)
    case.contact.refresh_from_db()
    assert (case.level, case.contact.state) == (Level.OPERATOR, ContactState.IN_PROGRESS)
    # It has been with the SV all the same: no first answer.
    assert case.contact.level == Level.GENERAL_MANAGER
    with pytest.raises(NotFromHere):
        give_back(case, "さらに戻す", by=OPERATOR)
    answer(case, "手順書のとおり答えます", by=OPERATOR)


def test_an_answer_that_does_not_answer_is_asked_again() -> None:
    case = answer(handed_on(), "検討中です", by=SV)
    case = ask_again(case, "いつまでに決まりますか", by=OPERATOR)
    case.contact.refresh_from_db()
    assert (case.state, case.contact.state, case.contact.prepared_answer) == (
        State.WAITING,
        ContactState.ESCALATED,
        "",
    )
    with pytest.raises(NotFromHere):
        ask_again(case, "もう一度", by=OPERATOR)


def test_a_case_is_handed_on_once_and_only_with_its_record() -> None:
    with pytest.raises(RecordFirst):
        handed_on(draft())
    contact = a_complaint()
    handed_on(contact)
    with pytest.raises(AlreadyHandedOn):
        handed_on(contact)
    with pytest.raises(DepartmentMissing):
        handed_on(to=Level.DEPARTMENT)
    with pytest.raises(TextMissing):
        handed_on(question=" ")


@pytest.mark.req("ESC-03", "OPC-06")
def test_who_hangs_up_finds_the_answer_when_ringing_again() -> None:
    case = handed_on(caller=Caller.WAITS)
    case = note_hang_up(case, by=OPERATOR)
    assert note_hang_up(case, by=OPERATOR).caller == Caller.HUNG_UP
    assert kinds(case).count(StepKind.HUNG_UP) == 1
    answer(case, "窓口は3階です", by=SV)
    case.refresh_from_db()
    assert case.is_open
    assert [one.prepared_answer for one in queries.answers_waiting_visible_to(OPERATOR)] == ["窓口は3階です"]


@pytest.mark.req("INT-05", "OPC-06")
def test_an_answer_of_a_record_that_is_only_being_taken_over_waits_for_nobody() -> None:
    case = handed_on(caller=Caller.WAITS)
    answer(note_hang_up(case, by=OPERATOR), "窓口は3階です", by=SV)
    now = clock.now()
    batch = Takeover.objects.create(
        key=uuid.uuid4(), state=TakeoverState.STAGED, file_name="前の記録.csv", digest="0" * 64, size=1, coding="utf-8",
        delimiter=",", headings="[]", uploaded_at=now, uploaded_by="a", moved_at=now,
    )  # fmt: skip
    Contact.objects.update(takeover=batch)
    assert not queries.answers_waiting_visible_to(OPERATOR).exists()
    Takeover.objects.update(state=TakeoverState.SHOWN)
    assert queries.answers_waiting_visible_to(OPERATOR).exists()


def test_nothing_is_closed_as_told_before_there_is_an_answer() -> None:
    case = handed_on()
    with pytest.raises(NothingToClose):
        close_escalation(case, Outcome.TOLD, by=OPERATOR)
    with pytest.raises(TextMissing):
        close_escalation(case, Outcome.NOT_NEEDED, by=OPERATOR)
    closed = close_escalation(case, Outcome.NOT_NEEDED, "相手から、もうよいと電話があった", by=OPERATOR)
    with pytest.raises(EscalationIsOver):
        comment(closed, "まだ書く", by=SV)
    assert Contact.objects.get(pk=closed.contact_id).state == ContactState.COMPLETED


@pytest.mark.req("ESC-07", "SEC-06")
def test_a_clerk_sees_what_was_handed_to_the_own_department_and_nothing_else() -> None:
    mine, other = clerk("shimin-a"), clerk("zeimu-a")
    ours = handed_on(to=Level.DEPARTMENT, department=a_department(members=(mine,)))
    theirs = handed_on(to=Level.DEPARTMENT, department=a_department("zeimu", members=(other,)))
    inside = handed_on()
    assert list(queries.escalations_visible_to(mine.actor)) == [ours]
    for hidden in (theirs, inside):
        with pytest.raises(NotYours):
            answer(hidden, "答えます", by=mine.actor)
    assert queries.escalations_visible_to(actor(Role.AUDITOR)).count() == 3
    assert set(queries.waiting_for(ADMIN)) == {ours, theirs}
    back = give_back(ours, "税の話です", by=mine.actor)
    assert list(queries.escalations_visible_to(mine.actor)) == [back]
    with pytest.raises(NotYours):
        answer(back, "やはり答えます", by=mine.actor)


@pytest.mark.req("ESC-05")
@pytest.mark.switch("electronic_form")
@pytest.mark.preset_key("switches.electronic_form")
def test_what_is_personal_goes_to_the_city_by_its_form_only() -> None:
    by_form()
    member = clerk()
    department = a_department(members=(member,))
    for text in ("見本 花子様の件です", "電話番号は090-0000-0001です"):
        with pytest.raises(PersonalOnlyByForm):
            handed_on(to=Level.DEPARTMENT, department=department, question=text)
    inside = handed_on(question="見本 花子様の件です")  # inside the centre it may be said
    case = hand_up(inside, to=Level.DEPARTMENT, department=department, text="受付番号の件です", by=SV)
    with pytest.raises(PersonalOnlyByForm):
        comment(case, "電話番号は090-0000-0001です", by=OPERATOR)
    assert "花子" not in queries.text_shown_to(member.actor, case.steps.all()[0].text)
    assert "花子" in queries.text_shown_to(OPERATOR, case.steps.all()[0].text)


@pytest.mark.req("ESC-05")
@pytest.mark.switch("electronic_form")
@pytest.mark.preset_key("switches.electronic_form")
def test_where_there_is_no_form_nothing_is_held_back() -> None:
    case = handed_on(to=Level.DEPARTMENT, department=a_department(), question="見本 花子様の件です")
    assert "花子" in queries.text_shown_to(clerk().actor, case.steps.all()[0].text)
    with pytest.raises(FormNotSet):
        electronic_form.open_form(case, by=OPERATOR)


@pytest.mark.req("ESC-05")
@pytest.mark.preset_key("contacts.electronic_form_url")
def test_each_use_of_the_form_is_on_record_with_its_receipt_number() -> None:
    case = handed_on(to=Level.DEPARTMENT, department=a_department(), reason=Reason.PERSONAL)
    change_settings({"switches.electronic_form": True}, by=ADMIN)
    with pytest.raises(FormNotSet):
        electronic_form.open_form(case, by=OPERATOR)
    change_settings({"contacts.electronic_form_url": FORM}, by=ADMIN)
    with pytest.raises(FormNotUsed):
        electronic_form.enter_receipt(case, "R8-000123", by=OPERATOR)
    assert electronic_form.open_form(case, by=OPERATOR) == FORM
    with pytest.raises(ReceiptOnly):
        electronic_form.enter_receipt(case, "見本 花子様の分", by=OPERATOR)
    use = electronic_form.enter_receipt(case, "R8-000123", by=OPERATOR)
    assert (use.receipt, use.opened_by) == ("R8-000123", "operator")
    seen = Event.objects.filter(about_kind="escalation", kind__startswith="escalation.form")
    assert seen.get().actor_key == "operator"


@pytest.mark.req("ESC-05")
def test_no_mail_leaves_for_an_escalation_whatever_happens_to_it() -> None:
    member = clerk()
    case = handed_on(to=Level.DEPARTMENT, department=a_department(members=(member,)))
    with time_machine.travel(case.due_at, tick=False):
        remind_of_due_times()
    close_escalation(answer(case, "こう答えます", by=member.actor), Outcome.TOLD, by=OPERATOR)
    assert mail.outbox == []
    assert not [one for one in REACTIONS if one.kind.startswith("escalation.")]


def test_the_database_too_knows_one_open_case_a_contact() -> None:
    case = handed_on()
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.create(
            contact=case.contact,
            level=1,
            state=State.WAITING.value,
            reason=Reason.HARD.value,
            caller=Caller.WAITS.value,
            opened_by="x",
            opened_at=PRESENT,
            due_at=PRESENT,
            remind_at=PRESENT,
        )


def test_a_case_that_was_closed_can_be_handed_on_again() -> None:
    case = handed_on()
    contact = close_escalation(case, Outcome.NOT_NEEDED, "不要になった", by=OPERATOR).contact
    contact.refresh_from_db()
    again = escalate(
        contact, to=Level.SUPERVISOR, reason=Reason.HARD, question="再び", caller=Caller.WAITS, by=OPERATOR
    )
    assert again.pk != case.pk


def test_a_record_that_lacks_something_stays_open_when_its_case_is_closed() -> None:
    case = answer(handed_on(a_complaint(intention="")), "窓口は3階です", by=SV)
    closed = close_escalation(case, Outcome.TOLD, by=OPERATOR)
    assert not closed.is_open
    assert Contact.objects.get(pk=case.contact_id).state == ContactState.IN_PROGRESS


def test_nothing_that_was_said_in_a_case_outlives_its_record() -> None:
    case = handed_on(question="見本 花子様の件です")
    kept = PersonalValue.objects.filter(event__about_kind="escalation").values_list("text", flat=True)
    assert not any("花子" in text for text in kept)
    delete_contact(case.contact, reason="誤って記録した", by=ADMIN)
    assert not Escalation.objects.exists()
    assert not PersonalValue.objects.filter(event__about_kind="escalation").exists()
