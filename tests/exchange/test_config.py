"""The configuration of the exchange, made out of the contract: what is in it, what never is."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.telephony.asterisk.config import folder
from madoguchi.telephony.asterisk.config.files import files
from madoguchi.telephony.asterisk.config.machine import Machine, Trunk, read_machine
from madoguchi.telephony.asterisk.config.plan import Plan, digits, file_name, safe

HERE = Path("/srv/exchange")
MACHINE = Machine(
    folder=HERE,
    program=Path("/usr/sbin/asterisk"),
    ami_secret="ami-secret-of-this-test",
    policy_token="token-of-this-test-only",
    trunks=(Trunk(1, True, "sip.example.jp", 5060, "0501234", "pass-word"), Trunk(2, False, "192.0.2.7", 5080)),
)


def plan(**values: object) -> Plan:
    return Plan(MACHINE, **values)  # type: ignore[arg-type]


def whole(**values: object) -> str:
    return "\n".join(files(plan(**values)).values())


def test_the_same_plan_makes_the_same_files() -> None:
    assert files(plan(records=True)) == files(plan(records=True))
    assert folder.digest(files(plan())) != folder.digest(files(plan(records=True)))


@pytest.mark.req("TEL-11", "TEL-12")
@pytest.mark.parametrize(
    ("switch", "sign"),
    [
        ("has_voicebot", "voicebot"),
        ("takes_call_backs", "call-back"),
        ("takes_call_backs", "call_back"),
        ("checks_bookings", "booking"),
        ("checks_bookings", "Read("),
        ("records", "MixMonitor("),
        ("soft_phones", "res_pjsip_transport_websocket"),
    ],
)
def test_what_is_off_leaves_no_trace(switch: str, sign: str) -> None:
    assert sign in whole(**{switch: True})
    assert sign not in whole()


def test_every_line_that_waits_for_a_switch_waits_for_one_that_there_is() -> None:
    everything = whole(
        has_voicebot=True, takes_call_backs=True, checks_bookings=True, records=True, soft_phones=True
    )
    assert ";?" not in everything
    assert ";?" not in whole()


def test_calls_go_out_by_the_first_trunk_and_then_by_its_reserve() -> None:
    made = files(plan())
    assert "MG_TRUNKS=trunk1,trunk2" in made["extensions.conf"]
    pjsip = made["pjsip.conf"]
    assert "[trunk1]\ntype=registration" in pjsip
    assert "[trunk2]\ntype=registration" not in pjsip
    assert "[trunk2]\ntype=identify\nendpoint=trunk2\nmatch=192.0.2.7" in pjsip


def test_a_caller_hands_nobody_on_and_watches_nobody() -> None:
    pjsip = files(plan())["pjsip.conf"]
    trunks = [part for part in pjsip.split("\n[") if "type=endpoint" in part]
    assert len(trunks) == 2
    for trunk in trunks:
        assert "allow_transfer=no" in trunk
        assert "allow_subscribe=no" in trunk


def test_the_log_of_the_channels_names_no_caller() -> None:
    """It begins before anybody knows whether the caller withholds the number."""
    assert "CALLERID" not in files(plan())["cel_custom.conf"]


def test_who_manages_the_exchange_does_so_from_this_machine_only() -> None:
    made = files(plan())
    for name in ("manager.conf", "http.conf"):
        assert "bindaddr=127.0.0.1" in made[name]
    assert "permit=127.0.0.1/255.255.255.255" in made["manager.conf"]
    assert "autoload=no" in made["modules.conf"]
    assert "app_system" not in made["modules.conf"]


@given(st.text())
def test_no_sign_of_what_people_write_means_anything_to_the_exchange(text: str) -> None:
    kept = safe(text)
    assert not set(kept) & set(";\n\r\t[]{}$\"'\\,=&|<>#!`\0\x85\u2028")
    assert len(kept) <= 60


@given(st.text())
def test_numbers_and_names_of_files_are_what_they_say(text: str) -> None:
    assert set(digits(text)) <= set("0123456789")
    assert set(file_name(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-")


def test_a_number_with_a_line_of_its_own_stays_one_number() -> None:
    made = files(plan(number="0120\n[evil]\nexten => s,1,System(x)", greeting=("a,b\nc",)))["extensions.conf"]
    assert "[evil]" not in made
    assert "System" not in made
    assert "MG_NUMBER=01201" in made


# The folder


def here(tmp_path: Path) -> Machine:
    return Machine(folder=tmp_path / "exchange", program=Path("/usr/sbin/asterisk"), ami_secret="secret-" * 4)


def test_a_second_writing_changes_nothing_and_a_changed_file_is_named(tmp_path: Path) -> None:
    machine = here(tmp_path)
    made = files(Plan(machine))
    assert set(folder.write(machine, made)) == set(made)
    assert folder.write(machine, made) == []
    assert folder.difference(machine, made) == ""
    (machine.folder / "etc/queues.conf").write_text("[main]\nstrategy=ringall\n")
    (machine.folder / "etc/foreign.conf").write_text("[x]\n")
    difference = folder.difference(machine, made)
    assert "-strategy=ringall" in difference
    assert "+strategy=leastrecent" in difference
    assert folder.write(machine, made) == ["foreign.conf", "queues.conf"]
    assert not list((machine.folder / "etc").glob(".*"))


def test_a_difference_shows_no_secret(tmp_path: Path) -> None:
    machine = here(tmp_path)
    difference = folder.difference(machine, files(Plan(machine)), folder.secrets_of(machine))
    assert "+secret=…" in difference
    assert machine.ami_secret not in difference


def test_the_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    machine = here(tmp_path)
    folder.write(machine, files(Plan(machine)))
    assert (machine.folder / "etc/manager.conf").stat().st_mode & 0o077 == 0
    assert (machine.folder / "spool/monitor").stat().st_mode & 0o077 == 0


# The machine


def read(**environ: str) -> Machine:
    return read_machine({f"MADOGUCHI_{name}": value for name, value in environ.items()}, Path("/srv/var"))


def test_a_machine_without_an_exchange_says_so() -> None:
    machine = read()
    assert not machine.is_set_up
    assert machine.folder == Path("/srv/var/exchange")


def test_trunks_come_from_the_environment_with_their_secrets() -> None:
    machine = read(TRUNK_1="register:0501234@sip.example.jp", TRUNK_1_SECRET="pass", TRUNK_2="ip:192.0.2.7:5080")
    assert machine.trunks == (
        Trunk(1, True, "sip.example.jp", 5060, "0501234", "pass"),
        Trunk(2, False, "192.0.2.7", 5080),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRUNK_1", "sip.example.jp"),
        ("TRUNK_1", "register:sip.example.jp"),
        ("TRUNK_1", "register:user@sip.example.jp"),
        ("TRUNK_1", "ip:a b"),
        ("TRUNK_1", "ip:host:99999"),
        ("EXCHANGE_SIP_PORT", "0"),
        ("EXCHANGE_SIP_PORT", "fünf"),
        ("EXCHANGE_RTP_PORTS", "10000"),
        ("EXCHANGE_RTP_PORTS", "200-100"),
        ("EXCHANGE_AMI_SECRET", "short"),
        ("EXCHANGE_AMI_SECRET", "with;semicolon-and-more"),
        ("EXCHANGE_POLICY_TOKEN", "line\nbreak-in-the-middle"),
        ("EXCHANGE_ADDRESS", "here\n[x]"),
        ("EXCHANGE_POLICY_URL", "ftp://x/"),
        ("VOICEBOT", "register:a@b"),
    ],
)
def test_what_a_machine_tells_wrongly_is_refused_without_showing_it(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"MADOGUCHI_{name}"):
        read(**{name: value})


def test_a_secret_that_would_end_a_line_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="TRUNK_1_SECRET"):
        read(TRUNK_1="register:u@h", TRUNK_1_SECRET="a;b")
