"""The log of complaints, harassment and emergencies, and how a supervisor is told."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.contacts.marks.actions import mark_contact, see_mark, take_step
from madoguchi.contacts.marks.models import ContactMark
from madoguchi.contacts.marks.queries import guide_for
from madoguchi.contacts.marks.rules import Mark
from madoguchi.contacts.rules import Kind
from tests.contacts.town import recorded
from tests.web.pages import seen, words
from tests.worlds import OPERATOR, actor, applied

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Role], Client]
LOG = "/staff/contacts/marks/"


@pytest.fixture
def mark(db: None) -> ContactMark:
    applied("kawagoe")
    made = mark_contact(recorded(), Mark.EMERGENCY, by=OPERATOR)
    take_step(made, guide_for(Mark.EMERGENCY)[0].step, by=OPERATOR)
    return made


@pytest.mark.req("INC-14", "INC-16")
def test_a_supervisor_is_told_at_the_first_page_until_they_say_that_they_know(
    mark: ContactMark, signed_in: SignedIn
) -> None:
    supervisor = signed_in(Role.SUPERVISOR)
    assert "脅迫・緊急の印が付いた応対があります" in words(seen(supervisor, "/staff/"))
    page = words(seen(supervisor, f"{LOG}{mark.pk}/seen/", {}))
    assert "脅迫・緊急を確認しました" in page
    assert "印が付いた応対" not in words(seen(supervisor, "/staff/"))
    mark.refresh_from_db()
    assert mark.seen_by


@pytest.mark.req("INC-14")
def test_harassment_is_told_at_the_first_page_and_a_complaint_is_not(
    mark: ContactMark, signed_in: SignedIn
) -> None:
    see_mark(mark, by=actor(Role.SUPERVISOR))
    supervisor = signed_in(Role.SUPERVISOR)
    mark_contact(mark.contact, Mark.COMPLAINT, by=OPERATOR)
    assert "印が付いた応対" not in words(seen(supervisor, "/staff/"))
    mark_contact(mark.contact, Mark.HARASSMENT, by=OPERATOR)
    assert "カスハラの印が付いた応対があります" in words(seen(supervisor, "/staff/"))
    assert "カスハラの印 1件" in words(seen(supervisor, LOG))


@pytest.mark.req("INC-14", "INC-16")
def test_the_log_counts_by_month_and_shows_each_step_with_its_time(mark: ContactMark, signed_in: SignedIn) -> None:
    page = words(seen(signed_in(Role.SUPERVISOR), LOG))
    assert "脅迫・緊急の印 1件" in page
    assert "カスハラの印 0件" in page
    assert "スーパーバイザーに合図する" in page
    assert "この月の印はありません" in words(seen(signed_in(Role.SUPERVISOR), f"{LOG}?month=2020-01"))


@pytest.mark.req("INC-16")
def test_the_record_shows_its_marks_and_an_operator_cannot_say_seen(mark: ContactMark, signed_in: SignedIn) -> None:
    operator = signed_in(Role.OPERATOR)
    page = words(seen(operator, f"/staff/contacts/{mark.contact.number}/"))
    assert "印と手順" in page
    assert "確認を待っています" in page
    assert operator.post(f"{LOG}{mark.pk}/seen/").status_code == 403
    assert not ContactMark.objects.get().seen_at


@pytest.mark.req("INC-14")
def test_the_log_says_how_many_complaints_are_not_in_it(mark: ContactMark, signed_in: SignedIn) -> None:
    supervisor = signed_in(Role.SUPERVISOR)
    assert "印のない応対" not in words(seen(supervisor, LOG))
    bare, marked = (recorded(kind=Kind.COMPLAINT, intention="待ち時間を短くしてほしい") for _ in range(2))
    mark_contact(marked, Mark.COMPLAINT, by=OPERATOR)
    page = seen(supervisor, LOG)
    assert "種別が「苦情」で、印のない応対が 1件あります。" in words(page)
    asked = dict(re.findall(r'<input type="hidden" name="(kind|since|until)" value="([^"]+)">', page))
    found = words(seen(supervisor, "/staff/contacts/", asked))
    numbers = [f"番号 {one.written_number}" for one in (mark.contact, bare, marked)]
    assert [number in found for number in numbers] == [False, True, True]
