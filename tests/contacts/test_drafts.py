"""What is typed while somebody is on the line: kept, taken over, never overwritten in silence."""

import pytest

from madoguchi.accounts.rights import Role
from madoguchi.contacts.drafts.actions import (
    discard_draft,
    note_article,
    open_contact,
    save_draft,
    take_over_draft,
)
from madoguchi.contacts.drafts.queries import draft_behind, drafts_visible_to, typed_in, version_of
from madoguchi.contacts.models import Contact, ContactArticle
from madoguchi.contacts.records.actions import close_contact
from madoguchi.contacts.refusals import DraftChangedElsewhere, DraftIsOver, NotYourDraft
from madoguchi.contacts.rules import Channel
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from tests.contacts.town import draft, written
from tests.worlds import CLERK, OPERATOR, actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nishitokyo")]
COLLEAGUE = actor(Role.OPERATOR, "colleague")


def test_what_is_typed_is_kept_until_it_is_a_record() -> None:
    contact = draft()
    save_draft(contact, {"content": "受取りに必", "party_name": ""}, version=0, by=OPERATOR)
    found = draft_behind(contact.once_key, OPERATOR)
    assert found is not None
    assert typed_in(found) == {"content": "受取りに必"}
    close_contact(contact, written(), by=OPERATOR)
    assert not drafts_visible_to(OPERATOR)
    with pytest.raises(DraftIsOver):
        save_draft(contact, {"content": "まだ"}, version=1, by=OPERATOR)


def test_two_tabs_do_not_overwrite_each_other_in_silence() -> None:
    contact = draft()
    first = save_draft(contact, {"content": "こちらの画面"}, version=0, tab="one", by=OPERATOR)
    second = save_draft(contact, {"content": "あちらの画面"}, version=first, tab="two", by=OPERATOR)
    with pytest.raises(DraftChangedElsewhere):
        save_draft(contact, {"content": "こちらの続き"}, version=first, tab="one", by=OPERATOR)
    # The second one's own words, sent while its last answer was still on the way:
    save_draft(contact, {"content": "あちらの続き"}, version=first, tab="two", by=OPERATOR)
    assert save_draft(contact, {"content": "選んだ"}, version=second + 1, tab="one", by=OPERATOR) == second + 2


def test_a_my_number_is_not_kept_in_a_draft() -> None:
    contact = draft()
    save_draft(contact, {"content": "123456789018", "topic": "受取り"}, version=0, by=OPERATOR)
    assert typed_in(Contact.objects.select_related("draft").get()) == {"topic": "受取り"}


def test_a_colleague_takes_a_draft_over_and_only_then_writes_in_it() -> None:
    contact = draft()
    save_draft(contact, {"content": "途中"}, version=0, by=OPERATOR)
    with pytest.raises(NotYourDraft):
        save_draft(contact, {"content": "勝手に"}, version=1, by=COLLEAGUE)
    take_over_draft(contact, by=COLLEAGUE)
    assert save_draft(contact, {"content": "続き"}, version=1, by=COLLEAGUE) == 2
    assert drafts_visible_to(OPERATOR).get().handler == COLLEAGUE.key


def test_a_contact_is_opened_once_by_whoever_records() -> None:
    contact = draft()
    again = open_contact(contact.once_key, channel=Channel.FAX, by=OPERATOR)
    assert (again.pk, again.channel) == (contact.pk, "telephone")
    assert version_of(again) == 0
    with pytest.raises(MissingRight):
        open_contact(contact.once_key, channel=Channel.FAX, by=CLERK)
    assert not drafts_visible_to(CLERK)


@pytest.mark.req("HIS-02")
def test_a_contact_without_record_is_given_up_only_with_a_reason_that_stays() -> None:
    contact = draft()
    discard_draft(contact, reason="間違い電話", by=OPERATOR)
    assert not Contact.objects.exists()
    assert "間違い電話" in Event.objects.get(kind="contact.discarded").body


@pytest.mark.req("HIS-08", "FAQ-07")
def test_the_articles_that_were_opened_and_used_stand_in_the_record_by_themselves() -> None:
    contact = draft()
    note_article(contact, "FAQ-0001", by=OPERATOR)
    note_article(contact, "FAQ-0002", by=OPERATOR)
    for _ in range(2):
        note_article(contact, "FAQ-0002", is_used=True, by=OPERATOR)
    close_contact(contact, written(), by=OPERATOR)
    seen = ContactArticle.objects.filter(contact=contact).values_list("article_number", "is_used")
    assert list(seen) == [("FAQ-0001", False), ("FAQ-0002", True)]
    assert Event.objects.filter(kind="contact.article_used").count() == 1
