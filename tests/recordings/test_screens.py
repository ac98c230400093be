"""The screens of recordings: found, heard only with a reason; and who gets nowhere."""

import io
import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import soundfile
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.lines.models import Line
from madoguchi.calls.recordings import store
from madoguchi.calls.recordings.actions import start_listening
from madoguchi.calls.recordings.models import Listening, RecordingPackage
from madoguchi.calls.recordings.refusals import NotRecorded, ReasonMissing
from madoguchi.calls.recordings.rules import ListeningReason
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event, PersonalValue
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.actions import change_settings
from madoguchi.web.telephone.recordings.ranges import NotSatisfiable, stretch
from tests.contacts.town import recorded as contact_recorded
from tests.recordings.pages import LIST, REASON, of, opened_by
from tests.recordings.tape import SUPERVISOR, call, fact, listening, recorded
from tests.services.signed_in import staff_of
from tests.web.pages import client_of, seen, words
from tests.worlds import ADMIN, OPERATOR, PRESENT, TODAY, actor

pytestmark = [pytest.mark.usefixtures("hatsukaichi"), pytest.mark.req("TEL-15")]


def sound_of(found: Listening) -> str:
    return f"{LIST}listening/{found.key}/sound/"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", None), ("bytes=0-", (0, 100)), ("bytes=10-19", (10, 20)), ("bytes=-5", (95, 100)),
        ("bytes=90-1000", (90, 100)), ("bytes=-500", (0, 100)),
    ],
)  # fmt: skip
def test_a_range_is_read_as_the_standard_says(asked: str, expected: tuple[int, int] | None) -> None:
    assert stretch(asked, size=100) == expected


@pytest.mark.parametrize(
    "asked",
    ["bytes=100-", "bytes=5-4", "bytes=-", "bytes=0-1,3-4", "items=0-1", "bytes=-0", "bytes=x-", "bytes=0-" + "9" * 99],
)  # fmt: skip
def test_a_range_that_makes_no_sense_is_refused(asked: str) -> None:
    with pytest.raises(NotSatisfiable):
        stretch(asked, size=100)


def test_one_answer_holds_no_more_than_a_megabyte() -> None:
    assert stretch("bytes=0-", size=10_000_000) == (0, 1 << 20)


@pytest.mark.req("TEL-14")
def test_a_recording_is_found_by_day_number_operator_line_and_case(manager: Client) -> None:
    one = recorded("1764.1")
    Call.objects.filter(key="1764.1").update(caller="09011112222", dialled="0829000001")
    Line.objects.get_or_create(
        number="0829000001", defaults={"kind": "geographic", "label": "代表", "payer": "city"}
    )
    other = recorded("1764.2", at=PRESENT - timedelta(days=3))
    Call.objects.filter(key="1764.2").update(agent=None)
    contact = contact_recorded(OPERATOR, at=one.started_at + timedelta(seconds=1))
    operator = staff_of(Role.OPERATOR)
    if contact.handler != operator.login_id:
        type(contact).objects.filter(pk=contact.pk).update(handler=operator.login_id)
    for typed in (
        {"since": TODAY.isoformat()},
        {"number": "090-1111-2222"},
        {"number": "０９０１１１１２２２２"},
        {"operator": operator.login_id},
        {"line": "0829000001"},
        {"case": str(contact.number)},
        {"since": TODAY.isoformat(), "until": TODAY.isoformat(), "state": "ready"},
    ):
        page = seen(manager, LIST, typed)
        assert str(one.key) in page, typed
        assert str(other.key) not in page, typed
    for typed in ({"number": "0"}, {"case": "999999"}, {"case": "abc"}, {"only_held": "on"}, {"state": "erased"}):
        assert "この条件の録音はありません" in seen(manager, LIST, typed), typed
    everything = seen(manager, LIST)
    assert str(one.key) in everything
    assert str(other.key) in everything
    facts = json.loads(Event.objects.filter(kind="disclosure.searched").first().body)["facts"]  # type: ignore[union-attr]
    assert "09011112222" not in json.dumps(facts)


