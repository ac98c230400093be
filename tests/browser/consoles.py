"""Work in the console, as somebody does it whose caller waits: the same steps with any telephone, and with none."""

import re
from datetime import timedelta

from playwright.sync_api import FrameLocator, Page, expect

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.booking.capacity.actions import publish_slots
from madoguchi.core import clock
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.queries import open_days, sites_in_use
from tests.browser.accessibility import assert_accessible, faults_of
from tests.knowledge.shelf import content, published
from tests.services.processes import Installation
from tests.services.signed_in import session_for, staff_of
from tests.worlds import ADMIN

CONSOLE = "/staff/operator/console/"
QUESTION = "カードの受取りに必要なものは何ですか"
ANSWER = "はがきと本人確認書類です。"


def in_service() -> None:
    """Places to book, and a FAQ to answer from. Whenever the tests run, the service runs."""
    today = clock.today()
    period = {"service_from": today - timedelta(days=30), "service_until": today + timedelta(days=300)}
    change_settings({f"contract.{name}": day.isoformat() for name, day in period.items()}, by=ADMIN)
    publish_slots(sites_in_use().get(), first=today, until=today + timedelta(days=20), by=ADMIN)
    published(content(QUESTION, short_answer=ANSWER))


def first_day() -> str:
    """The first day on which somebody can book."""
    today = clock.today()
    return open_days("counter", today + timedelta(days=1), today + timedelta(days=20), sites_in_use().get())[
        0
    ].isoformat()


def enter(page: Page, installation: Installation, staff: Staff, path: str = CONSOLE) -> Page:
    address = installation.address
    page.context.add_cookies([{"name": "session", "value": session_for(staff), "url": address}])
    page.goto(f"{address}{path}")
    return page


def city_at(page: Page, installation: Installation, path: str) -> Page:
    return enter(page, installation, staff_of(Role.CITY_CLERK), path)


def board_shows(board: Page, *, waiting: int | None = None, booked: int | None = None, **states: int) -> None:
    """As the live board says it by now, without a reload: who waits, who does what, what was booked today."""
    tiles = {"待ち呼": waiting, "今日受け付けた予約": booked}
    for title, count in tiles.items():
        if count is not None:
            figure = board.get_by_role("region", name=title).locator(".board-figure strong")
            expect(figure).to_have_text(str(count), timeout=10_000)
    for state, count in states.items():
        figure = board.locator(f".board-states [data-state={state}] strong")
        expect(figure).to_have_text(str(count), timeout=10_000)


def record_of(page: Page) -> FrameLocator:
    return page.frame_locator("[data-console-frame=record]")


def tool_of(page: Page, name: str) -> FrameLocator:
    page.locator(f"[data-tool={name}]").click()
    return page.frame_locator(f"[data-console-frame={name}]")


def write_down(page: Page, text: str) -> None:
    """What the caller wants, kept with the next pause."""
    record = record_of(page)
    record.locator("[name=content]").fill(text)
    expect(record.locator("[data-writing-state]")).to_contain_text("下書きを保存しました")


def answer_from_faq(page: Page) -> None:
    record = record_of(page)
    record.locator("#faq-words").fill("受取りに必要なもの")
    record.get_by_role("button", name="探す", exact=True).click()
    record.get_by_role("button", name=QUESTION).click()
    record.get_by_role("button", name="この回答を使う").click()
    expect(record.get_by_text("回答に使いました")).to_be_visible()
    expect(record.locator("[name=answer]")).to_have_value(re.compile(ANSWER))


def book_for_caller(page: Page, phone: str) -> str:
    """The number of the booking that was made and read out."""
    booking = tool_of(page, "booking")
    booking.get_by_role("link", name=re.compile("^1人")).click()
    booking.locator("table.free-places button").first.click()
    booking.locator("[name=name]").fill("見本 花子")
    booking.locator("[name=kana]").fill("ミホン ハナコ")
    field = booking.locator("[name=phone]")
    if phone:
        expect(field).to_have_value(phone)
    else:
        field.fill("090-0000-0001")
    booking.locator("[name=procedure_1]").select_option(index=1)
    booking.get_by_role("button", name=re.compile("^予約する")).click()
    number = booking.locator(".card-words.large").first.inner_text().strip()
    for point in booking.locator("[name=told]").all():
        point.check()
    booking.get_by_role("button", name=re.compile("^すべて伝えた")).click()
    expect(booking.get_by_text(number)).to_be_visible()
    return number


def record_it(page: Page) -> str:
    record = record_of(page)
    record.locator("[name=topic]").select_option(index=1)
    record.get_by_role("button", name=re.compile("^完了で記録する")).click()
    said = record.get_by_text(re.compile(r"応対 \d{6} を「完了」で記録しました"))
    expect(said).to_be_visible()
    found = re.search(r"\d{6}", said.inner_text())
    assert found
    return found[0]


def assert_all_accessible(page: Page) -> None:
    """The page itself, and every pane that is open."""
    assert_accessible(page)
    for frame in page.frames[1:]:
        if frame.url != "about:blank":
            frame.wait_for_load_state()
            assert not faults_of(frame), frame.url  # type: ignore[arg-type]  # a frame evaluates as a page does
