"""The citizen's pages, as far as they are a matter of one answer to one request."""

from datetime import time

import pytest

from tests.web.on_the_way import browser, fill_in, hold, page
from tests.worlds import TOMORROW, open_for_booking, slot_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]


def check_page(*, language: str = "", email: str) -> str:
    client, slot = browser(), slot_at(open_for_booking(), TOMORROW, time(9, 0))
    return page(fill_in(client, hold(client, slot, language=language), name="市川 花子", email=email))


def test_a_word_of_caution_stands_where_the_booking_is_checked() -> None:
    assert "メールが届かないことがあります" in check_page(email="a..b@docomo.ne.jp")


def test_an_ordinary_address_needs_no_word_of_caution() -> None:
    assert "メールが届かないことがあります" not in check_page(email="hanako@example.jp")


def test_times_are_written_as_the_readers_language_writes_them() -> None:
    assert "09:00–09:30" in check_page(language="/en", email="")
