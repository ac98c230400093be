"""The exchange asks Madoguchi for each call, and is told ahead what to do when nobody answers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import make_booking
from madoguchi.booking.rules import Channel
from madoguchi.calls.announcements.first import lay_what_is_missing
from madoguchi.calls.announcements.models import Announcement
from madoguchi.calls.announcements.ports import Made, use_voice
from madoguchi.calls.announcements.rules import Kind
from madoguchi.calls.lines.models import Line
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.actions import change_settings
from madoguchi.telephony.asterisk.answers import policy_line, schedule_told
from madoguchi.telephony.asterisk.config.actions import LookedAtAnother, apply_configuration
from madoguchi.telephony.asterisk.config.folder import digest
from madoguchi.telephony.asterisk.config.machine import Machine
from madoguchi.telephony.asterisk.config.queries import NoExchangeHere, files_now, plan_now
from tests.calls.test_policy import speak
from tests.worlds import ADMIN, CLERK, PRESENT, TOMORROW, actor, applied, open_for_booking, slot_at, wish

pytestmark = pytest.mark.django_db
MANAGER = actor(Role.MANAGER)
TOKEN = "token-of-the-exchange-in-tests"


@pytest.fixture(autouse=True)
def here(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(
        folder=tmp_path / "exchange",
        program=Path("/usr/sbin/asterisk"),
        ami_secret="only-for-tests-only",
        policy_token=TOKEN,
    )
    monkeypatch.setattr(settings, "EXCHANGE_MACHINE", machine)
    cache.clear()
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        yield machine


def ask(client: Client, door: str = "policy", **values: str) -> str:
    answer = client.post(
        f"/exchange/{door}", values, headers={"X-Madoguchi-Exchange": TOKEN}, REMOTE_ADDR="127.0.0.1"
    )
    assert answer.status_code == 200
    return answer.content.decode()


# The question


def test_the_exchange_is_answered_in_one_line(client: Client) -> None:
    speak(Kind.GREETING, Kind.RECORDING, Kind.CONGESTION, Kind.OVERFLOW)
    words = ask(client, dialled="0120000111", caller="09000000001", call="1.1").split()
    assert [words[0], words[1], words[3], words[4], words[6]] == ["v1", "open", "queue", "-", "300"]
    assert [name.rsplit("-", 3)[0] for name in words[2].split(",")] == ["greeting", "recording"]
    assert words[5].startswith("congestion-ja-")
    assert words[7].startswith("overflow-ja-")


@pytest.mark.req("INT-02")
def test_the_exchange_knocks_by_address_where_all_others_need_a_name_and_tls(client: Client) -> None:
    with override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["yoyaku.example.jp"]):
        assert ask(client, dialled="0120000111").startswith("v1 ")
        assert ask(client, "booking", number="1", phone="0") == "v1 no\n"


@pytest.mark.parametrize("token", ["", "another", f"{TOKEN}x"])
def test_who_is_not_the_exchange_learns_nothing(client: Client, token: str) -> None:
    answer = client.post("/exchange/policy", headers={"X-Madoguchi-Exchange": token}, REMOTE_ADDR="127.0.0.1")
    assert (answer.status_code, answer.content.strip()) == (404, b"")


@pytest.mark.parametrize(
    ("address", "headers"), [("192.0.2.9", {}), ("127.0.0.1", {"X-Forwarded-For": "192.0.2.9"}), ("", {})]
)
def test_nobody_asks_from_outside_not_even_with_the_token(
    client: Client, address: str, headers: dict[str, str]
) -> None:
    answer = client.post(
        "/exchange/policy", headers={"X-Madoguchi-Exchange": TOKEN, **headers}, REMOTE_ADDR=address
    )
    assert answer.status_code == 404


def test_without_a_token_of_its_own_the_door_is_shut(
    client: Client, here: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "EXCHANGE_MACHINE", replace(here, policy_token=""))
    answer = client.post("/exchange/policy", headers={"X-Madoguchi-Exchange": ""}, REMOTE_ADDR="127.0.0.1")
    assert answer.status_code == 404


def test_the_question_is_no_page_and_leaves_no_cookie(client: Client) -> None:
    asked = client.get("/exchange/policy", headers={"X-Madoguchi-Exchange": TOKEN}, REMOTE_ADDR="127.0.0.1")
    assert asked.status_code == 405
    ask(client, dialled="0120000111")
    assert not client.cookies


def test_a_body_without_end_is_refused(client: Client) -> None:
    answer = client.post(
        "/exchange/policy",
        {"dialled": "1" * 1000},
        headers={"X-Madoguchi-Exchange": TOKEN},
        REMOTE_ADDR="127.0.0.1",
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("dialled", ["", "not a number", "0" * 400, "０１２０", "1;drop\n"])
def test_whatever_was_dialled_is_answered(client: Client, dialled: str) -> None:
    assert ask(client, dialled=dialled[:300]).startswith("v1 open ")


def test_the_answer_costs_few_looks_into_the_database(
    client: Client, django_assert_max_num_queries: object
) -> None:
    speak(Kind.GREETING, Kind.CONGESTION)
    ask(client, dialled="0120000111")
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        ask(client, dialled="0120000111")


# Told ahead


def at(told: dict[str, str], moment: datetime) -> str:
    """As the exchange looks it up: the last stretch of the day that has begun."""
    line = ""
    for stretch in told[f"{moment:%Y%m%d}"].split("|"):
        if stretch[:6] <= f"{moment:%H%M%S}":
            line = stretch[7:]
    return line


@pytest.mark.parametrize("body", ["hatsukaichi", "nishitokyo", "digital-agency"])
def test_what_is_told_ahead_is_what_would_be_answered(body: str) -> None:
    if body != "hatsukaichi":
        connection.check_constraints()  # PostgreSQL empties no table that still has something to check
        call_command("flush", "--no-input", verbosity=0)
        applied(body)
    speak(Kind.GREETING, Kind.RECORDING, Kind.OUT_OF_HOURS, Kind.HOLIDAY, Kind.CONGESTION, Kind.OVERFLOW)
    told = schedule_told(clock.now())
    assert len(told) == 14
    moment = PRESENT
    while moment < PRESENT + timedelta(days=13):
        assert at(told, moment) == policy_line("", moment), moment
        moment += timedelta(minutes=30)
    closing = datetime.combine(PRESENT.date(), datetime.min.time(), clock.TOKYO) + timedelta(hours=17)
    for second in (closing - timedelta(seconds=1), closing):
        assert at(told, second) == policy_line("", second)


# The plan


@pytest.mark.switch("voicebot")
@pytest.mark.preset_key("switches.voicebot")
@pytest.mark.req("TEL-11")
def test_a_voicebot_is_prepared_and_off_and_never_stands_before_people_in_the_hours() -> None:
    assert not plan_now().has_voicebot
    assert policy_line("", PRESENT).split()[4] == "-"
    change_settings({"switches.voicebot": True}, by=ADMIN, effective_on=clock.today())
    assert plan_now().has_voicebot
    assert policy_line("", PRESENT).split()[4] == "-"
    assert policy_line("", PRESENT + timedelta(hours=9)).split()[4] == "voicebot"


@pytest.mark.switch("call_back_intake")
@pytest.mark.preset_key("switches.call_back_intake")
@pytest.mark.req("TEL-12")
def test_call_backs_are_taken_in_only_where_the_contract_wants_it() -> None:
    assert "call-back" not in files_now()["extensions.conf"]
    change_settings({"switches.call_back_intake": True}, by=ADMIN, effective_on=clock.today())
    assert "Gosub(call-back,s,1(overflow))" in files_now()["extensions.conf"]
    assert "wish-call-back" not in files_now()["queues.conf"]
    late = PRESENT + timedelta(hours=9)
    assert policy_line("", late).split()[4] == "-"
    change_settings({"announcements.call_back_at": ["waiting", "after_hours"]}, by=ADMIN)
    assert "context=wish-call-back" in files_now()["queues.conf"]
    assert "Gosub(call-back,s,1(overflow))" not in files_now()["extensions.conf"]
    assert policy_line("", late).split()[4] == "call_back"


@pytest.mark.req("TEL-12")
def test_what_is_switched_on_later_is_said_without_a_new_preset() -> None:
    change_settings({"switches.call_back_intake": True, "announcements.says_position": True}, by=ADMIN)
    lay_what_is_missing(SYSTEM)
    lay_what_is_missing(SYSTEM)
    for kind in (Kind.CALL_BACK, Kind.CALL_BACK_TAKEN, Kind.POSITION):
        assert Announcement.objects.filter(kind=kind).count() == 1
    assert not Announcement.objects.filter(kind=Kind.EXPECTED_WAIT).exists()


@pytest.mark.preset_key("telephone.equal_distribution")
@pytest.mark.req("TEL-13")
def test_calls_go_to_whoever_has_been_without_one_longest() -> None:
    assert "strategy=leastrecent" in files_now()["queues.conf"]
    change_settings({"telephone.equal_distribution": False}, by=ADMIN, effective_on=clock.today())
    assert "strategy=rrmemory" in files_now()["queues.conf"]


def test_a_label_cannot_write_into_the_configuration() -> None:
    Line.objects.create(
        number="0120000111", kind="toll_free", label="一般\n[evil]\nexten => s,1,System(id);", payer="city"
    )
    assert "evil]" not in "\n".join(files_now().values())
    assert plan_now().lines[0].label == "一般 evil exten  s1System(id)"


def test_a_new_version_of_a_text_changes_a_sound_and_not_the_configuration() -> None:
    speak(Kind.GREETING, Kind.CONGESTION, Kind.WAITING)
    before = digest(files_now())
    assert "periodic-announce=madoguchi/again-1" in files_now()["queues.conf"]
    speak(Kind.GREETING, Kind.WAITING)
    assert digest(files_now()) == before


# Applying


def test_applying_is_written_down_once_with_its_fingerprint(here: Machine) -> None:
    applied_now = apply_configuration(by=MANAGER)
    assert not applied_now.is_running
    assert "extensions.conf" in applied_now.changed
    (event,) = Event.objects.filter(kind="exchange.configured")
    assert applied_now.digest[:16] in event.body
    assert apply_configuration(by=MANAGER).changed == ()
    assert Event.objects.filter(kind="exchange.configured").count() == 1
    assert here.ami_secret not in event.body


def test_what_nobody_has_looked_at_is_not_applied(here: Machine) -> None:
    looked_at = digest(files_now())
    change_settings({"telephone.equal_distribution": False}, by=ADMIN, effective_on=clock.today())
    with pytest.raises(LookedAtAnother):
        apply_configuration(by=MANAGER, looked_at=looked_at)
    assert not (here.folder / "etc").exists()


def test_who_may_not_change_the_exchange_does_not(here: Machine) -> None:
    with pytest.raises(MissingRight):
        apply_configuration(by=CLERK)


def test_a_machine_without_an_exchange_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, here: Machine) -> None:
    monkeypatch.setattr(settings, "EXCHANGE_MACHINE", replace(here, ami_secret=""))
    with pytest.raises(NoExchangeHere, match="MADOGUCHI_EXCHANGE_AMI_SECRET"):
        files_now()


# A booking by keys


@pytest.mark.preset_key("telephone.booking_check")
def test_a_booking_is_read_out_to_who_knows_its_number_and_telephone(
    client: Client, here: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Speaks:
        said: list[str] = []

        def speak(self, spoken: str) -> Made:
            self.said.append(spoken)
            return Made(b"RIFF", 1.0)

        convert = speak

    monkeypatch.setattr(settings, "EXCHANGE", here.folder)
    before = use_voice(Speaks())  # type: ignore[arg-type]
    try:
        site = open_for_booking()
        booking = make_booking(
            wish(slot_at(site, TOMORROW, time(10, 30)), phone="09000000001"), channel=Channel.TELEPHONE, by=CLERK
        )
        right = {"number": booking.number, "phone": "09000000001", "caller": "09000000001"}
        assert ask(client, "booking", **right) == "v1 no\n", "off, as Hatsukaichi wants it"
        change_settings({"telephone.booking_check": True}, by=ADMIN, effective_on=clock.today())
        answer = ask(client, "booking", **right)
        assert answer.startswith("v1 ok said-")
        for file in answer.split()[2].split(","):
            assert (here.folder / "data/sounds/ja/madoguchi" / f"{file}.wav").exists()
        assert Speaks.said == ["ご予約は、12月2日、水曜日です。", "時刻は、午前10時30分です。"]
        for wrong in ({"phone": "09000000002"}, {"number": "00000000"}, {"number": "", "phone": ""}):
            assert ask(client, "booking", **{**right, **wrong}) == "v1 no\n"
        for guess in range(10):
            assert ask(client, "booking", **{**right, "phone": f"080{guess:08}"}) == "v1 no\n"
        assert ask(client, "booking", **right) == "v1 no\n", "who has guessed too often is told nothing for a while"
    finally:
        use_voice(before)
