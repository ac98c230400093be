"""A real call in the console: sipp, Asterisk, and a telephone in the browser or on the desk (OPC-01, TEL-17)."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.administration import add_agent, add_seat
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.rules import Device
from madoguchi.calls.ledger.models import Call
from madoguchi.contacts.models import Contact
from madoguchi.municipality.departments.actions import make_department
from tests.browser import consoles
from tests.browser.conftest import CLOSED_NETWORK, PageAt, chromium_here
from tests.browser.test_softphone import WITH_SOUND, line_of
from tests.calls.people import SUPERVISOR
from tests.services.centre import Centre, new_centre
from tests.services.registering import desk_telephone
from tests.services.signed_in import staff_of
from tests.worlds import ADMIN

pytestmark = pytest.mark.exchange
SPOKEN = "090-1111-0031"
CALLER = "09011110031"


@pytest.fixture
def centre(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Centre]:
    with django_db_blocker.unblock(), new_centre(soft_phones=True) as made:
        consoles.in_service()
        made.installation.collect_static()
        made.installation.serve()
        yield made


@pytest.fixture
def with_sound(browser: Browser) -> Iterator[Browser]:
    running = browser.browser_type.launch(
        executable_path=chromium_here(), args=[*CLOSED_NETWORK, *WITH_SOUND], chromium_sandbox=False
    )
    yield running
    running.close()


def at_work(centre: Centre, page: Page, device: Device) -> Agent:
    """Seated in the console, with a telephone that the exchange can ring, and ready."""
    agent = add_agent(staff_of(Role.OPERATOR), device=device, by=SUPERVISOR)
    add_seat("1番席", by=SUPERVISOR)
    centre.until(lambda: centre.kept(f"ps_endpoints/endpoint {agent.extension}"), 60)
    consoles.enter(page, centre.installation, staff_of(Role.OPERATOR))
    page.locator("select[name=seat]").select_option(label="1番席")
    page.get_by_role("button", name="着席する").click()
    if device is Device.SOFT_PHONE:
        expect(page.get_by_text("つながっています。着信を待っています。")).to_be_visible(timeout=30_000)
    else:
        desk_telephone(centre.exchange, agent.extension, talk_seconds=180)
    page.get_by_role("button", name="受付可").click()
    expect(page.locator(".seat-now")).to_have_attribute("data-state", "ready")
    centre.until(lambda: "Not in use" in centre.member(agent), 30)
    return agent


def look(page: Page, name: str) -> None:
    if folder := os.environ.get("MADOGUCHI_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")


def is_known(page: Page) -> None:
    expect(page.locator("[data-known] .call-facts")).to_contain_text(SPOKEN, timeout=60_000)


def from_call_to_record(
    centre: Centre, page: Page, city: Page, contacts: Page, board: Page, *, booked_before: int = 0
) -> Contact:
    """Written down, answered out of the FAQ, booked, read out; the city sees each step as it is made."""
    expect(consoles.record_of(page).locator("[name=party_phone]")).to_have_value(SPOKEN, timeout=20_000)
    consoles.write_down(page, "カードを受け取りたい")
    consoles.answer_from_faq(page)
    number = consoles.book_for_caller(page, SPOKEN)
    expect(city.get_by_text(number)).to_be_visible(timeout=10_000)
    consoles.board_shows(board, booked=booked_before + 1, talking=1)
    page.locator(".console-telephone").get_by_role("button", name="切る", exact=True).first.click()
    expect(page.locator(".seat-now")).to_have_attribute("data-state", "after_call", timeout=30_000)
    expect(page.get_by_text("秒で、受付可に戻ります")).to_be_visible(timeout=15_000)
    consoles.board_shows(board, talking=0, after_call=1)
    recorded = consoles.record_it(page)
    expect(contacts.get_by_text(recorded)).to_be_visible(timeout=10_000)
    return Contact.objects.get(number=int(recorded))


@pytest.mark.req("OPC-01", "TEL-17", "RTV-01", "RTV-02", "RTV-04", "RTV-05")
@pytest.mark.switch("soft_phone")
@pytest.mark.parametrize("device", [Device.SOFT_PHONE, Device.DESK_PHONE])
def test_a_real_call_is_answered_booked_and_recorded_on_one_page_and_the_city_sees_each_step(
    centre: Centre, with_sound: Browser, page_at: PageAt, device: Device
) -> None:
    city = consoles.city_at(page_at(1280), centre.installation, f"/staff/city/days/{consoles.first_day()}/")
    contacts = consoles.city_at(page_at(1280), centre.installation, "/staff/contacts/live/")
    board = consoles.city_at(page_at(1280), centre.installation, "/staff/supervisor/board/")
    page = with_sound.new_context(locale="ja-JP", viewport={"width": 1920, "height": 1080}).new_page()
    agent = at_work(centre, page, device)
    consoles.board_shows(board, waiting=0, booked=0, ready=1)
    caller = centre.exchange.call(caller=CALLER, hold_seconds=150)
    if device is Device.SOFT_PHONE:
        is_known(page)  # before anybody has answered
        consoles.board_shows(board, waiting=1, ringing=1)
        look(page, "console-ringing")
        page.keyboard.press("F2")
    centre.until_state(agent, "talking")
    consoles.board_shows(board, waiting=0, talking=1)
    expect(board.locator(".board-now")).to_have_attribute("data-answered", "1")
    is_known(page)
    look(page, f"console-{device.value}")
    contact = from_call_to_record(centre, page, city, contacts, board)
    caller.finished(seconds=60)
    (key,) = centre.exchange.calls_of(CALLER)
    assert contact.call_key == key
    centre.until(lambda: Call.objects.filter(key=key, outcome="answered").exists(), 30)


@pytest.mark.req("ESC-01", "ESC-02", "OPC-01")
def test_a_caller_is_put_through_after_the_colleague_was_told_and_the_record_says_so(
    centre: Centre, with_sound: Browser
) -> None:
    colleague = centre.agent("colleague")
    desk_telephone(centre.exchange, colleague.extension, talk_seconds=170)
    department = make_department(
        "kokuho", name="国保年金課", extension=colleague.extension, is_transferable=True, by=ADMIN
    )
    page = with_sound.new_context(locale="ja-JP", viewport={"width": 1280, "height": 1000}).new_page()
    agent = at_work(centre, page, Device.SOFT_PHONE)
    centre.exchange.call(caller=CALLER, hold_seconds=150)
    is_known(page)
    page.keyboard.press("F2")
    centre.until_state(agent, "talking")
    consoles.write_down(page, "保険証の切替えについて")
    page.keyboard.press("F4")
    centre.until_state(agent, "hold")
    transfer = consoles.tool_of(page, "transfer")
    expect(transfer.get_by_text("保険証の切替えについて")).to_be_visible()  # what is to be told first
    transfer.get_by_role("button", name=f"転送先の欄に {colleague.extension} を入れる").click()
    telephone = page.locator(".softphone")
    telephone.get_by_role("button", name="相談する").click()
    centre.until(lambda: "!Up!" in line_of(centre, colleague.extension), 30)
    look(page, "console-consulting")
    telephone.get_by_role("button", name="相談した相手につなぐ").click()
    centre.until_state(agent, "after_call")
    (key,) = centre.exchange.calls_of(CALLER)
    assert "!Up!" in line_of(centre, colleague.extension), "they go on"
    assert not centre.exchange.queue_log("MG-ENDED", call=key), "the caller was never cut off"
    expect(transfer.locator("[name=department]")).to_have_value(department.code)
    transfer.get_by_label("転送した").check()
    transfer.get_by_role("button", name="結果を記録する").click()
    expect(transfer.get_by_text("用件を相手先に伝えてください").first).to_be_visible()
    transfer.get_by_label("用件を先に伝えた").check()
    transfer.get_by_role("button", name="結果を記録する").click()
    expect(transfer.get_by_text("（用件を先に伝えた）")).to_be_visible()
    record = consoles.record_of(page)
    expect(record.locator("[name=transfer]")).to_have_value("transferred")  # as it was said beside it
    record.locator("[name=answer]").fill("担当課につないだ")
    look(page, "console-put-through")
    contact = Contact.objects.get(number=int(consoles.record_it(page)))
    assert (contact.transfer, contact.transfer_to, contact.call_key) == ("transferred", "国保年金課", key)


@pytest.mark.req("OPC-01")
def test_the_web_is_restarted_in_mid_call_and_the_console_goes_on_with_call_and_draft(
    centre: Centre, with_sound: Browser
) -> None:
    page = with_sound.new_context(locale="ja-JP", viewport={"width": 1280, "height": 1000}).new_page()
    agent = at_work(centre, page, Device.SOFT_PHONE)
    caller = centre.exchange.call(caller=CALLER, hold_seconds=120)
    is_known(page)
    page.keyboard.press("F2")
    centre.until_state(agent, "talking")
    consoles.write_down(page, "半分まで聞いたところ")
    centre.installation.running[-1].stop()
    page.keyboard.press("F4")  # the telephone needs no web
    centre.until_state(agent, "hold")
    centre.installation.serve()
    page.keyboard.press("F4")
    centre.until_state(agent, "talking")
    record = consoles.record_of(page)
    record.locator("[name=content]").press_sequentially("で、続きを聞く")
    centre.until(lambda: "続きを聞く" in Contact.objects.get().draft.typed, 30)
    (key,) = centre.exchange.calls_of(CALLER)
    assert centre.exchange.cli("core show channels concise").count("Up") >= 2, "the call goes on"
    # Another browser, as after a crash, whose telephone does not run yet: the same call, the same draft.
    other = consoles.enter(
        with_sound.new_context(locale="ja-JP", java_script_enabled=False).new_page(),
        centre.installation,
        staff_of(Role.OPERATOR),
        consoles.CONSOLE,
    )
    expect(other.locator("[data-known]")).to_have_attribute("data-known", key)
    expect(consoles.record_of(other).locator("[name=content]")).to_have_value("半分まで聞いたところで、続きを聞く")
    assert Contact.objects.get().call_key == key
    other.context.close()
    page.locator(".softphone").get_by_role("button", name="切る", exact=True).click()
    caller.finished(seconds=60)
