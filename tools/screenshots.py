"""The pictures of the documents, taken from a demo that runs: bin/demo, then in another terminal

    .venv/bin/python tools/screenshots.py [--address http://localhost:8000] [--preset NAME] [--only NAME …]

Pictures at 1280 px for desks and 390 px for telephones, into docs/pictures/. Everybody on them is invented.
"""

import argparse
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DESK, TELEPHONE = 1280, 390
TALLEST = 1400


def nothing(page: Page) -> None:
    pass


@dataclass(frozen=True)
class Picture:
    """`role` empty: a citizen. `then` does what is needed before the picture is taken."""

    name: str
    path: str
    role: str = ""
    width: int = DESK
    preset: str = "hatsukaichi"  # of the demo on which it is seen
    then: Callable[[Page], None] = nothing


def choose_day(page: Page) -> None:
    page.locator("main table a").first.click()


def choose_time(page: Page) -> None:
    choose_day(page)
    page.locator("main button.slot").first.click()


def fill_in(page: Page) -> None:
    choose_time(page)
    answers = {"name": "見本 花子", "kana": "ミホン ハナコ", "phone": "090-0000-0000"}
    for name, value in answers.items():
        field = page.locator(f"[name={name}]")
        if field.count():
            field.fill(value)


def open_monday(page: Page) -> None:
    page.get_by_role("link", name="次の週").click()
    page.locator("main tbody a").first.click()


def next_week(page: Page) -> None:
    page.get_by_role("link", name="次の週").click()


def open_a_call(page: Page) -> None:
    page.locator("main tbody tr", has_text="応答").first.locator("a").first.click()


def check(page: Page) -> None:
    fill_in(page)
    page.locator("main .buttons button[value=check]").click()


def book(page: Page) -> None:
    check(page)
    page.locator("main .buttons button[value=book]").click()
    page.wait_for_url("**/my/**")


def manage(page: Page) -> None:
    book(page)
    page.goto(page.url.split("?")[0])


def open_booking(page: Page) -> None:
    next_day_with_bookings(page)
    page.locator("main tbody a").first.click()


def open_recording(page: Page) -> None:
    page.locator("main tbody a").nth(2).click()


def hear_recording(page: Page) -> None:
    open_recording(page)
    page.locator("[name=reason]").select_option(index=1)
    page.locator("[name=note]").fill("予約の日時の案内を確かめる")
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/listening/**")


def rate_a_call(page: Page) -> None:
    page.locator("main tbody a").first.click()
    begin = page.get_by_role("button", name="評価を始める")
    if begin.count():
        begin.click()
    page.locator("[name=level_kind]").first.wait_for()


def hand_over_recording(page: Page) -> None:
    open_recording(page)
    page.locator(".page-head form button").click()
    page.locator("[name=recipient]").fill("見本市 市民課")
    page.locator("[name=reason]").fill("市からの求め（見本 第1号）")
    page.locator("[name=do][value=make]").click()
    page.wait_for_url("**/packages/*-*/")


def telephone_grid(page: Page) -> None:
    page.goto(f"{page.url.rstrip('/')}/new/2/")


def type_a_contact(page: Page) -> None:
    page.locator("[name=content]").fill("受取りに何を持って行けばよいか知りたい")
    page.locator(".faq-hit").first.click()
    page.locator("main article.card").wait_for()


