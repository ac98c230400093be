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
from madoguchi.municipality.actions import change_settings
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import CLOSED_NETWORK, chromium_here
from tests.calls.people import SUPERVISOR
from tests.services.centre import Centre, new_centre
from tests.services.registering import desk_telephone
from tests.services.signed_in import session_for, staff_of
from tests.services.sipp import Telephone
from tests.worlds import ADMIN

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
    agent = Agent.objects.get(staff__login_id=staff_of(Role.OPERATOR).login_id)
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
    expect(page.get_by_text("つながっています")).to_be_visible()  # from then on its buttons are heard
    page.get_by_text("音の確認と機器").click()
    page.get_by_role("button", name="マイクと音を試す").click()
    expect(page.get_by_text("マイクの音が入っています。")).to_be_visible(timeout=20_000)


def speaking(
    centre: Centre, browser: Browser, caller: str, *, hold_seconds: float = 60
) -> tuple[Page, Agent, Telephone]:
    """An operator at the browser, in a call."""
    add_agent(staff_of(Role.OPERATOR), device=Device.SOFT_PHONE, by=SUPERVISOR)
    add_seat("1番席", by=SUPERVISOR)
    page = page_of(centre, browser)
    agent = seated(centre, page)
    call = centre.exchange.call(caller=caller, hold_seconds=hold_seconds)
    page.get_by_role("button", name="電話に出る").click(timeout=30_000)
    centre.until_state(agent, "talking")
    expect(page.locator(".seat-now")).to_have_attribute("data-state", "talking", timeout=15_000)
    return page, agent, call


def line_of(centre: Centre, extension: str) -> str:
    lines = centre.exchange.cli("core show channels concise").splitlines()
    return next((line for line in lines if line.startswith(f"PJSIP/{extension}-")), "")


def has_ended(centre: Centre, extension: str) -> bool:
    """A channel to this telephone began, and is over."""
    lines = (centre.exchange.folder / "log/cel-custom/cel.csv").read_text().splitlines()
    return any('"CHAN_END"' in line and f"PJSIP/{extension}-" in line for line in lines)


@pytest.mark.req("TEL-17")
def test_no_button_of_the_page_ends_the_call_in_its_telephone(centre: Centre, with_sound: Browser) -> None:
    page, agent, _ = speaking(centre, with_sound, "0311110033")
    (key,) = centre.exchange.calls_of("0311110033")
    page.get_by_role("button", name="録音を止める").click()
    centre.until(lambda: Fact.objects.filter(call_key=key, kind="recorded", values__contains="paused").exists(), 30)
    page.get_by_role("button", name="電話リレーサービスからの電話です").click()
    expect(page.get_by_text("通訳オペレーターが、相手のことばを伝えています")).to_be_visible()
    page.get_by_label("電話番号または内線").fill("abc")
    page.get_by_role("button", name="かける").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert_accessible(page)
    assert centre.state(agent) == "talking"
    assert not centre.exchange.queue_log("MG-REQUEUED", call=key)
    page.locator(".softphone").get_by_role("button", name="切る", exact=True).click()
    centre.until_state(agent, "after_call")
    page.get_by_role("button", name="休憩").click()
    expect(page.locator(".seat-now")).to_have_attribute("data-state", "break")
    expect(page.locator("[data-error-summary]")).to_have_count(0)


@pytest.mark.req("TEL-17")
def test_a_call_is_handed_on_from_the_browser_and_after_asking_first(centre: Centre, with_sound: Browser) -> None:
    colleague = centre.agent("colleague")
    desk_telephone(centre.exchange, colleague.extension, talk_seconds=60)
    page, agent, _ = speaking(centre, with_sound, "0311110034")
    telephone = page.locator(".softphone")
    telephone.get_by_label("転送先").fill(colleague.extension)
    telephone.get_by_role("button", name="相談する").click()
    centre.until(lambda: "!Up!" in line_of(centre, colleague.extension), 30)
    hand_over = telephone.get_by_role("button", name="相談した相手につなぐ")
    expect(hand_over).to_be_visible(timeout=15_000)
    assert_accessible(page)
    hand_over.click()
    centre.until_state(agent, "after_call")
    (key,) = centre.exchange.calls_of("0311110034")
    assert "!Up!" in line_of(centre, colleague.extension), "they go on"
    assert not centre.exchange.queue_log("MG-ENDED", call=key)
    centre.until(lambda: Fact.objects.filter(call_key=key, kind="transferred").exists(), 30)
    expect(telephone.get_by_text("着信を待っています。")).to_be_visible()
    assert not centre.exchange.queue_log("MG-REQUEUED", call=key)


