"""The screens of meetings, for the centre and for the city."""

import io
import json

import pytest
from openpyxl import load_workbook

from madoguchi.accounts.rights import Role
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.reports.models import Meeting, Minutes, Pack
from tests.quality.proposed import proposed
from tests.reports.written import issued
from tests.web.pages import client_of, seen, shown_by, words
from tests.worlds import ADMIN

pytestmark = pytest.mark.usefixtures("november")
BASE = "/staff/manager/meetings/"
SAID = {"attendees": "市：2名", "said": "11月の実績を報告した。", "decided": "音声案内を直す。", "to_do": ""}
HANDED = {"way": "email", "handed_on": "令和8年12月1日", "recipient": "市民課", "note": ""}


@pytest.mark.req("REP-25", "REP-26")
def test_from_a_day_to_minutes_handed_in_by_forms_alone() -> None:
    change_settings({"reports.meetings_a_month": 1, "reports.minutes_written": True}, by=ADMIN)
    supervisor, manager, clerk = client_of(Role.SUPERVISOR), client_of(Role.MANAGER), client_of(Role.CITY_CLERK)
    issued(words="月初めに集中した。")
    proposal = proposed()
    assert "12月の定例会が、あと 1 回要ります" in words(seen(supervisor, "/staff/"))
    typed = {"day": "2026年12月1日", "begins": "9:00", "place": "本庁舎", "agenda": "実績\n改善提案"}
    shown = words(seen(supervisor, f"{BASE}new/", typed))
    assert "定例会 令和8年12月1日（火）" in shown
    assert proposal.title in shown
    assert "定例会が、あと" not in words(seen(supervisor, "/staff/"))
    url = f"{BASE}{Meeting.objects.get().pk}/"

    pack = words(seen(manager, f"{url}packs/make/", {"first": "2026-11-01", "last": "2026-11-30"}))
    assert "月次報告 令和8年11月分 第1版" in pack
    assert "月初めに集中した。" in pack
    assert proposal.title in words(seen(clerk, f"{url}packs/1/"))

    assert "議事録を提出していない定例会が 1 件あります" in words(seen(supervisor, "/staff/"))
    assert "第1版を保存しました" in seen(supervisor, f"{url}minutes/", SAID)
    assert "音声案内を直す。" not in words(seen(clerk, url))
    assert clerk.get(f"{url}minutes/1/").status_code == 404
    assert "提出を記録しました" in seen(manager, f"{url}minutes/hand-in/", HANDED)
    assert "音声案内を直す。" in words(seen(clerk, f"{url}minutes/1/"))
    refused = seen(supervisor, f"{url}minutes/", SAID | {"decided": "直さない。", "reason": ""})
    assert "直さない。" in refused
    assert Minutes.objects.count() == 1
    seen(supervisor, f"{url}minutes/", SAID | {"decided": "直さない。", "reason": "市の指摘"})
    assert "新しい版があります" in seen(supervisor, f"{url}minutes/1/")
    assert "足りています" in words(seen(clerk, BASE))


@pytest.mark.req("REP-25")
def test_the_city_reads_meetings_and_changes_nothing() -> None:
    supervisor, clerk = client_of(Role.SUPERVISOR), client_of(Role.CITY_CLERK)
    seen(supervisor, f"{BASE}new/", {"day": "2026-12-22", "begins": "14:00", "place": "オンライン", "agenda": ""})
    url = f"{BASE}{Meeting.objects.get().pk}/"
    shown = seen(clerk, url)
    assert "オンライン" in shown
    for step in ("edit/", "call-off/", "packs/make/", "minutes/", "minutes/hand-in/"):
        assert clerk.post(url + step).status_code == 403
    assert client_of(Role.OPERATOR).get(url).status_code == 403
    assert "予定を記録しました" in seen(
        supervisor, f"{url}edit/", {"day": "2026-12-23", "begins": "14:00", "place": "本庁舎", "agenda": ""}
    )
    assert "取りやめる理由" in seen(supervisor, f"{url}call-off/", {"reason": ""})
    assert "市の都合" in seen(supervisor, f"{url}call-off/", {"reason": "市の都合"})
    assert "取りやめ" in words(seen(clerk, BASE))