def read_out(page: Page) -> None:
    page.goto(f"{page.url.rstrip('/')}/new/1/")
    page.locator("main table button, main table a").first.click()
    fill = {"name": "見本 花子", "phone": "090-0000-0000", "kana": "ミホン ハナコ"}
    for name, value in fill.items():
        if page.locator(f"[name={name}]").count():
            page.locator(f"[name={name}]").fill(value)
    page.locator("main form select").first.select_option(index=1) if page.locator(
        "main form select"
    ).count() else None
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/tell/**")


def next_day_with_bookings(page: Page) -> None:
    for _ in range(10):
        if page.locator("main tbody tr").count() > 3:
            return
        page.get_by_role("link", name="次の日").click()


CALENDAR = "/book/calendar/?procedure=pickup"
PICTURES_OF_DOCUMENTS = (
    Picture("citizen-home", "/"),
    Picture("citizen-procedure", "/book/"),
    Picture("citizen-month", CALENDAR),
    Picture("citizen-month-telephone", CALENDAR, width=TELEPHONE),
    Picture("citizen-day", CALENDAR, then=choose_day),
    Picture("citizen-details", CALENDAR, then=fill_in),
    Picture("citizen-check", CALENDAR, then=check),
    Picture("citizen-done", CALENDAR, then=book),
    Picture("sign-in", "/staff/account/login/"),
    Picture("staff-home", "/staff/", role="city-clerk"),
    Picture("city-day", "/staff/city/", role="city-clerk", then=next_day_with_bookings),
    Picture("citizen-my-page", CALENDAR, then=manage),
    Picture("city-booking", "/staff/city/", role="city-clerk", then=open_booking),
    Picture("city-deliveries", "/staff/city/deliveries/", role="supervisor"),
    Picture("city-counts", "/staff/city/counts/", role="city-admin"),
    Picture("office-demand", "/staff/office/demand/", role="city-admin"),
    Picture("office-mails", "/staff/office/messages/", role="city-admin"),
    Picture("escalations", "/staff/escalations/", role="supervisor"),
    Picture("directory", "/staff/directory/", role="operator"),
    Picture("guidance", "/staff/guidance/", role="operator"),
    Picture("citizen-faq", "/faq/?q=暗証番号を忘れた", preset="nishitokyo"),
    Picture("self-solution", "/staff/knowledge/public/", role="city-clerk", preset="nishitokyo"),
    Picture("citizen-inquiry", "/inquiry/", preset="digital-agency"),
    Picture("inquiries", "/staff/contacts/inquiries/", role="operator", preset="digital-agency"),
    Picture("operator-calls", "/staff/operator/bookings/to-telephone/", role="operator"),
    Picture("operator-grid", "/staff/operator/", role="operator", then=telephone_grid),
    Picture("operator-card", "/staff/operator/", role="operator", then=read_out),
    Picture("console", "/staff/operator/console/", role="operator"),
    Picture("telephone-seat", "/staff/telephone/seat/", role="operator"),
    Picture("floor", "/staff/supervisor/floor/", role="supervisor"),
    Picture("alerts", "/staff/supervisor/alerts/", role="supervisor"),
    Picture("shifts-day", "/staff/manager/staffing/shifts/", role="supervisor", then=open_monday),
    Picture("regimes", "/staff/manager/staffing/regimes/", role="manager"),
    Picture("register", "/staff/manager/staffing/register/", role="manager"),
    Picture("shifts-own", "/staff/manager/staffing/shifts/own/", role="operator"),
    Picture("plan", "/staff/manager/staffing/plan/", role="manager", then=next_week),
    Picture("plan-what-if", "/staff/manager/staffing/plan/what-if/", role="manager"),
    Picture("plan-peaks", "/staff/manager/staffing/plan/peaks/", role="manager"),
    Picture("board", "/staff/supervisor/board/", role="supervisor"),
    Picture("figures-month", "/staff/manager/figures/", role="manager", preset="nishitokyo"),
    Picture("figures-heat", "/staff/manager/figures/heat/", role="manager", preset="nishitokyo"),
    Picture("figures-kpi", "/staff/manager/figures/kpi/", role="supervisor", preset="nishitokyo"),
    Picture(
        "figures-kpi-figure", "/staff/manager/figures/kpi/answer_rate/", role="supervisor", preset="nishitokyo"
    ),
    Picture("figures-baseline", "/staff/manager/figures/baseline/", role="manager", preset="nishitokyo"),
    Picture("figures-availability", "/staff/manager/figures/availability/", role="manager", preset="nishitokyo"),
    Picture("telephone-seats", "/staff/telephone/seats/", role="supervisor"),
    Picture("contacts-writing", "/staff/contacts/writing/new/", role="operator", then=type_a_contact),
    Picture("contacts-live", "/staff/contacts/live/", role="city-clerk"),
    Picture("contacts-list", "/staff/contacts/", role="operator"),
    Picture("office-slots", "/staff/office/slots/", role="city-admin"),
    Picture("account", "/staff/account/", role="city-clerk"),
    Picture("office-settings", "/staff/office/settings/", role="city-admin"),
    Picture("office-days", "/staff/office/settings/days/", role="city-admin"),
    Picture("office-procedures", "/staff/office/settings/procedures/", role="city-admin"),
    Picture("office-equipment", "/staff/office/equipment/", role="city-admin", preset="kawagoe"),
    Picture("office-staff", "/staff/office/staff/", role="city-admin"),
    Picture("office-rights", "/staff/office/staff/rights/", role="city-admin"),
    Picture("faq-to-confirm", "/staff/knowledge/confirm/", role="city-admin"),
    Picture("faq-files", "/staff/knowledge/exchange/", role="data-staff", preset="nishitokyo"),
    Picture("faq-usage", "/staff/knowledge/usage/", role="manager", preset="nishitokyo"),
    Picture("faq-list", "/staff/knowledge/", role="data-staff"),
    Picture("faq-article", "/staff/knowledge/articles/FAQ-0001/", role="operator"),
    Picture("faq-difference", "/staff/knowledge/articles/FAQ-0001/difference/1/2/", role="city-clerk"),
    Picture("faq-requests", "/staff/knowledge/requests/", role="city-clerk"),
    Picture("calls", "/staff/telephone/calls/", role="supervisor"),
    Picture("calls-call", "/staff/telephone/calls/", role="supervisor", then=open_a_call),
    Picture("calls-fairness", "/staff/telephone/calls/fairness/", role="supervisor"),
    Picture("figures-definitions", "/staff/manager/figures/definitions/", role="manager"),
    Picture("figures-reconciling", "/staff/manager/figures/reconciling/", role="manager"),
    Picture("calls-reconciling", "/staff/telephone/calls/reconciling/", role="supervisor"),
    Picture("contacts-needs", "/staff/contacts/needs/", role="supervisor"),
    Picture("recordings-list", "/staff/telephone/recordings/", role="manager"),
    Picture("recording", "/staff/telephone/recordings/", role="manager", then=open_recording),
    Picture("recording-player", "/staff/telephone/recordings/", role="manager", then=hear_recording),
    Picture("evaluation-sheet", "/staff/quality/", role="supervisor", then=rate_a_call),
    Picture("reports", "/staff/manager/reports/", role="manager"),
    Picture("proposals", "/staff/manager/proposals/", role="manager"),
    Picture("meeting-pack", "/staff/manager/meetings/1/packs/1/", role="manager"),
    Picture("evaluation-figures", "/staff/quality/figures/", role="manager"),
    Picture("recordings-kept", "/staff/telephone/recordings/keeping/", role="manager"),
    Picture("recordings-package", "/staff/telephone/recordings/", role="manager", then=hand_over_recording),
    Picture("contacts-keeping", "/staff/contacts/keeping/", role="city-admin"),
    Picture("contacts-approvals", "/staff/contacts/approvals/", role="city-admin"),
    Picture("announcements", "/staff/telephone/announcements/", role="supervisor"),
    Picture("announcements-draft", "/staff/telephone/announcements/closed_now.ja/", role="supervisor"),
    Picture("emergency", "/staff/telephone/emergency/", role="manager"),
    Picture("lines", "/staff/telephone/lines/", role="manager"),
    Picture("office-history", "/staff/office/history/", role="auditor"),
    Picture("exchange", "/staff/telephone/exchange/", role="manager"),  # bin/demo --phone
)


def sign_in(page: Page, address: str, role: str) -> None:
    """As a person would: ID and password, then the code that the demo shows on the page."""
    page.goto(f"{address}/staff/account/login/")
    password = page.locator("section[aria-labelledby=demo-accounts] p code").inner_text()
    page.locator("[name=login]").fill(role)
    page.locator("[name=password]").fill(password)
    page.locator("main form button[type=submit]").first.click()
    if page.locator("[name=code]").count():
        row = page.locator("tr", has=page.locator("code", has_text=role))
        page.locator("[name=code]").fill(row.locator("code").last.inner_text())
        page.locator("main form button[type=submit]").first.click()


def take(picture: Picture, browser: Browser, address: str, signed_in: dict[str, object]) -> None:
    state = {"storage_state": signed_in[picture.role]} if picture.role in signed_in else {}
    context = browser.new_context(viewport={"width": picture.width, "height": 900}, locale="ja-JP", **state)
    page = context.new_page()
    if picture.role and picture.role not in signed_in:
        sign_in(page, address, picture.role)
        signed_in[picture.role] = context.storage_state()
    answer = page.goto(f"{address}{picture.path}")
    assert answer is not None
    assert answer.ok, f"{picture.path}: {answer.status}"
    picture.then(page)
    page.wait_for_load_state()
    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": picture.width, "height": height}
    page.screenshot(path=PICTURES / f"{picture.name}.png", clip=clip, full_page=True)
    context.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="http://localhost:8000")
    parser.add_argument("--preset", default="hatsukaichi", help="the preset of the demo that runs there")
    parser.add_argument("--only", nargs="*", default=[])
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    PICTURES.mkdir(parents=True, exist_ok=True)
    failed = 0
    signed_in: dict[str, object] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, chromium_sandbox=False)
        for picture in PICTURES_OF_DOCUMENTS:
            if picture.preset != options.preset or (options.only and picture.name not in options.only):
                continue
            try:
                take(picture, browser, options.address, signed_in)
                print(f"docs/pictures/{picture.name}.png")
            except Exception as error:
                failed += 1
                print(f"{picture.name}: {error}", file=sys.stderr)
        browser.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