def test_somebody_hears_it_after_a_reason_and_the_history_says_who_and_why(supervisor: Client) -> None:
    recording = recorded(seconds=4)
    fact(recording.call_key, "paused", recording.started_at + timedelta(seconds=1))
    fact(recording.call_key, "resumed", recording.started_at + timedelta(seconds=2))
    answer = opened_by(supervisor, recording)
    found = Listening.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{LIST}listening/{found.key}/"
    page = seen(supervisor, answer.headers["Location"])
    assert "発信者" in page
    assert page.count("player-pause") == 2
    assert "1〜2秒" in words(page)
    sound = supervisor.get(sound_of(found))
    assert sound.status_code == 200
    assert soundfile.info(io.BytesIO(sound.content)).samplerate == 8000
    assert "no-store" in sound.headers["Cache-Control"]
    assert len(sound.content) == recording.size_bytes
    part = supervisor.get(sound_of(found), HTTP_RANGE="bytes=100-199")
    assert (part.status_code, part.content) == (206, sound.content[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{recording.size_bytes}"
    assert Event.objects.filter(kind="recording.opened", about_key=str(recording.key)).count() == 1
    heard = Event.objects.get(kind="recording.heard")
    assert json.loads(heard.body)["facts"] == {"listening_reason": "complaint"}
    assert PersonalValue.objects.get(name="listening_note.after").text == "10月の苦情を確かめる"
    history = words(seen(supervisor, of(recording)))
    assert "録音を再生しました" in history
    assert "苦情・申出に対応するため" in history
    assert "10月の苦情を確かめる" in history
    assert recording.call_key not in words(page), "the exchange's key says nothing to a listener"
    auditor = words(seen(client_of(Role.AUDITOR), "/staff/office/history/"))
    assert f"録音 {clock.in_tokyo(recording.started_at):%Y-%m-%d %H:%M}" in auditor
    assert str(recording.key) not in auditor


def test_nothing_is_heard_without_a_reason(supervisor: Client) -> None:
    recording = recorded()
    for typed in ({"reason": ""}, {"note": ""}, {"note": "  "}, {"reason": "curiosity"}, {"once_key": "x"}):
        answer = opened_by(supervisor, recording, **typed)
        assert answer.status_code == 200
        assert not Listening.objects.exists()
    for address in (sound_of(Listening(key=recording.key)), sound_of(Listening(key=uuid.uuid4()))):
        assert supervisor.get(address).status_code == 404
    assert supervisor.get(of(recording, "listen/")).status_code == 405
    assert not Event.objects.filter(kind__in=["recording.opened", "recording.heard"]).exists()


def test_no_way_round_the_form_goes_without_a_reason_or_a_right() -> None:
    recording = recorded()

    def begin(by: Actor, note: str = "苦情") -> None:
        start_listening(recording, reason=ListeningReason.CHECK, note=note, once_key=uuid.uuid4(), by=by)

    with pytest.raises(ReasonMissing):
        begin(SUPERVISOR, note="  ")
    with pytest.raises(MissingRight):
        begin(OPERATOR)
    change_settings({"switches.call_recording": False}, by=ADMIN)
    with pytest.raises(NotRecorded):
        begin(SUPERVISOR)
    assert not Listening.objects.exists()


def test_a_reason_is_good_for_its_teller_its_recording_and_its_time(supervisor: Client, manager: Client) -> None:
    one, other = recorded("1764.1"), recorded("1764.2")
    key = str(uuid.uuid4())
    opened_by(supervisor, one, once_key=key)
    opened_by(supervisor, one, once_key=key)
    found = Listening.objects.get()
    assert Event.objects.filter(kind="recording.opened").count() == 1
    opened_by(manager, one, once_key=key)
    opened_by(supervisor, other, once_key=key)
    assert Listening.objects.count() == 1
    assert manager.get(sound_of(found)).status_code == 404
    assert manager.get(f"{LIST}listening/{found.key}/").status_code == 404
    assert supervisor.get(sound_of(found)).status_code == 200
    with time_machine.travel(PRESENT + timedelta(minutes=16), tick=False):
        late = client_of(Role.SUPERVISOR)
        assert late.get(sound_of(found)).status_code == 409
        assert "もう一度" in seen(late, f"{LIST}listening/{found.key}/")


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CITY_CLERK, Role.DATA_STAFF])
def test_who_has_no_right_finds_nothing_and_hears_nothing(role: Role) -> None:
    recording = recorded()
    client = client_of(role)
    found = listening(recording)
    for address in (LIST, of(recording), sound_of(found), f"{LIST}keeping/", f"{LIST}packages/"):
        assert client.get(address).status_code == 403
    assert opened_by(client, recording).status_code == 403
    assert "通話の録音" not in words(seen(client, "/staff/"))


def test_a_strange_range_gets_416_and_no_sound(supervisor: Client) -> None:
    recording = recorded()
    opened_by(supervisor, recording)
    found = Listening.objects.get()
    for asked in ("bytes=999999-", "bytes=0-1,5-6", "bytes=-0", "bytes=a-b"):
        answer = supervisor.get(sound_of(found), HTTP_RANGE=asked)
        assert (answer.status_code, answer.content) == (416, b"")
    assert supervisor.head(sound_of(found)).status_code == 200
    assert not Event.objects.filter(kind="recording.heard").exists()


@pytest.mark.parametrize("part", ["../../etc/passwd", "%2e%2e%2f", "00000000", "x.sealed"])
def test_no_address_leads_out_of_the_store(supervisor: Client, part: str) -> None:
    assert supervisor.get(f"{LIST}{part}/").status_code == 404
    assert supervisor.get(f"{LIST}listening/{part}/sound/").status_code == 404


