"""The screens of how the FAQ is used."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.knowledge.models import UsageReport
from madoguchi.knowledge.usage.actions import count_used
from madoguchi.municipality.actions import change_settings
from tests.knowledge.shelf import content, draft, published
from tests.web.pages import client_of, seen, words
from tests.worlds import ADMIN, PRESENT, TODAY, applied

pytestmark = pytest.mark.django_db
USAGE = "/staff/knowledge/usage/"


def main_of(page: str) -> str:
    return page.split("<main", 1)[1]


@pytest.fixture(autouse=True)
def present() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


@pytest.mark.req("FAQ-08", "FAQ-12")
@pytest.mark.preset_key("faq.ranking", "faq.use_counts", "faq.search_log")
def test_the_ranking_and_the_searches_stand_where_the_contract_asks_for_them(operator: Client) -> None:
    applied("nishitokyo")
    article = published(content("よく使う質問")).article
    count_used(article.number)
    seen(operator, f"/staff/knowledge/articles/{article.number}/")
    waiting = draft(content("まだ公開前")).article
    seen(operator, f"/staff/knowledge/articles/{waiting.number}/")  # what is not published is not used
    page = words(seen(operator, USAGE))
    assert "回答に使った 1回 職員が開いた 1回 市民が開いた 0回" in page
    assert "まだ公開前" not in page
    assert "回答に使った 0回 職員が開いた 0回" in words(seen(operator, f"{USAGE}?last=2026-11-30"))
    assert "検索の記録" in main_of(seen(operator, USAGE))
    change_settings(
        {"faq.ranking": False, "faq.use_counts": False, "faq.search_log": False}, effective_on=TODAY, by=ADMIN
    )
    assert operator.get(USAGE).status_code == 404
    change_settings({"faq.ranking": True}, effective_on=TODAY, by=ADMIN)
    page = main_of(seen(operator, USAGE))
    assert "回答に使った" not in page
    assert "検索の記録" not in page


@pytest.mark.req("FAQ-06")
def test_the_report_of_last_month_is_drafted_added_to_handed_over_and_written_as_a_file(
    present: time_machine.Traveller,
) -> None:
    applied("nishitokyo")
    count_used(published(content("多く使う")).article.number)
    present.move_to(datetime(2027, 1, 4, 10, 0, tzinfo=clock.TOKYO))
    manager = client_of(Role.MANAGER)
    assert "先月の報告をいま作る" in seen(manager, f"{USAGE}reports/")
    page = seen(manager, f"{USAGE}reports/2026-12/anew/", {})
    assert "応対の回答に使った回数 1回" in words(page)
    report = f"{USAGE}reports/2026-12/"
    assert "個人番号" in seen(manager, f"{report}proposals/", {"proposals": "個人番号は123456789018"})
    seen(manager, f"{report}proposals/", {"proposals": "言い方を足す\r\n=新しい"})
    assert manager.post(f"{report}file/", {"form": "csv"}).content.decode("utf-8-sig").count("言い方を足す") == 1
    assert manager.post(f"{report}file/", {"form": "xlsx"}).content.startswith(b"PK")
    assert Event.objects.filter(kind="disclosure.exported").count() == 2
    assert "handed_on" in seen(manager, f"{report}handed/", {"handed_on": "いつか"})
    page = seen(manager, f"{report}handed/", {"handed_on": "2027-01-05", "handed_note": "定例会"})
    assert "2027年1月5日に市に渡しました（定例会、記録：試験 太郎）" in words(page)
    assert "提案を保存する" not in page
    assert "市に渡した報告は、変えられません" in seen(manager, f"{report}anew/", {})
    assert UsageReport.objects.get().proposals == "言い方を足す\n=新しい"
    auditor = client_of(Role.AUDITOR)
    assert "多く使う" in seen(auditor, report)
    assert auditor.post(f"{report}file/", {"form": "csv"}).status_code == 403
    assert auditor.post(f"{report}proposals/", {"proposals": "x"}).status_code == 403
    assert manager.get(f"{USAGE}reports/2026-13/").status_code == 404
    assert "終わっていない月" in seen(manager, f"{USAGE}reports/2027-01/anew/", {})