@pytest.mark.req("REP-26")
def test_minutes_that_two_write_at_once_are_put_together_by_the_second() -> None:
    change_settings({"reports.meetings_a_month": 1, "reports.minutes_written": True}, by=ADMIN)
    one, other = client_of(Role.SUPERVISOR), client_of(Role.MANAGER)
    seen(one, f"{BASE}new/", {"day": "2026年12月1日", "begins": "9:00", "place": "本庁舎", "agenda": ""})
    url = f"{BASE}{Meeting.objects.get().pk}/minutes/"
    both = SAID | shown_by(seen(one, url))
    seen(one, url, both)
    assert "第1版を保存しました" in seen(one, url, both), "sent twice it is the same"
    refused = other.post(url, both | {"said": "停止についても話した。"}).content.decode()
    assert "11月の実績を報告した。" in refused
    assert "停止についても話した。" in refused
    assert Minutes.objects.get().said == SAID["said"]
    seen(other, url, both | shown_by(refused) | {"said": "実績と停止について話した。"})
    assert Minutes.objects.get().said == "実績と停止について話した。"


@pytest.mark.req("REP-25", "REP-08")
def test_the_pack_is_taken_as_it_was_laid_on_the_table() -> None:
    manager = client_of(Role.MANAGER)
    issued(words="月初めに集中した。")
    seen(
        client_of(Role.SUPERVISOR),
        f"{BASE}new/",
        {"day": "2026-12-01", "begins": "9:00", "place": "本庁舎", "agenda": ""},
    )
    url = f"{BASE}{Meeting.objects.get().pk}/packs/"
    seen(manager, f"{url}make/", {"first": "2026-11-01", "last": "2026-11-30"})
    assert "ファイルで受け取る" in seen(client_of(Role.CITY_ADMIN), f"{url}1/")

    pdf = manager.post(f"{url}1/file/", {"form": "pdf"})
    assert pdf.content.startswith(b"%PDF")
    assert pdf["Content-Disposition"] == 'attachment; filename="meeting_pack-20261101-20261130-v1.pdf"'
    book = load_workbook(io.BytesIO(manager.post(f"{url}1/file/", {"form": "xlsx"}).content))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {"確定した報告書", "月次報告 令和8年11月分", "月初めに集中した。", "改善提案"} <= cells
    facts = [json.loads(event.body)["facts"] for event in Event.objects.filter(kind="disclosure.exported")]
    number = Meeting.objects.get().pk
    assert facts == [{"rows": 1, "form": form, "meeting": number, "pack_version": 1} for form in ("pdf", "xlsx")]


@pytest.mark.req("REP-25")
def test_the_pack_leaves_only_by_its_right_and_as_it_was_made() -> None:
    issued()
    seen(
        client_of(Role.SUPERVISOR),
        f"{BASE}new/",
        {"day": "2026-12-01", "begins": "9:00", "place": "本庁舎", "agenda": ""},
    )
    url = f"{BASE}{Meeting.objects.get().pk}/packs/"
    seen(client_of(Role.MANAGER), f"{url}make/", {"first": "2026-11-01", "last": "2026-11-30"})
    clerk = client_of(Role.CITY_CLERK)
    assert clerk.post(f"{url}1/file/", {"form": "xlsx"}).status_code == 403
    assert "ファイルで受け取る" not in seen(clerk, f"{url}1/")
    Pack.objects.update(content=Pack.objects.get().content.replace("令和8年", "令和9年"))
    refused = client_of(Role.MANAGER).post(f"{url}1/file/", {"form": "csv"}, follow=True)
    assert "確定したときと違います" in words(refused.content.decode())
    assert not Event.objects.filter(kind="disclosure.exported").exists()
