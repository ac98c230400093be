"""The screens of reports: what is due, a draft with its words, review, issue, handing in; and what the city sees."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.reports.actions import send_back
from madoguchi.reports.agreeing import agree_due
from madoguchi.reports.forms import PartKind, form_of, kind_of
from madoguchi.reports.models import Issue, Report, ReportText
from madoguchi.reports.schedule import DueRule, State
from tests.reports.conftest import at
from tests.reports.written import MANAGER, a_later_found_call, drafted, issued, reviewed
from tests.web.pages import client_of, seen, shown_by, words
from tests.worlds import ADMIN, TODAY

pytestmark = pytest.mark.usefixtures("november")
BASE = "/staff/manager/reports/"


def page(client: Client, report: Report, more: str = "") -> str:
    return words(seen(client, f"{BASE}{report.pk}/{more}"))


@pytest.mark.req("REP-01", "REP-02", "REP-04", "REP-16")
def test_from_the_draft_to_handing_in_by_forms_alone() -> None:
    supervisor, manager = client_of(Role.SUPERVISOR), client_of(Role.MANAGER)
    made = seen(supervisor, f"{BASE}new/", {"kind": "monthly", "day": "2026年11月15日"})
    report = Report.objects.get()
    assert "月次報告 令和8年11月分" in words(made)
    assert re.search(r"応答率\s*60\.0%\s*3 ÷ 5\s*目標 80% 未達", words(made))

    short = {"inquiries": "郵便の問合せが多かった。", "findings": "", "do": "send"}
    refused = seen(supervisor, f"{BASE}{report.pk}/words/", short)
    assert "「所見」を書いてください。" in refused
    assert "郵便の問合せが多かった。" in refused
    assert "保存しました" in seen(supervisor, f"{BASE}{report.pk}/words/", short | {"do": "save"})
    seen(supervisor, f"{BASE}{report.pk}/words/", short | {"findings": "月初めに集中した。"})
    assert "確定する" not in page(supervisor, report)

    back = seen(manager, f"{BASE}{report.pk}/back/", {"remark": "理由も書いてください。"})
    assert "下書きに戻しました" in back
    assert "理由も書いてください。" in page(supervisor, report)
    seen(supervisor, f"{BASE}{report.pk}/words/", short | {"findings": "月初めの休みのあとに集中した。"})
    done = words(seen(manager, f"{BASE}{report.pk}/issue/", {"checked": ""}))
    assert "この版の内容は、もう変わりません" in done

    typed = {"way": "email", "handed_on": "令和8年12月1日", "recipient": "市民課", "note": ""}
    assert "提出を記録しました" in seen(manager, f"{BASE}{report.pk}/handed/", typed)
    assert re.search(r"2026年12月1日\s*版\s*第1版\s*方法\s*メール\s*相手\s*市民課", page(manager, report))
    assert Event.objects.filter(kind="report.handed", about_key=str(report.pk)).exists()


def shown_to(client: Client, report: Report) -> dict[str, str]:
    return shown_by(seen(client, f"{BASE}{report.pk}/"))


@pytest.mark.req("REP-16")
def test_two_who_write_at_once_lose_nothing_of_each_other() -> None:
    report, one, other = drafted(), client_of(Role.SUPERVISOR), client_of(Role.MANAGER)
    typed = {"inquiries": "", "findings": "", "do": "save"}
    opened_by_both = typed | shown_to(one, report)
    seen(one, f"{BASE}{report.pk}/words/", opened_by_both | {"inquiries": "郵便の問合せ。"})
    saved = seen(other, f"{BASE}{report.pk}/words/", opened_by_both | {"findings": "月初めに集中した。"})
    assert "保存しました" in saved
    texts = dict(ReportText.objects.values_list("key", "words"))
    assert (texts["inquiries"], texts["findings"]) == ("郵便の問合せ。", "月初めに集中した。")


@pytest.mark.req("REP-16")
def test_the_same_place_written_by_two_is_put_together_by_the_second() -> None:
    report, one, other = drafted(), client_of(Role.SUPERVISOR), client_of(Role.MANAGER)
    typed = {"inquiries": "", "findings": "", "do": "save"} | shown_to(one, report)
    seen(one, f"{BASE}{report.pk}/words/", typed | {"findings": "月初めに集中した。"})
    refused = other.post(f"{BASE}{report.pk}/words/", typed | {"findings": "雨の日に多い。"}).content.decode()
    assert "月初めに集中した。" in refused
    assert "雨の日に多い。" in refused
    assert ReportText.objects.get(key="findings").words == "月初めに集中した。"
    both = "月初めに集中した。雨の日に多い。"
    now = shown_by(refused)
    seen(other, f"{BASE}{report.pk}/words/", typed | now | {"findings": both})
    assert ReportText.objects.get(key="findings").words == both


@pytest.mark.req("REP-16")
def test_what_is_typed_while_the_report_goes_to_review_stays_on_the_page() -> None:
    report, late = drafted(), client_of(Role.SUPERVISOR)
    reviewed(report)
    typed = {"inquiries": "なし", "findings": "長い時間をかけて書いた所見。", "do": "save"}
    refused = late.post(f"{BASE}{report.pk}/words/", typed).content.decode()
    assert "いまの状態ではできません" in refused
    assert "長い時間をかけて書いた所見。" in refused


@pytest.mark.req("REP-02", "REP-03")
def test_nothing_is_issued_that_whoever_issues_it_has_not_seen() -> None:
    report, manager = reviewed(drafted(), "なし"), client_of(Role.MANAGER)
    opened = shown_to(manager, report)
    send_back(report, "もう少し詳しく", by=MANAGER)
    reviewed(report, "電話機の不調があった。")
    refused = manager.post(f"{BASE}{report.pk}/issue/", opened | {"checked": ""}).content.decode()
    assert "内容が変わりました" in refused
    assert "電話機の不調があった。" in refused
    assert not Issue.objects.exists()
    now = shown_by(refused)
    seen(manager, f"{BASE}{report.pk}/issue/", now | {"checked": ""})
    assert Issue.objects.exists()


@pytest.mark.req("REP-02")
def test_the_city_sees_what_was_issued_and_never_a_draft() -> None:
    report, city = drafted(), client_of(Role.CITY_CLERK)
    assert city.get(f"{BASE}{report.pk}/").status_code == 404
    assert "令和8年11月分" not in words(seen(city, BASE))
    issue = issued(report, words="月初めに集中した。")
    assert "この1週間に確定した報告書が 1 件あります" in words(seen(city, "/staff/"))
    shown = page(city, report)
    assert "月初めに集中した。" in shown
    assert "3 ÷ 5" in shown
    assert "提出を記録する" not in shown
    manager = client_of(Role.MANAGER)
    seen(manager, f"{BASE}{report.pk}/again/", {"reason": "11月5日の訂正"})
    supervisor = client_of(Role.SUPERVISOR)
    seen(
        supervisor,
        f"{BASE}{report.pk}/words/",
        {"inquiries": "なし", "findings": "まだ市に見せない言葉", "do": "save"},
    )
    assert "まだ市に見せない言葉" not in page(city, report)
    assert "まだ市に見せない言葉" in page(supervisor, report)
    assert city.post(f"{BASE}{report.pk}/count/").status_code == 403
    assert "月初めに集中した。" in page(city, report, f"versions/{issue.version}/")
    assert client_of(Role.OPERATOR).get(f"{BASE}{report.pk}/").status_code == 403


@pytest.mark.req("REP-02", "REP-16")
def test_the_second_version_says_on_its_page_what_changed() -> None:
    manager = client_of(Role.MANAGER)
    report = issued(words="なし").report
    seen(manager, f"{BASE}{report.pk}/again/", {"reason": "所見の訂正"})
    report.refresh_from_db()
    assert report.state == State.DRAFT
    issued(report, words="一件を加えた。")

    shown = page(manager, report)
    assert "第2版で変わったところ 理由：所見の訂正" in shown
    assert "「所見」の文章を書き直しました。" in shown
    assert "新しい版があります" in page(manager, report, "versions/1/")
    assert Issue.objects.filter(report=report).count() == 2


@pytest.mark.req("REP-02", "REP-05")
def test_a_report_can_be_held_against_the_records_of_now() -> None:
    manager = client_of(Role.MANAGER)
    report = issued().report
    assert "違いはありません" in page(manager, report, "compare/")
    a_later_found_call(at(5))

    assert "着信：5件 → 6件" in page(manager, report, "compare/")
    assert "確定した報告書は変わりません" in page(manager, report, "compare/")
    assert "6件" not in page(manager, report)
    assert client_of(Role.CITY_ADMIN).get(f"{BASE}{report.pk}/compare/").status_code == 403


@pytest.mark.req("REP-27")
def test_what_was_made_elsewhere_is_made_here_once_a_form_is_agreed_on() -> None:
    manager = client_of(Role.MANAGER)
    seen(manager, f"{BASE}new/", {"kind": "training", "day": f"{TODAY:%Y-%m-%d}"})
    report = Report.objects.get()
    assert "様式から下書きを作る" not in page(manager, report)
    assert "この報告には様式がありません" in seen(manager, f"{BASE}{report.pk}/count/", {})
    text = {"heading": "研修の内容", "kind": "text", "note": "", "why": ""}
    seen(manager, f"{BASE}forms/training/parts/new/", text)

    assert "様式から下書きを作る" in page(manager, report)
    assert "保存して確認に回す" in seen(manager, f"{BASE}{report.pk}/count/", {})


@pytest.mark.req("REP-18", "REP-29")
def test_what_is_due_stands_first_and_what_has_no_day_is_said() -> None:
    manager = client_of(Role.MANAGER)
    report = drafted()
    shown = words(seen(manager, BASE))
    assert "提出期限が決まっていない報告があります" in shown
    assert "未定" in shown
    assert "提出期限の決まっていない報告が" in words(seen(manager, "/staff/"))

    changed = seen(manager, f"{BASE}forms/monthly/due/", {"rule": "days_after_month_end", "days": "1", "note": ""})
    assert "提出期限の決まりを変えました" in changed
    assert re.search(
        r"12月1日（火）\s*報告\s*月次報告\s*期間\s*令和8年11月分\s*状態\s*まもなく期限", words(seen(manager, BASE))
    )
    assert "提出期限の近い報告書が 1 件あります" in words(seen(manager, "/staff/"))
    assert "2026年12月1日（火）（期間の末日から1日以内）" in page(manager, report)

    typed = {"asked_on": "", "on": f"{TODAY - timedelta(days=1):%Y-%m-%d}", "note": "市民課から電話"}
    assert "提出期限を過ぎています" in seen(manager, f"{BASE}{report.pk}/day/", typed)
    assert "提出期限を過ぎた報告書が 1 件あります" in words(seen(manager, "/staff/"))


@pytest.mark.req("REP-05", "REP-27")
def test_a_form_is_agreed_part_by_part() -> None:
    manager = client_of(Role.MANAGER)
    base = f"{BASE}forms/training/"
    text = {"heading": "研修の内容", "kind": "text", "note": "内容と参加者", "why": "11月20日の協議"}
    seen(manager, f"{base}parts/new/", text)
    chart = {"heading": "着信", "kind": "chart", "table": "calls_by_day", "chart": "lines", "note": "日別"}
    assert "グラフにする列" in seen(manager, f"{base}parts/new/", chart)
    seen(manager, f"{base}parts/1/", chart | {"columns": ["received", "answered"]})
    assert [part.kind for part in form_of("training")] == [PartKind.TEXT, PartKind.CHART]
    assert form_of("training")[1].columns == ("received", "answered")

    assert "数値を1つは選んでください" in seen(manager, f"{base}parts/new/", {"heading": "数", "kind": "figures"})
    seen(manager, f"{base}parts/1/move/", {"do": "up"})
    assert form_of("training")[0].kind is PartKind.CHART
    seen(manager, f"{base}parts/0/move/", {"do": "remove"})
    assert [part.heading for part in form_of("training")] == ["研修の内容"]
    assert client_of(Role.SUPERVISOR).get(f"{base}parts/new/").status_code == 403
    assert "項目を加える" not in seen(client_of(Role.CITY_CLERK), base)


@pytest.mark.req("REP-10")
@pytest.mark.switch("desk_report_check")
def test_words_that_name_somebody_are_shown_before_it_is_issued() -> None:
    agree_due("monthly", DueRule.PROMPTLY, by=MANAGER)
    change_settings({"switches.desk_report_check": True}, by=ADMIN)
    kind = kind_of("training")
    assert kind is not None
    assert not kind.holds_personal_data
    manager = client_of(Role.MANAGER)
    text = {"heading": "研修の内容", "kind": "text", "note": "", "why": ""}
    seen(manager, f"{BASE}forms/training/parts/new/", text)
    seen(manager, f"{BASE}new/", {"kind": "training", "day": f"{TODAY:%Y-%m-%d}"})
    report = reviewed(Report.objects.get(), "講師の電話は 090-1234-5678 です。")

    assert re.search(r"日報の個人情報確認.*「090-1234-5678」（電話番号）", page(manager, report))
    assert "個人情報と思われる言葉があります" in seen(manager, f"{BASE}{report.pk}/issue/", {"checked": ""})
    assert not Issue.objects.exists()
    seen(manager, f"{BASE}{report.pk}/issue/", {"checked": "代表番号です"})
    assert Issue.objects.get().personal_checked == "代表番号です"
