"""The telephone in the browser, with a real exchange: rings, is answered, heard, held, and survived by its caller."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.administration import add_agent, add_seat
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.rules import Device
from madoguchi.calls.ledger.models import Call, Fact
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import CLOSED_NETWORK, chromium_here
from tests.calls.people import SUPERVISOR
from tests.services.centre import Centre, new_centre
from tests.services.registering import desk_telephone
from tests.services.signed_in import session_for, staff_of

pytestmark = pytest.mark.exchange
WITH_SOUND = [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
]
SEAT = "/staff/telephone/seat/"


@pytest.fixture
def centre(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Centre]:
    with django_db_blocker.unblock(), new_centre(soft_phones=True) as made:
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


def page_of(centre: Centre, browser: Browser) -> Page:
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 1000})
    address = centre.installation.address
    context.add_cookies([{"name": "session", "value": session_for(staff_of(Role.OPERATOR)), "url": address}])
    page = context.new_page()
    page.goto(f"{address}{SEAT}")
    return page


def seated(centre: Centre, page: Page) -> Agent:
    agent = Agent.objects.get()
    page.locator("select[name=seat]").select_option(label="1番席")
    page.get_by_role("button", name="着席する").click()
    expect(page.get_by_text("つながっています。着信を待っています。")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="受付可").click()
    expect(page.locator(".seat-now")).to_have_attribute("data-state", "ready")
    expect(page.get_by_text("つながっています。着信を待っています。")).to_be_visible(timeout=20_000)
    centre.until(lambda: "Not in use" in centre.member(agent), 30)
    return agent


@pytest.mark.req("TEL-17", "OPC-05")
@pytest.mark.switch("soft_phone")
def test_a_call_in_the_browser_from_its_ring_to_its_after_call_work(centre: Centre, with_sound: Browser) -> None:
    add_agent(staff_of(Role.OPERATOR), device=Device.SOFT_PHONE, by=SUPERVISOR)
    add_seat("1番席", by=SUPERVISOR)
    page = page_of(centre, with_sound)
    agent = seated(centre, page)
    assert_accessible(page)
    caller = centre.exchange.call(caller="0311110031", hold_seconds=40)
    centre.until(
        lambda: centre.exchange.queue_log("CONNECT") or page.get_by_role("button", name="電話に出る").is_visible(),
        25,
    )
    page.get_by_role("button", name="電話に出る").click(timeout=30_000)
    telephone = page.locator(".softphone")
    expect(telephone.get_by_role("button", name="保留")).to_be_visible(timeout=15_000)
    centre.until_state(agent, "talking")
    expect(page.locator(".seat-now")).to_have_attribute("data-state", "talking", timeout=15_000)
    assert_accessible(page)
    telephone.get_by_role("button", name="保留").click()
    centre.until_state(agent, "hold")
    telephone.get_by_role("button", name="保留").click()
    centre.until_state(agent, "talking")
    telephone.get_by_role("button", name="マイクを切る").click()
    expect(telephone.get_by_role("button", name="マイクを切る")).to_have_attribute("aria-pressed", "true")
    telephone.get_by_role("button", name="5", exact=True).click()
    telephone.get_by_role("button", name="切る", exact=True).click()
    caller.finished(seconds=30)
    centre.until_state(agent, "after_call")
    expect(page.get_by_text("秒で、受付可に戻ります")).to_be_visible(timeout=15_000)
    page.keyboard.press("1")
    centre.until_state(agent, "ready")
    (key,) = centre.exchange.calls_of("0311110031")
    centre.until(lambda: Call.objects.filter(key=key, hold_seconds__gt=0, outcome="answered").exists(), 30)
    raw = (centre.exchange.folder / "spool/monitor" / f"{key}.raw").read_bytes()
    assert max(raw[3::4], default=0) > 0, "the browser's microphone is on the right of the recording"


@pytest.mark.req("TEL-17")
def test_who_talks_to_a_browser_that_is_closed_is_first_in_the_queue_again(
    centre: Centre, with_sound: Browser
) -> None:
    add_agent(staff_of(Role.OPERATOR), device=Device.SOFT_PHONE, by=SUPERVISOR)
    add_seat("1番席", by=SUPERVISOR)
    page = page_of(centre, with_sound)
    agent = seated(centre, page)
    caller = centre.exchange.call(caller="0311110032", hold_seconds=60)
    page.get_by_role("button", name="電話に出る").click(timeout=30_000)
    centre.until_state(agent, "talking")
    (key,) = centre.exchange.calls_of("0311110032")
    page.context.close()  # asks nobody
    centre.until(lambda: centre.exchange.queue_log("MG-REQUEUED", call=key), 40)
    centre.until_state(agent, "away")
    colleague = centre.agent("colleague")
    desk_telephone(centre.exchange, colleague.extension, talk_seconds=2)
    centre.sit_down(colleague)
    centre.until_state(colleague, "talking", 40)
    caller.finished(seconds=60)
    centre.until(lambda: Fact.objects.filter(call_key=key, kind="requeued").exists(), 30)
    assert Call.objects.filter(key=key).count() == 1


def test_the_microphone_is_tried_before_the_first_call(centre: Centre, with_sound: Browser) -> None:
    add_agent(staff_of(Role.OPERATOR), device=Device.SOFT_PHONE, by=SUPERVISOR)
    page = page_of(centre, with_sound)
    page.get_by_text("音の確認と機器").click()
    page.get_by_role("button", name="マイクと音を試す").click()
    expect(page.get_by_text("マイクの音が入っています。")).to_be_visible(timeout=20_000)
