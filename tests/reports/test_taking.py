"""Taking a report as a file on the screens: who may, what it is, and that it is on record."""

import json

import pytest

from madoguchi.accounts.rights import Role
from madoguchi.core.history.models import Event
from madoguchi.reports.models import Issue
from madoguchi.web.manager.reports.files import forms
from madoguchi.web.manager.reports.files.refusals import NoPdfHere
from tests.reports.written import drafted, issued
from tests.web.conftest import client_of

pytestmark = pytest.mark.usefixtures("november")
REPORTS = "/staff/manager/reports/"


def url_of(issue: Issue) -> str:
    return f"{REPORTS}{issue.report_id}/versions/{issue.version}/file/"


@pytest.mark.req("REP-08")
def test_the_city_takes_what_was_issued_to_the_letter_and_it_is_on_record() -> None:
    issue = issued()
    answer = client_of(Role.CITY_ADMIN).post(url_of(issue), {"form": "json"})
    assert answer.content.decode() == issue.content
    assert answer["Content-Disposition"] == 'attachment; filename="monthly-20261101-20261130-v1.json"'
    event = Event.objects.get(kind="disclosure.exported")
    assert json.loads(event.body)["facts"] == {"rows": 1, "form": "json", "report": issue.report_id, "version": 1}


def test_who_may_only_look_takes_nothing_and_sees_no_button() -> None:
    issue = issued()
    clerk = client_of(Role.CITY_CLERK)
    assert clerk.post(url_of(issue), {"form": "csv"}).status_code == 403
    assert "ファイルで受け取る" not in clerk.get(url_of(issue).removesuffix("file/")).content.decode()
    shown = client_of(Role.CITY_ADMIN).get(url_of(issue).removesuffix("file/")).content.decode()
    assert shown.count('name="form"') == len(forms.FORMS)


def test_a_draft_is_the_contractors_alone() -> None:
    report = drafted()
    url = f"{REPORTS}{report.pk}/file/"
    page = client_of(Role.MANAGER).post(url, {"form": "html"}).content.decode()
    assert "提出には使えません" in page
    assert client_of(Role.CITY_ADMIN).post(url, {"form": "html"}).status_code == 404
    assert "ファイルで受け取る" in client_of(Role.MANAGER).get(f"{REPORTS}{report.pk}/").content.decode()


@pytest.mark.req("REP-28")
def test_figures_for_publication_are_looked_at_and_taken_by_their_own_right() -> None:
    url = "/staff/manager/reports/published/"
    page = client_of(Role.CITY_CLERK).get(f"{url}?period=2026-11").content.decode()
    for wanted in ("時間帯別の着信と応答", "時間帯別の配置人数", "平均処理時間"):
        assert wanted in page
    assert "ファイルで受け取る" not in page
    assert client_of(Role.CITY_CLERK).post(f"{url}2026-11/file/", {"form": "csv"}).status_code == 403
    answer = client_of(Role.CITY_ADMIN).post(f"{url}2026/file/", {"form": "html"})
    assert "令和8年度" in answer.content.decode()
    assert "下書き" not in answer.content.decode()
    assert Event.objects.filter(kind="disclosure.exported", about_key="figures").count() == 1
    assert client_of(Role.CITY_ADMIN).get(f"{url}?period=2026-13").status_code == 404
    assert client_of(Role.CITY_ADMIN).post(f"{url}2026-13/file/", {"form": "csv"}).status_code == 404


def test_another_form_or_version_is_not_there() -> None:
    issue = issued()
    manager = client_of(Role.MANAGER)
    assert manager.post(url_of(issue), {"form": "exe"}).status_code == 404
    assert manager.post(url_of(issue).replace("versions/1", "versions/2"), {"form": "csv"}).status_code == 404
    assert manager.get(url_of(issue)).status_code == 405


def test_what_was_changed_behind_the_back_does_not_leave() -> None:
    issue = issued()
    Issue.objects.filter(pk=issue.pk).update(content=issue.content.replace("令和8年", "令和9年"))
    answer = client_of(Role.MANAGER).post(url_of(issue), {"form": "csv"}, follow=True)
    assert "確定したときと違います" in answer.content.decode()
    assert not Event.objects.filter(kind="disclosure.exported").exists()


def test_a_machine_that_makes_no_pdf_says_what_to_take_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = issued()

    def without_pango(page: str, *, tagged: bool = False) -> None:
        return None

    monkeypatch.setattr("madoguchi.web.manager.reports.files.pages.pdf_of", without_pango)
    answer = client_of(Role.MANAGER).post(url_of(issue), {"form": "pdf"}, follow=True)
    assert NoPdfHere.message in answer.content.decode()
