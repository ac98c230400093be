"""What a citizen types on the way to a booking: it lingers nowhere, and is only text."""

from datetime import time, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client

from madoguchi.booking.jobs import release_holds
from madoguchi.booking.models import Booking, Slot, WebHold
from madoguchi.municipality.models import Site
from tests.web.on_the_way import address_of, book, browser, confirm, fill_in, hold, number_in, page
from tests.worlds import PRESENT, TOMORROW, slot_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]


def at(minutes: float) -> time_machine.travel:
    return time_machine.travel(PRESENT + timedelta(minutes=minutes), tick=False)


def made() -> list[Booking]:
    return list(Booking.objects.exclude(number=""))


# Nothing lingers


def everything_stored() -> str:
    """Every text of every table."""
    with connection.cursor() as cursor:
        rows: list[object] = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += cursor.fetchall()
    return repr(rows)


@pytest.mark.req("RSV-20", "PDR-08")
def test_what_was_typed_and_never_sent_is_gone_after_a_short_grace(site: Site) -> None:
    client = browser()
    held = hold(client, slot_at(site, TOMORROW, time(9)))
    fill_in(client, held, name="見本 消子", phone="09000007777")
    assert "消子" in everything_stored()
    with at(39):
        release_holds.call()
        assert "消子" in everything_stored()
    with at(41):
        gone = client.get(address_of(held))
        assert gone.status_code == 410
        release_holds.call()
        for trace in ("消子", "09000007777", "090-0000-7777"):
            assert trace not in everything_stored()
    with at(200):
        release_holds.call()
        assert not WebHold.objects.exists()


@pytest.mark.req("RSV-20")
def test_the_draft_is_gone_with_the_booking(site: Site) -> None:
    book(browser(), slot_at(site, TOMORROW, time(9)))
    assert WebHold.objects.get().typed == ""


@pytest.mark.req("RSV-20")
def test_neither_browser_nor_line_is_written_down(site: Site) -> None:
    hold(browser("q"), slot_at(site, TOMORROW, time(9)), REMOTE_ADDR="198.51.100.77")
    stored = everything_stored()
    assert "198.51.100" not in stored
    assert "q" * 32 not in stored


# What people write


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "一"},
        {"name": "葛\U000e0100城 葵"},
        {"name": "山" * 40},
        {"name": "見本 花子😀"},
        {"name": "Robert'); DROP TABLE booking_booking;--"},
        {"name": "<script>alert(1)</script>"},
        {"kana": "<b>はなこ</b>"},
        {"phone": "０９０ー００００ー０００１"},
        {"phone": "' OR 1=1 --"},
        {"email": "a..b@docomo.ne.jp"},
        {"email": "<img src=x onerror=alert(1)>@example.jp"},
        {"name": "{{ 7*7 }}{% now 'Y' %}"},
        {"name": "a\x00b"},
    ],
    ids=lambda typed: repr(typed)[:30],
)
def test_whatever_is_typed_is_only_text_all_the_way(site: Site, typed: dict[str, str]) -> None:
    client = browser()
    checked = fill_in(client, hold(client, slot_at(site, TOMORROW, time(9))), **typed)
    assert checked.status_code in (200, 400)
    if "内容を確かめる</h1>" in page(checked):
        done = confirm(client, checked)
        assert number_in(done)
        checked = done
    for raw in ("<script>alert", "<b>はなこ", "<img src=x"):
        assert raw not in page(checked)
    assert Slot.objects.exists()


@pytest.mark.req("PDR-08")
@pytest.mark.parametrize("field", ["name", "kana", "phone", "email"])
@pytest.mark.parametrize("number", ["123456789018", "１２３４ ５６７８ ９０１８"])
def test_a_my_number_is_refused_at_its_field_and_kept_nowhere(
    site: Site, field: str, number: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = browser()
    answer = fill_in(client, hold(client, slot_at(site, TOMORROW, time(9))), **{field: number})
    assert "マイナンバー（個人番号）は、この画面には入力できません" in page(answer)
    main = page(answer).split("<main")[1]
    for trace in (number, "123456789018"):
        assert trace not in main
        assert trace not in everything_stored()
        assert trace not in caplog.text
    assert not made()


def test_what_is_longer_than_any_form_is_cut_and_refused(site: Site) -> None:
    client = browser()
    answer = fill_in(client, hold(client, slot_at(site, TOMORROW, time(9))), name="長" * 50_000)
    assert "data-error-summary" in page(answer)
    assert len(WebHold.objects.get().typed) < 10_000


# The waiting list that nobody wants


@pytest.mark.req("RSV-17")
@pytest.mark.parametrize("language", ["", "/en", "/ja-easy"])
def test_a_full_time_offers_no_waiting_list(site: Site, language: str) -> None:
    """000 Q37: the switch is off in every preset, and nothing on the way says that there could be one."""
    slot = slot_at(site, TOMORROW, time(9), people=0)
    query = "procedure=pickup"
    pages = [
        page(Client().get(f"{language}/book/day/{TOMORROW}/?{query}")),
        page(hold(browser(), slot, language=language)),
        page(Client().get(f"{language}/book/calendar/?{query}")),
    ]
    for text in pages:
        assert "キャンセル待ち" not in text
        assert "waiting list" not in text.lower()
    for preset in Path(__file__).parents[2].glob("presets/*/preset.toml"):
        assert "waiting_list = false" in preset.read_text()
