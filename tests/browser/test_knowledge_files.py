"""FAQ in a real browser: the city confirms what was laid, takes a file in, and is handed the month's report."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from madoguchi.accounts.rights import Role
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.knowledge.usage.actions import draft_report
from madoguchi.knowledge.usage.rules import month_before
from madoguchi.municipality.actions import change_settings
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.town import Town
from tests.knowledge.shelf import content, published
from tests.worlds import ADMIN

FILE = '番号,分類,質問,公開の範囲,電話での短い答え\r\n,窓口,"駐輪場は\r\nありますか",市民に公開,庁舎の東側にあります。\r\n'


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.req("FAQ-02", "FAQ-03", "FAQ-06")
def test_the_city_confirms_takes_a_file_in_and_reads_the_report(
    page_at: PageAt, town: Town, tmp_path: Path
) -> None:
    with town.blocker.unblock(), town.installation.as_own_database():
        published(content("自転車で行けますか", to_confirm=True))
        change_settings({"faq.csv_both_ways": True}, by=ADMIN)
    city = town.sign_in(page_at(360), Role.CITY_ADMIN)
    city.goto(town.url("/staff/knowledge/confirm/"))
    assert_accessible(city)
    city.get_by_label("読んで、市の運用と合っていることを確かめた").first.check()
    press(city, "印を付けたFAQを確認済みにする")
    expect(city.get_by_text("1件を確認済みにしました（市民に公開）。")).to_be_visible()

    file = tmp_path / "faq.csv"
    file.write_bytes(FILE.encode("cp932"))
    city.goto(town.url("/staff/knowledge/exchange/"))
    assert_accessible(city)
    city.get_by_label("FAQのファイル").set_input_files(file)
    press(city, "読み込む")
    expect(city.get_by_text("すべての行を取り込めます")).to_be_visible()
    assert_accessible(city)
    city.get_by_label("承認して公開する").check()
    press(city, "1件を取り込む")
    expect(city.get_by_text("1件を取り込み、公開しました。")).to_be_visible()
    city.goto(town.url("/staff/knowledge/exchange/"))
    with city.expect_download() as download:
        press(city, "ファイルに書き出す")
    assert "駐輪場は\r\nありますか" in Path(download.value.path()).read_bytes().decode("utf-8-sig")

    with town.blocker.unblock(), town.installation.as_own_database():
        report = draft_report(month_before(clock.today()), by=SYSTEM)  # the worker may have been quicker
    city.goto(town.url("/staff/knowledge/usage/reports/"))
    city.get_by_role("link", name=f"{report.month:%Y年%-m月}").click()
    city.get_by_role("textbox", name="改善の提案").fill("駐輪場の言い方を足す")
    press(city, "提案を保存する")
    expect(city.get_by_text("改善の提案を保存しました。")).to_be_visible()
    assert_accessible(city)
