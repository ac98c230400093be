"""The screens of keeping, erasing and handing over recordings."""

import io
import uuid
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.calls.recordings.erasing import erase_after_the_end, erase_expired, erase_recording
from madoguchi.calls.recordings.models import ErasureRun, Listening, RecordingPackage
from madoguchi.calls.recordings.refusals import RecordingIsHeld
from madoguchi.contacts.records.actions import hold_contact
from madoguchi.municipality.actions import change_settings
from tests.contacts.town import recorded as contact_recorded
from tests.recordings.pages import LIST, of, opened_by
from tests.recordings.tape import CITY_ADMIN, recorded
from tests.services.signed_in import staff_of
from tests.web.pages import client_of, seen, words
from tests.worlds import ADMIN, PRESENT, TODAY, actor

pytestmark = [pytest.mark.usefixtures("hatsukaichi"), pytest.mark.req("TEL-15")]


@pytest.mark.req("PDR-03")
@pytest.mark.preset_key("retention.hold_per_case")
def test_a_recording_is_held_and_released_on_its_page(manager: Client, supervisor: Client) -> None:
    recording = recorded()
    assert "保全中です" in seen(manager, of(recording, "hold/"), {"reason": "苦情の調査中"})
    assert "苦情の調査中" in seen(manager, f"{LIST}keeping/")
    assert supervisor.post(of(recording, "hold/"), {"reason": "x"}).status_code == 403
    assert "「理由」を入力してください" in words(seen(manager, of(recording, "release/"), {"reason": ""}))
    assert "保全中です" not in seen(manager, of(recording, "release/"), {"reason": "終わった"})
    change_settings({"retention.hold_per_case": False}, by=ADMIN)
    assert "保全する" not in seen(manager, of(recording))


@pytest.mark.req("PDR-03")
def test_the_recording_of_a_record_that_is_held_stays_with_it() -> None:
    recording = recorded()
    by = actor(Role.OPERATOR, staff_of(Role.OPERATOR).login_id)
    contact = contact_recorded(by, at=recording.started_at + timedelta(seconds=20))
    hold_contact(contact, reason="苦情の調査中", by=by)
    assert "応対とともに保全中です" in seen(client_of(Role.MANAGER), of(recording))
    with time_machine.travel(PRESENT + timedelta(days=100), tick=False):
        assert erase_expired() == 0
        with pytest.raises(RecordingIsHeld):
            erase_recording(recording, reason="誤り", by=CITY_ADMIN)
        hold_contact(contact, reason="", by=by)
        assert erase_expired() == 1


def test_a_recording_is_erased_by_who_may_and_the_page_says_so() -> None:
    recording = recorded()
    admin = client_of(Role.CITY_ADMIN)
    page = seen(admin, of(recording, "erase/"), {"reason": "誤って録音した"})
    assert "消去の証明" in page
    assert "理由を記録して聞く" not in page
    opened_by(admin, recording)
    assert not Listening.objects.exists()
    run = ErasureRun.objects.get()
    shown = seen(admin, f"{LIST}erasures/{run.key}/")
    assert "消去したときのままです" in shown
    listed = admin.post(f"{LIST}erasures/{run.key}/file/")
    assert recording.sealed_sha256 in listed.content.decode()
    assert client_of(Role.MANAGER).get(of(recording, "erase/")).status_code == 403


@pytest.mark.req("PDR-01", "PDR-04")
@pytest.mark.preset_key("retention.recordings_days", "retention.recordings_are_proposed")
def test_the_page_says_how_long_and_what_was_erased_at_the_end() -> None:
    recorded()
    assert "録音から 90 日（市の定めがないため" in words(seen(client_of(Role.MANAGER), f"{LIST}keeping/"))
    change_settings({"retention.recordings_are_proposed": False}, by=ADMIN)
    assert "市の定めがない" not in seen(client_of(Role.MANAGER), f"{LIST}keeping/")
    assert client_of(Role.CITY_ADMIN).get(f"{LIST}keeping/end/").status_code == 404
    with time_machine.travel(PRESENT + timedelta(days=600), tick=False):
        admin, manager = client_of(Role.CITY_ADMIN), client_of(Role.MANAGER)
        assert "すべて消去する" in seen(admin, f"{LIST}keeping/")
        assert "1 件消去しました" in seen(admin, f"{LIST}keeping/end/", {"reason": "契約の終了"})
        assert "市に報告してください" in seen(manager, "/staff/")
        run = ErasureRun.objects.get()
        assert "に報告（" in seen(manager, f"{LIST}erasures/{run.key}/reported/", {})
        assert "市に報告してください" not in seen(manager, "/staff/")
        assert erase_after_the_end() == 0


def test_a_package_is_made_taken_and_counted(manager: Client, supervisor: Client) -> None:
    one, other = recorded("1764.1"), recorded("1764.2")
    page = seen(manager, LIST, {"since": TODAY.isoformat()})
    assert "この 2 件から引渡しを用意する" in page
    form = seen(manager, f"{LIST}packages/new/", {"key": [str(one.key), str(other.key)]})
    assert form.count('type="checkbox"') == 2
    typed = {
        "key": [str(one.key), str(other.key)], "recordings": [str(one.key)], "do": "make",
        "recipient": "廿日市市 市民課", "reason": "市からの求め",
    }  # fmt: skip
    assert "「渡す相手」を入力" in words(seen(manager, f"{LIST}packages/new/", {**typed, "recipient": ""}))
    shown = seen(manager, f"{LIST}packages/new/", typed)
    package = RecordingPackage.objects.get()
    assert package.sha256 in shown
    taken = manager.post(f"{LIST}packages/{package.key}/file/")
    assert taken.headers["Content-Type"] == "application/zip"
    assert len(zipfile.ZipFile(io.BytesIO(taken.content)).namelist()) == 3
    assert "1 回" in words(seen(manager, f"{LIST}packages/{package.key}/"))
    assert supervisor.post(f"{LIST}packages/new/", typed).status_code == 403
    assert supervisor.post(f"{LIST}packages/{package.key}/file/").status_code == 403
    erase_recording(one, reason="誤り", by=CITY_ADMIN)
    assert "作り直してください" in seen(manager, f"{LIST}packages/{package.key}/file/", {})


def test_without_a_choice_the_page_says_what_to_do(manager: Client) -> None:
    assert "録音が選ばれていません" in seen(manager, f"{LIST}packages/new/")
    assert "録音が選ばれていません" in seen(manager, f"{LIST}packages/new/", {"key": ["x", str(uuid.uuid4())]})