@pytest.mark.req("TEL-17")
def test_a_call_is_handed_on_at_once_from_the_browser(centre: Centre, with_sound: Browser) -> None:
    colleague = centre.agent("colleague")
    desk_telephone(centre.exchange, colleague.extension, talk_seconds=60)
    change_settings({"switches.cold_transfer": True}, by=ADMIN)
    page, agent, _ = speaking(centre, with_sound, "0311110035")
    telephone = page.locator(".softphone")
    telephone.get_by_label("転送先").fill("")
    telephone.get_by_role("button", name="そのまま転送").click()
    expect(page.get_by_text("転送先を、数字で入力してください。")).to_be_visible()
    telephone.get_by_label("転送先").fill(colleague.extension)
    telephone.get_by_role("button", name="そのまま転送").click()
    centre.until(lambda: "!Up!" in line_of(centre, colleague.extension), 30)
    centre.until_state(agent, "after_call")
    (key,) = centre.exchange.calls_of("0311110035")
    centre.until(lambda: Fact.objects.filter(call_key=key, kind="transferred").exists(), 30)
    assert not centre.exchange.queue_log("MG-REQUEUED", call=key)
    expect(telephone.get_by_text("着信を待っています。")).to_be_visible()


@pytest.mark.req("TEL-17")
def test_who_is_in_a_call_is_busy_for_a_second_one(centre: Centre, with_sound: Browser) -> None:
    page, agent, _ = speaking(centre, with_sound, "0311110036")
    centre.exchange.cli(f"channel originate PJSIP/{agent.extension} application Wait 20")
    centre.until(lambda: has_ended(centre, agent.extension), 20)
    telephone = page.locator(".softphone")
    expect(telephone.get_by_role("button", name="電話に出る")).to_be_hidden()
    expect(telephone.get_by_role("button", name="相談した相手につなぐ")).to_be_hidden()
    expect(telephone.get_by_role("button", name="保留")).to_be_visible()
    assert centre.state(agent) == "talking"


@pytest.mark.req("TEL-17")
def test_the_chosen_microphone_is_the_one_that_is_heard_also_tomorrow(centre: Centre, with_sound: Browser) -> None:
    add_agent(staff_of(Role.OPERATOR), device=Device.SOFT_PHONE, by=SUPERVISOR)
    add_seat("1番席", by=SUPERVISOR)
    page = page_of(centre, with_sound)
    page.get_by_text("音の確認と機器").click()
    page.get_by_role("button", name="マイクと音を試す").click()
    expect(page.get_by_text("マイクの音が入っています。")).to_be_visible(timeout=20_000)
    chooser = page.get_by_label("マイク", exact=True)
    chooser.select_option(label="Fake Audio Input 2")
    page.context.add_init_script(
        """window.heard = [];
        const asked = MediaDevices.prototype.getUserMedia;
        MediaDevices.prototype.getUserMedia = async function (wanted) {
          const stream = await asked.call(this, wanted);
          window.heard.push(...stream.getTracks().map((track) => track.label));
          return stream;
        };"""
    )
    page.reload()
    agent = seated(centre, page)
    centre.exchange.call(caller="0311110037", hold_seconds=30)
    page.get_by_role("button", name="電話に出る").click(timeout=30_000)
    centre.until_state(agent, "talking")
    assert page.evaluate("window.heard") == ["Fake Audio Input 2"]
    page.get_by_text("音の確認と機器").click()
    expect(chooser.locator("option:checked")).to_have_text("Fake Audio Input 2")
