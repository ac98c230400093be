"""What a contact was answered with counts for its FAQ (FAQ-12), without contacts being known there."""

import pytest

from madoguchi.contacts.drafts.actions import discard_draft, note_article
from madoguchi.knowledge.usage.queries import ranking
from tests.contacts.town import draft
from tests.knowledge.shelf import content, published
from tests.worlds import OPERATOR, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nishitokyo")]


@pytest.mark.req("FAQ-12", "FAQ-07")
def test_an_answer_out_of_a_faq_counts_once_a_contact_and_not_when_there_was_no_contact() -> None:
    article = published(content("何を持って行く")).article
    first, second = draft(), draft()
    for contact in (first, second, second):
        note_article(contact, article.number, is_used=True, by=OPERATOR)
    (line,) = ranking(OPERATOR, first=TODAY, last=TODAY)
    assert (line.used, line.read) == (2, 2)
    discard_draft(second, reason="無言", by=OPERATOR)
    assert ranking(OPERATOR, first=TODAY, last=TODAY)[0].used == 1