def test_what_somebody_writes_as_a_reason_is_shown_as_text(supervisor: Client, manager: Client) -> None:
    recording = recorded()
    script = "<script>alert(1)</script>\"'"
    opened_by(supervisor, recording, note=script)
    manager.post(of(recording, "hold/"), {"reason": script})
    manager.post(f"{LIST}packages/new/", {
        "key": str(recording.key), "recordings": str(recording.key), "recipient": script, "reason": script, "do": "make",
    })  # fmt: skip
    package = RecordingPackage.objects.get()
    pages = [
        seen(supervisor, f"{LIST}listening/{Listening.objects.get().key}/"),
        seen(manager, of(recording)),
        seen(manager, f"{LIST}keeping/"),
        seen(manager, f"{LIST}packages/{package.key}/"),
        seen(manager, f"{LIST}packages/"),
    ]
    for page in pages:
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page


def test_a_reason_holds_no_my_number(supervisor: Client) -> None:
    recording = recorded()
    answer = opened_by(supervisor, recording, note="番号は 1234 5678 9018 の方")
    assert "マイナンバー" in answer.content.decode()
    assert not Listening.objects.exists()


def test_a_damaged_file_is_said_in_words_and_shown_as_a_need(supervisor: Client) -> None:
    recording = recorded()
    opened_by(supervisor, recording)
    found = Listening.objects.get()
    assert recording.file
    path = store.path_of(recording.file)
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.write_bytes(data)
    answer = supervisor.get(sound_of(found))
    assert answer.status_code == 409
    assert "壊れているか、書き換えられています" in answer.content.decode()
    assert "録音に異常があります" in seen(supervisor, "/staff/")
    assert "書き換えられています" in seen(
        supervisor, of(recording, "listen/"), {**REASON, "once_key": str(uuid.uuid4())}
    )


def test_a_record_of_a_contact_leads_to_the_recording_of_its_call(manager: Client) -> None:
    recording = recorded()
    operator = staff_of(Role.OPERATOR)
    by = actor(Role.OPERATOR, operator.login_id)
    contact = contact_recorded(by, at=recording.started_at + timedelta(seconds=20))
    early = contact_recorded(by, at=recording.started_at - timedelta(minutes=5))
    assert of(recording) in seen(manager, f"/staff/contacts/{contact.number}/")
    assert of(recording) not in seen(manager, f"/staff/contacts/{early.number}/")
    assert "録音" not in words(seen(client_of(Role.OPERATOR), f"/staff/contacts/{contact.number}/"))


def test_the_page_of_a_call_leads_to_its_recording_and_back(manager: Client) -> None:
    recording = recorded()
    there = f"/staff/telephone/calls/of/{recording.call_key}/"
    assert of(recording) in seen(manager, there)
    assert there in seen(manager, of(recording))
    assert of(recording) not in seen(client_of(Role.OPERATOR), there)


@pytest.mark.switch("call_recording")
@pytest.mark.preset_key("switches.call_recording")
def test_with_the_switch_off_there_is_no_page_and_no_word(manager: Client) -> None:
    recording = recorded()
    found = listening(recording, by=actor(Role.MANAGER, staff_of(Role.MANAGER).login_id))
    assert "通話の録音" in seen(manager, "/staff/")
    change_settings({"switches.call_recording": False}, by=ADMIN)
    for address in (
        LIST,
        of(recording),
        sound_of(found),
        f"{LIST}keeping/",
        f"{LIST}packages/",
        f"{LIST}packages/new/",
    ):
        assert manager.get(address).status_code == 404, address
    assert opened_by(manager, recording).status_code == 404
    assert "録音" not in re.sub(r"録音は、.*?。", "", words(seen(manager, "/staff/")))


@pytest.mark.req("TEL-16")
def test_where_recordings_lie_is_free(settings: Any, tmp_path: Any, supervisor: Client) -> None:
    settings.RECORDINGS = tmp_path / "elsewhere"
    recording = recorded()
    assert [file for _, file in store.stored_files()] == [recording.file]
    assert (tmp_path / "elsewhere").is_dir()
    assert opened_by(supervisor, recording).status_code == 302
    assert call("1764.7").key == "1764.7"


@pytest.mark.usefixtures("hatsukaichi")
def test_no_view_needs_another_ones_right() -> None:
    """The auditor reads everything and changes nothing."""
    recording = recorded()
    auditor: Callable[..., Any] = client_of(Role.AUDITOR).get
    for address, status in (
        (LIST, 200),
        (of(recording), 200),
        (f"{LIST}keeping/", 200),
        (of(recording, "hold/"), 403),
    ):
        assert auditor(address).status_code == status
