"""A few recorded calls for the demo: a built-in voice on both sides, nobody's own."""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from madoguchi.accounts.models import Staff
from madoguchi.calls.agents.administration import add_agent
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.rules import Device
from madoguchi.calls.ledger.actions import take_facts
from madoguchi.calls.ports import ExchangeFact, FactKind
from madoguchi.calls.recordings.actions import hold_recording, start_listening
from madoguchi.calls.recordings.keys import has_key
from madoguchi.calls.recordings.models import Recording
from madoguchi.calls.recordings.queries import are_recorded, may_be_held
from madoguchi.calls.recordings.rules import ListeningReason
from madoguchi.calls.recordings.taking import note_found, store_sound
from madoguchi.contacts.drafts.actions import open_contact
from madoguchi.contacts.items.queries import topics
from madoguchi.contacts.records.actions import close_contact
from madoguchi.contacts.records.written import Written
from madoguchi.contacts.refusals import ItemMissing
from madoguchi.contacts.rules import Channel
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import open_days
from madoguchi.telephony.recordings.sound import RATE, encoded
from madoguchi.telephony.speech.voice import BuiltInVoice

WAV_HEADER_BYTES = 44
# Who speaks (0: the caller, 1: the operator), and what.
Dialogue = tuple[tuple[int, str], ...]
DIALOGUES: tuple[Dialogue, ...] = (
    (
        (1, "お電話ありがとうございます。マイナンバーカードの窓口です。"),
        (0, "カードができたというはがきが届きました。受け取りの予約をしたいのですが。"),
        (1, "ありがとうございます。ご希望の日にちはありますか。"),
        (0, "来週の火曜日の午前中でお願いします。"),
        (1, "火曜日の10時に空きがございます。お取りしてよろしいですか。"),
        (0, "はい、お願いします。"),
    ),
    (
        (1, "お電話ありがとうございます。マイナンバーカードの窓口です。"),
        (0, "予約した日に行けなくなりました。別の日に変えられますか。"),
        (1, "はい。予約の番号をお願いいたします。"),
        (0, "いま、手もとにありません。"),
        (1, "それでは、お電話番号からお調べします。"),
    ),
)
WRITTEN = (
    ("カードの受取りの予約をしたい。", "火曜日の10時に予約を取った。"),
    ("予約した日に行けない。別の日に変えたい。", "電話番号から予約を探し、日を変えた。"),
)
PAUSE_SECONDS = 0.7
DAYS_AGO = (1, 2, 5, 8)


@dataclass(frozen=True)
class Spoken:
    raw: bytes
    seconds: float


def record_some_calls(operator: Actor, manager: Actor) -> int:
    """Where calls are recorded; a second call changes nothing."""
    if not are_recorded() or not has_key() or Recording.objects.exists():
        return 0
    staff = Staff.objects.get(login_id=operator.key)
    agent = Agent.objects.filter(staff=staff).first() or add_agent(staff, device=Device.NONE, by=manager)
    spoken = [_speak(dialogue) for dialogue in DIALOGUES]
    today = clock.today()
    days = open_days("telephone", today - timedelta(days=40), today)[::-1]
    for place, ago in enumerate(DAYS_AGO):
        if ago <= len(days):
            at = clock.moment(days[ago - 1], time(10 + place, 12 + place * 7))
            _record(at, spoken[place % len(spoken)], agent, place)
            _write_of(at, _key(at, place), place % len(spoken), operator)
    for recording in Recording.objects.order_by("started_at")[:1]:
        _work_with(recording, manager)
    return Recording.objects.count()


def _record(at: datetime, spoken: Spoken, agent: Agent, place: int) -> None:
    key = _key(at, place)
    talk = at + timedelta(seconds=6)
    ends = talk + timedelta(seconds=spoken.seconds)
    told: list[tuple[datetime, FactKind, dict[str, str]]] = [
        (at, FactKind.ARRIVED, {"dialled": "0829000000", "caller": f"0900000{place:04}", "trunk": "main"}),
        (at, FactKind.DECIDED, {"decision": "open", "source": "policy"}),
        (at + timedelta(seconds=1), FactKind.QUEUED, {"queue": "main"}),
        (talk, FactKind.ANSWERED, {"wait_seconds": "5", "ring_seconds": "3"}),
        (talk, FactKind.RECORDED, {"what": "started", "file": f"{key}.raw"}),
        (ends, FactKind.COMPLETED, {"by": "caller", "talk_seconds": f"{spoken.seconds:.0f}"}),
        (ends, FactKind.ENDED, {"cause": "16"}),
    ]
    if place == 1:  # somebody said a number
        told.insert(5, (talk + timedelta(seconds=14), FactKind.RECORDED, {"what": "paused"}))
        told.insert(6, (talk + timedelta(seconds=18), FactKind.RECORDED, {"what": "resumed"}))
    with clock.as_if(ends):
        take_facts(
            [
                ExchangeFact("queue_log", f"sample:{key}:{line:02}", moment, kind, key, agent.extension, values)
                for line, (moment, kind, values) in enumerate(told)
            ]
        )
        recording = note_found(key, started_at=talk, seconds=spoken.seconds)
        with TemporaryDirectory() as folder:
            raw = Path(folder) / "sample.raw"
            raw.write_bytes(spoken.raw)
            store_sound(recording, encoded(raw))


def _key(at: datetime, place: int) -> str:
    return f"{int(at.timestamp())}.{place}"


def _write_of(at: datetime, call_key: str, dialogue: int, operator: Actor) -> None:
    """The operator's record of the call, where the municipality asks for nothing that was not said."""
    content, answer = WRITTEN[dialogue]
    with clock.as_if(at + timedelta(seconds=20)):
        contact = open_contact(uuid.uuid4(), channel=Channel.TELEPHONE, by=operator, call_key=call_key)
    with clock.as_if(at + timedelta(minutes=3)), suppress(ItemMissing):
        written = Written(channel=Channel.TELEPHONE, topic=next(iter(topics()), ""), content=content, answer=answer)
        close_contact(contact, written, by=operator)


def _work_with(recording: Recording, manager: Actor) -> None:
    """Somebody has heard one, and keeps it back."""
    heard_at = recording.started_at + timedelta(hours=3)
    with clock.as_if(heard_at):
        start_listening(
            recording,
            reason=ListeningReason.COMPLAINT,
            note="案内の内容についての申出を確かめる",
            once_key=uuid.uuid5(recording.key, "sample"),
            by=manager,
        )
        if may_be_held():
            hold_recording(recording, reason="申出への回答が終わるまで", by=manager)


@cache  # the voice takes a second for each sentence
def _said(text: str) -> bytes:
    return BuiltInVoice().speak(text).wav


def _speak(dialogue: Dialogue) -> Spoken:
    lanes: list[list[Any]] = [[], []]
    for who, text in dialogue:
        heard = np.frombuffer(_said(text)[WAV_HEADER_BYTES:], dtype="<i2")
        if who == 0:  # the caller's voice is a little higher
            heard = heard[np.arange(0, len(heard) - 1, 1.15).astype(np.int64)]
        silence = np.zeros(int(PAUSE_SECONDS * RATE), dtype="<i2")
        lanes[who] += [heard, silence]
        lanes[1 - who] += [np.zeros(len(heard) + len(silence), dtype="<i2")]
    stereo = np.stack([np.concatenate(lane) for lane in lanes], axis=1)
    return Spoken(stereo.astype("<i2").tobytes(), len(stereo) / RATE)
