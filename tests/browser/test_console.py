"""One place of work for a call (OPC-01), here without any telephone: the call is told by hand (OPC-08)."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect
from pytest_django import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.administration import add_agent, add_seat
from madoguchi.calls.agents.rules import Device
from madoguchi.calls.ledger.models import Call
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.contacts.models import Contact
from madoguchi.contacts.telephone.queries import call_keys_of
from tests.browser import consoles
from tests.browser.conftest import PageAt
from tests.calls.people import SUPERVISOR
from tests.contacts.town import recorded
from tests.services.processes import Installation, new_installation, wait_until
from tests.services.signed_in import staff_of

pytestmark = pytest.mark.browser


@pytest.fixture
def installation(django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    with new_installation() as made, django_db_blocker.unblock(), made.as_own_database():
        made.collect_static()
        apply_preset(folder_of("hatsukaichi"))
        consoles.in_service()
        made.serve()
        yield made


def at_work(page: Page, installation: Installation) -> Page:
    add_agent(staff_of(Role.OPERATOR), device=Device.NONE, by=SUPERVISOR)
    add_seat("1番席", by=SUPERVISOR)
    consoles.enter(page, installation, staff_of(Role.OPERATOR))
    page.locator("select[name=seat]").select_option(label="1番席")
    page.get_by_role("button", name="着席する").click()
    expect(page.get_by_role("button", name="電話を受けた")).to_be_visible()
    return page


def pick_up(page: Page, number: str) -> None:
    page.locator("#seat-number").fill(number)
    page.get_by_role("button", name="電話を受けた").click()
    expect(page.locator(".seat-now")).to_have_attribute("data-state", "talking")
    expect(page.locator("[data-known]")).not_to_have_attribute("data-known", "")


@pytest.mark.req("OPC-01", "OPC-08", "TEL-17")
def test_without_any_telephone_a_call_goes_from_its_beginning_to_its_record_on_one_page(
    installation: Installation, page_at: PageAt
) -> None:
    day = consoles.first_day()
    city = consoles.city_at(page_at(1280), installation, f"/staff/city/days/{day}/")
    contacts = consoles.city_at(page_at(1280), installation, "/staff/contacts/live/")
    page = at_work(page_at(1920), installation)
    pick_up(page, "09000000001")
    expect(consoles.record_of(page).locator("[name=party_phone]")).to_have_value("090-0000-0001")
    look(page, "console-1920")
    consoles.write_down(page, "カードを受け取りたい")
    consoles.answer_from_faq(page)
    number = consoles.book_for_caller(page, "090-0000-0001")
    expect(city.get_by_text(number)).to_be_visible(timeout=10_000)
    consoles.assert_all_accessible(page)
    page.get_by_role("button", name="通話を終えた").click()
    expect(page.locator(".seat-now")).to_have_attribute("data-state", "after_call")
    recorded = consoles.record_it(page)
    expect(contacts.get_by_text(recorded)).to_be_visible(timeout=10_000)
    contact = Contact.objects.get(number=int(recorded))
    (key,) = call_keys_of(contact)
    call = Call.objects.get(key=key)
    assert (call.outcome, call.caller, call.agent and call.agent.staff.login_id) == (
        "answered", "09000000001", contact.handler,
    )  # fmt: skip
    assert contact.articles.filter(is_used=True).exists()


@pytest.mark.req("OPC-01")
def test_what_is_typed_outlives_a_restart_of_the_web_and_the_console_comes_back_with_the_same_call(
    installation: Installation, page_at: PageAt
) -> None:
    page = at_work(page_at(1280), installation)
    pick_up(page, "09000000002")
    consoles.write_down(page, "半分まで聞いたところ")
    look(page, "console-1280")
    installation.running[-1].stop()
    installation.serve()
    consoles.record_of(page).locator("[name=content]").press_sequentially("で切れた")
    wait_until(lambda: "で切れた" in Contact.objects.get().draft.typed, seconds=30)
    page.reload()
    expect(page.locator(".seat-now")).to_have_attribute("data-state", "talking")
    expect(page.locator("[data-known] .call-facts")).to_contain_text("090-0000-0002")
    expect(consoles.record_of(page).locator("[name=content]")).to_have_value("半分まで聞いたところで切れた")


@pytest.mark.req("OPC-01", "OPC-07")
def test_keys_move_between_telephone_record_and_tools_from_anywhere(
    installation: Installation, page_at: PageAt
) -> None:
    page = at_work(page_at(1280), installation)
    pick_up(page, "")
    page.keyboard.press("F8")
    record = consoles.record_of(page)
    expect(record.locator(":focus")).to_have_attribute("name", "content")
    page.keyboard.type("キーボードだけで書く")
    expect(record.locator("[data-writing-state]")).to_contain_text("下書きを保存しました")
    for name in ("booking", "faq", "script", "transfer", "guidance"):
        page.keyboard.press("F9")
        expect(page.locator(f"[data-tool={name}]")).to_have_attribute("aria-current", "true")
        expect(page.locator(f"[data-console-frame={name}]")).to_be_visible()
    expect(consoles.tool_of(page, "guidance").get_by_role("heading", name="関係機関のページ")).to_be_visible()
    consoles.assert_all_accessible(page)
    page.keyboard.press("F6")
    expect(page.locator(".console-telephone :focus")).to_be_visible()
    page.keyboard.press("F1")
    expect(page.get_by_text("応対の記録へ移る")).to_be_visible()
    page.keyboard.press("F4")
    expect(page.locator(".seat-now")).to_have_attribute("data-state", "after_call")


@pytest.mark.req("OPC-01")
def test_with_a_call_telephone_caller_and_the_buttons_of_the_record_stay_in_sight_in_two_lines_each(
    installation: Installation, page_at: PageAt
) -> None:
    page = at_work(page_at(1280, height=1000), installation)
    for _ in range(5):
        recorded(
            party_phone="09000000005", party_name="見本 寿限無寿限無五劫の擦り切れ 花子", answer="案内した。" * 40
        )
    pick_up(page, "09000000005")
    record = consoles.record_of(page)
    expect(record.locator("[name=party_phone]")).to_have_value("090-0000-0005")
    record.get_by_text("もっと前の応対（2件）").scroll_into_view_if_needed()
    bar, line = box(record.locator(".writing-end")), box(page.get_by_role("button", name="通話を終えた"))
    first, last = (box(record.get_by_role("button", name=name)) for name in ("完了で記録する", "記録して引き継ぐ"))
    assert bar["height"] < 2.6 * first["height"], "what becomes of the draft, and how the record is closed"
    assert first["y"] == last["y"]
    assert last["y"] + last["height"] <= 1000, "in sight, wherever the record is scrolled to"
    for part in (".console-telephone", ".call-facts"):
        assert box(page.locator(part))["height"] < 2 * line["height"], part
    assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight"), "the panes scroll, not the page"
    record.locator("[name=answer]").focus()
    answer = box(record.locator("[name=answer]"))
    assert answer["y"] + answer["height"] <= bar["y"], "what has the keyboard is not under the bar"
    quiet = """() => new Promise((done) => {
        const told = [];
        for (const region of document.querySelectorAll("[aria-live], [role=status], [role=alert]"))
            new MutationObserver((all) => told.push(...all)).observe(region, {childList: true, characterData: true, subtree: true});
        setTimeout(() => done(told.length), 3500);
    })"""
    assert page.evaluate(quiet) <= 1, "what is read out does not change with each second of a call"


@pytest.mark.req("INC-14", "INC-16")
def test_harassment_and_an_emergency_are_marked_by_one_press_and_their_steps_taken_beside_the_record(
    installation: Installation, page_at: PageAt
) -> None:
    page = at_work(page_at(1280), installation)
    pick_up(page, "09000000003")
    record = consoles.record_of(page)
    record.get_by_role("button", name="カスハラ").click()
    guide = record.locator("[data-mark=harassment]")
    guide.get_by_role("button", name="一人で抱えず").click()
    expect(guide.get_by_text("済み", exact=True)).to_be_visible()
    record.get_by_role("button", name="脅迫・緊急").click()
    expect(record.locator("[data-mark=emergency] li").first).to_contain_text("電話を切らずに")
    expect(record.locator("[name=kind]")).to_have_value("threat")
    look(page, "console-marked")
    consoles.assert_all_accessible(page)


@pytest.mark.req("OPC-01")
@pytest.mark.parametrize("with_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_on_a_small_screen_and_without_javascript_all_parts_stand_one_below_the_other(
    installation: Installation, page_at: PageAt, with_scripts: bool
) -> None:
    page = page_at(360, java_script_enabled=with_scripts)
    at_work(page, installation)
    page.locator("#seat-number").fill("09000000004")
    page.get_by_role("button", name="電話を受けた").click()
    record = consoles.record_of(page)
    expect(record.locator("[name=party_phone]")).to_have_value("090-0000-0004")
    record.locator("[name=content]").fill("持ち物を知りたい")
    record.get_by_role("button", name="下書きに残す").click()
    expect(record.get_by_text("下書きを保存しました")).to_be_visible()
    page.locator("[data-tool=guidance]").click()
    guidance = page.frame_locator("[data-console-frame=guidance]")
    expect(guidance.get_by_role("heading", name="関係機関のページ")).to_be_visible()
    if with_scripts:
        look(page, "console-360", whole=True)
        consoles.assert_all_accessible(page)


def box(part: Locator) -> FloatRect:
    found = part.bounding_box()
    assert found
    return found


def look(page: Page, name: str, *, whole: bool = False) -> None:
    """For the eye, where somebody asks for pictures."""
    if folder := os.environ.get("MADOGUCHI_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=whole)
