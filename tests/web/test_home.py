"""The first page of everybody on duty: what needs them now, and where it is done."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.contacts.marks.actions import mark_contact
from madoguchi.contacts.marks.rules import Mark
from tests.contacts.town import recorded
from tests.web.pages import seen
from tests.worlds import OPERATOR, applied

SignedIn = Callable[[Role], Client]


@pytest.mark.django_db
def test_what_needs_somebody_leads_there_from_within_and_stands_below_its_heading(signed_in: SignedIn) -> None:
    applied("kawagoe")
    mark_contact(recorded(), Mark.EMERGENCY, by=OPERATOR)
    page = seen(signed_in(Role.SUPERVISOR), "/staff/")
    told = re.search(
        r'<div class="banner-body">(?:(?!</div>).)*印が付いた応対(?:(?!</div>).)*</div>', page, re.DOTALL
    )
    assert told is not None
    assert "<h3>" in told[0]
    assert 'href="/staff/contacts/marks/' in told[0]
