"""Citizens who want to know something: by the form, answered by mail; and from the FAQ on to the telephone, without
scripts."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from madoguchi.accounts.rights import Role
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.core import clock
from madoguchi.core.tasks.runner import run_ready_tasks
from madoguchi.knowledge.articles.rules import Audience
from madoguchi.knowledge.public.queries import figures_by_day
from madoguchi.municipality.actions import change_settings
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.knowledge.shelf import content, published
from tests.messages.conftest import send_by
from tests.services.signed_in import session_for, staff_of
from tests.services.smtp import mail_server
from tests.worlds import ADMIN, OPERATOR

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.req("RSV-18", "INT-09", "LNG-06", "PDR-09")
def test_a_question_by_the_form_is_answered_by_mail(
    page_at: PageAt, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply_preset(folder_of("digital-agency"))
    page = page_at(360)
    page.goto(f"{live_server.url}/inquiry/")
    assert_accessible(page)
    page.get_by_role("button", name="この内容で送る").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert_accessible(page)
    page.get_by_label("お問い合わせの内容").fill("家族が代わりに受け取れますか")
    page.get_by_label("メールで受け取る").check()
    page.get_by_label("メールアドレス").fill("ｈａｎａｋｏ@example.jp")
    # Quicker than anybody writes: the browser proves by itself that it takes some trouble.
    page.get_by_role("button", name="この内容で送る").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("お問い合わせを受け付けました", timeout=30_000)
    assert_accessible(page)
    receipt = page.locator(".big-number").inner_text()

    staff = page_at(1280)
    staff.context.add_cookies(
        [{"name": "session", "value": session_for(staff_of(Role.OPERATOR)), "url": live_server.url}]
    )
    staff.goto(f"{live_server.url}/staff/contacts/inquiries/")
    assert_accessible(staff)
    staff.locator("tbody th a").click()
    expect(staff.get_by_role("heading", level=1)).to_contain_text(receipt)
    assert_accessible(staff)
    staff.get_by_label("回答の内容").fill("はい。委任状をお持ちください。")
    staff.get_by_label("問合せの区分").select_option(label="マイナンバーカード")
    staff.get_by_role("button", name="この内容をメールで送る").click()
    expect(staff.get_by_text("回答をメールで送ります。")).to_be_visible()
    with mail_server() as server:
        send_by(monkeypatch, server.port)
        run_ready_tasks()
        assert [taken.to for taken in server.taken] == ["hanako@example.jp"] * 2
        assert "委任状をお持ちください" in server.taken[-1].text
    staff.reload()
    expect(staff.get_by_text("メールの状態：送信済み")).to_be_visible()
    assert_accessible(staff)


@pytest.mark.req("FAQ-13")
def test_who_finds_no_help_in_the_faq_is_led_to_the_telephone_without_scripts(
    page_at: PageAt, live_server: LiveServer
) -> None:
    apply_preset(folder_of("nishitokyo"))
    change_settings({"telephone.number": "0120-000-000"}, by=ADMIN)
    said = content("暗証番号を忘れたときは", audience=Audience.PUBLIC, phrasings=("パスワードがわからない",))
    number = published(said).article.number
    page = page_at(360, java_script_enabled=False)
    page.goto(live_server.url)
    page.get_by_role("link", name="よくある質問から答えを探す").click()
    page.get_by_label("知りたいこと").fill("ぱすわーどがわからない")
    page.get_by_role("button", name="探す").click()
    page.get_by_role("link", name="暗証番号を忘れたときは").click()
    page.get_by_role("button", name="解決しなかった").click()
    page.get_by_label("自分の場合とちがう").check()
    page.get_by_role("button", name="理由を送る").click()
    page.get_by_role("link", name="電話で聞く").click()
    expect(page.locator("main").get_by_role("link", name="0120-000-000")).to_be_visible()
    today = figures_by_day(OPERATOR, clock.today(), clock.today())[clock.today()]
    assert (today.told, today.unhelped, today.to_telephone, today.rate) == (1, 1, 1, 0)

    looked_at = page_at(360)
    for address in (
        "/faq/",
        "/faq/?q=暗証番号",
        f"/faq/{number}/",
        f"/en/faq/{number}/?said=no",
        "/faq/telephone/",
    ):
        looked_at.goto(f"{live_server.url}{address}")
        assert_accessible(looked_at)
