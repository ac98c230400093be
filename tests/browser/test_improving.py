"""What is proposed, spoken of and handed over, by keyboard alone, wide and narrow: 改善提案, 定例会, 全件データ, 公表用の統計."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.contacts.rules import Channel
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.quality.models import Proposal
from madoguchi.quality.proposals.rules import ProposalState
from madoguchi.reports.models import Meeting, Minutes, Pack
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.keyboard import leave, tab_to
from tests.contacts.town import recorded
from tests.metrics.days import Made, happen
from tests.services.processes import Installation, new_installation
from tests.services.signed_in import session_for, staff_of
from tests.worlds import ADMIN

BASE = "/staff/manager/"


@pytest.fixture
def installation(django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    with new_installation() as made, django_db_blocker.unblock(), made.as_own_database():
        made.collect_static()
        apply_preset(folder_of("nishitokyo"))
        period = {
            "service_from": clock.today() - timedelta(days=90),
            "service_until": clock.today() + timedelta(365),
        }
        change_settings({f"contract.{name}": day.isoformat() for name, day in period.items()}, by=ADMIN)
        ends = ("answered", "abandoned", "overflow", "answered")
        begun = clock.now() - timedelta(days=40)
        happen([Made(begun + timedelta(days=9 * place), end, 12) for place, end in enumerate(ends)])
        for subject in ("受取りに要る物。", "暗証番号を忘れた。"):
            recorded(content=subject, channel=Channel.TELEPHONE)
        made.serve()
        yield made


def signed_in(page: Page, installation: Installation, role: Role, place: str) -> Page:
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": "session", "value": session_for(staff_of(role)), "url": installation.address}]
    )
    page.goto(f"{installation.address}{BASE}{place}")
    looked_at(page, "")
    return page


def looked_at(page: Page, name: str) -> None:
    assert_accessible(page)
    width = page.viewport_size["width"] if page.viewport_size else 0
    if name and (pictures := os.environ.get("PICTURES")):
        page.screenshot(path=f"{pictures}/{name}-{width}.png", full_page=True)


def write(page: Page, form: str, **texts: str) -> None:
    for name, text in texts.items():
        tab_to(page, f"{form} [name={name}]")
        page.keyboard.press("Control+A")
        page.keyboard.type(text)


def press(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")


def turn(page: Page, selector: str) -> None:
    """To another page, by its link or by a form that leads there."""
    tab_to(page, selector)
    leave(page, lambda: page.keyboard.press("Enter"))


def open_fold(page: Page, around: str) -> None:
    press(page, f"details:has({around}) > summary")


@pytest.mark.req("QUA-06")
@pytest.mark.parametrize("width", [360, 1280])
def test_a_proposal_goes_from_the_centre_to_the_city_and_back_by_keyboard(
    page_at: PageAt, installation: Installation, width: int
) -> None:
    page = signed_in(page_at(width), installation, Role.SUPERVISOR, "proposals/")
    turn(page, f'a[href="{BASE}proposals/new/"]')
    looked_at(page, "proposal-new")
    write(page, "main form", title="持ち物を確認メールの最初に書く")
    write(
        page,
        "main form",
        finding="持ち物を尋ねる電話が続いている。",
        measure="文面を直す。",
        asked_of_city="文面の確認",
    )
    write(page, "main form", evidence="区分別の応対")
    turn(page, "main form button[type=submit]")
    looked_at(page, "proposal-draft")
    found = Proposal.objects.get()
    put = f'form[action$="/{found.pk}/put/"]'
    press(page, f"{put} button")
    expect(page.get_by_text("回答を待っています。")).to_be_visible()

    page = signed_in(page, installation, Role.CITY_CLERK, f"proposals/{found.pk}/")
    looked_at(page, "proposal-asked")
    answer = f'form[action$="/{found.pk}/answer/"]'
    tab_to(page, f"{answer} input[type=radio], {answer} select")
    page.keyboard.press("Space")
    write(page, answer, words="進めてください。")
    press(page, f"{answer} button[type=submit]")
    expect(page.get_by_text("進めてください。").first).to_be_visible()
    found.refresh_from_db()
    assert found.state == ProposalState.AGREED.value

    page = signed_in(page, installation, Role.SUPERVISOR, f"proposals/{found.pk}/")
    follow = f'form[action$="/{found.pk}/follow/"]'
    open_fold(page, follow)
    write(page, follow, note="文面を直し始めた。")
    press(page, f"{follow} button[type=submit]")
    expect(page.get_by_text("文面を直し始めた。")).to_be_visible()
    looked_at(page, "proposal-followed")
    page = signed_in(page, installation, Role.SUPERVISOR, "proposals/")
    looked_at(page, "proposals")


@pytest.mark.req("REP-25", "REP-26")
@pytest.mark.parametrize("width", [360, 1280])
def test_a_meeting_is_planned_packed_and_its_minutes_handed_in_by_keyboard(
    page_at: PageAt, installation: Installation, width: int
) -> None:
    page = signed_in(page_at(width), installation, Role.SUPERVISOR, "meetings/")
    turn(page, f'a[href="{BASE}meetings/new/"]')
    write(
        page, "main form", day=f"{clock.today():%Y-%m-%d}", begins="0:00", place="本庁舎", agenda="実績\n改善提案"
    )
    looked_at(page, "meeting-new")
    turn(page, "main form button[type=submit]")
    meeting = Meeting.objects.get()
    place = f"meetings/{meeting.pk}/"
    looked_at(page, "meeting-planned")

    page = signed_in(page, installation, Role.MANAGER, place)
    turn(page, f'form[action$="{place}packs/make/"] button')
    expect(page.get_by_text("資料をまとめました")).to_be_visible()
    looked_at(page, "meeting-pack")
    tab_to(page, "button[name=form][value=xlsx]")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert taken.value.suggested_filename.endswith(".xlsx")
    assert Pack.objects.count() == 1

    page = signed_in(page, installation, Role.SUPERVISOR, place)
    turn(page, f'a[href$="{place}minutes/"]')
    write(page, "main form", attendees="市：2名", said="実績を報告した。", decided="文面を直す。")
    looked_at(page, "minutes-writing")
    turn(page, "main form button[type=submit]")
    page = signed_in(page, installation, Role.MANAGER, place)
    hand_in = f'form[action$="{place}minutes/hand-in/"]'
    write(page, hand_in, recipient="市民課")
    looked_at(page, "minutes-handing")
    press(page, f"{hand_in} button[type=submit]")
    expect(page.get_by_text("この版は、もう変わりません")).to_be_visible()
    assert Minutes.objects.get().is_handed_in

    page = signed_in(page, installation, Role.CITY_CLERK, place)
    turn(page, f'a[href$="{place}minutes/1/"]')
    expect(page.get_by_text("文面を直す。")).to_be_visible()
    looked_at(page, "minutes-read")
    page = signed_in(page, installation, Role.CITY_CLERK, "meetings/")
    looked_at(page, "meetings")


@pytest.mark.req("REP-17", "REP-28")
@pytest.mark.parametrize("width", [360, 1280])
def test_all_records_of_a_month_and_figures_for_publication_are_taken_by_keyboard(
    page_at: PageAt, installation: Installation, width: int
) -> None:
    page = signed_in(page_at(width), installation, Role.MANAGER, "reports/records/")
    tab_to(page, "select[name=month]")
    page.keyboard.press("Home")  # the newest month
    turn(page, "main form.inline button")
    tab_to(page, "input[name=with_persons]")
    page.keyboard.press("Space")
    tab_to(page, "button[name=form][value=csv]")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert taken.value.suggested_filename.endswith(".csv")
    page.reload()
    expect(page.get_by_role("cell", name="あり")).to_be_visible()
    looked_at(page, "records")

    page = signed_in(page, installation, Role.MANAGER, "reports/published/")
    tab_to(page, "select[name=period]")
    page.keyboard.press("ArrowDown")
    turn(page, "main form.inline button")
    looked_at(page, "published")
    tab_to(page, "button[name=form][value=pdf]")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert taken.value.suggested_filename.endswith(".pdf")
    assert Event.objects.filter(kind="disclosure.exported").count() == 2
