"""What follows from what the exchange says: states, pauses, facts; and what is set right after a silence."""

from datetime import datetime, timedelta

import pytest

from madoguchi.calls.agents.rules import State
from madoguchi.calls.ports import FactKind
from madoguchi.telephony.asterisk.channels import Channel
from madoguchi.telephony.switchboard.board import (
    Add,
    Board,
    Desk,
    Effect,
    Known,
    Member,
    Moved,
    Pause,
    Remove,
    Told,
    member_of,
)
from tests.worlds import PRESENT

LATER = PRESENT + timedelta(seconds=10)


def board(**states: State) -> Board:
    """e101=State.READY"""
    made = Board(after_call_limit_seconds=60)
    made.learn(
        Known(name[1:], state, PRESENT, "c1" if state in {State.TALKING, State.HOLD} else "")
        for name, state in states.items()
    )
    return made


def heard(on: Board, *events: tuple[str, dict[str, str]], at: datetime = LATER) -> list[Effect]:
    return [effect for name, values in events for effect in on.hear({"Event": name, **values}, at)]


def moves(effects: list[Effect]) -> list[tuple[str, str]]:
    return [(one.state.value, one.call) for one in effects if isinstance(one, Moved)]


MEMBER = {"MemberName": "agent:101", "Linkedid": "c7"}
CHANNEL = {"Channel": "PJSIP/101-0000002a", "Linkedid": "c7", "Uniqueid": "u9"}
RINGS, CONNECTS = ("AgentCalled", MEMBER), ("AgentConnect", MEMBER)
NEW, GONE, BRIDGED = ("Newchannel", CHANNEL), ("Hangup", CHANNEL), ("BridgeEnter", CHANNEL)


def line(bridge: str = "b1", extension: str = "101", call: str = "c7") -> Channel:
    return Channel(f"PJSIP/{extension}-0000002a", "u9", call, bridge, "AppQueue", "")


@pytest.mark.req("OPC-05")
def test_a_call_of_the_queue_moves_through_its_states_once_each() -> None:
    effects = heard(board(e101=State.READY), NEW, RINGS, RINGS, CONNECTS, BRIDGED, GONE)
    assert moves(effects) == [("ringing", "c7"), ("talking", "c7"), ("after_call", "c7")]


@pytest.mark.req("OPC-05")
def test_the_pause_of_after_call_work_is_asked_for_while_the_call_lasts() -> None:
    effects = heard(board(e101=State.RINGING), CONNECTS)
    assert effects[0] == Pause("101", "acw")
    assert moves(effects) == [("talking", "c7")]


def test_a_call_that_nobody_took_leaves_the_seat_ready() -> None:
    on = board(e101=State.READY)
    assert moves(heard(on, NEW, RINGS, ("AgentRingNoAnswer", MEMBER), GONE)) == [("ringing", "c7"), ("ready", "")]


def test_who_went_for_a_break_while_it_rang_stays_there_when_it_stops() -> None:
    assert moves(heard(board(e101=State.BREAK), ("AgentRingNoAnswer", MEMBER))) == []


@pytest.mark.req("TEL-18")
def test_holds_are_told_with_their_call_also_of_somebody_who_is_not_signed_in() -> None:
    on = board(e101=State.TALKING)
    effects = heard(on, ("Hold", CHANNEL), ("Unhold", CHANNEL))
    assert [one for one in effects if isinstance(one, Told)] == [
        Told(FactKind.HELD, "c7", "101", LATER),
        Told(FactKind.UNHELD, "c7", "101", LATER),
    ]
    assert moves(effects) == [("hold", "c1"), ("talking", "c1")]
    stranger = heard(on, ("Hold", {**CHANNEL, "Channel": "PJSIP/109-1"}))
    assert stranger == [Told(FactKind.HELD, "c7", "109", LATER)]
    assert heard(on, ("Hold", {**CHANNEL, "Channel": "PJSIP/trunk1-1"})) == []


@pytest.mark.req("TEL-19")
def test_an_outgoing_call_is_a_call_too_and_has_after_call_work() -> None:
    effects = heard(board(e101=State.BREAK), NEW, BRIDGED, GONE)
    assert moves(effects) == [("talking", "c7"), ("after_call", "c7")]


def test_who_consults_a_colleague_still_talks_until_both_lines_are_gone() -> None:
    on = board(e101=State.READY)
    second = ("Newchannel", {**CHANNEL, "Channel": "PJSIP/101-0000002b"})
    assert moves(heard(on, NEW, RINGS, CONNECTS, second, GONE)) == [("ringing", "c7"), ("talking", "c7")]
    assert moves(heard(on, ("Hangup", {"Channel": "PJSIP/101-0000002b"}))) == [("after_call", "c7")]


@pytest.mark.req("OPC-05")
def test_after_call_work_runs_out_without_the_database_and_only_if_nobody_said_otherwise() -> None:
    on = board(e101=State.AFTER_CALL)
    assert on.tick(PRESENT + timedelta(seconds=59)) == []
    effects = on.tick(PRESENT + timedelta(hours=3))
    assert effects == [
        Moved("101", State.READY, PRESENT + timedelta(seconds=60), "", State.AFTER_CALL),
        Pause("101", ""),
    ]
    assert on.tick(PRESENT + timedelta(hours=4)) == []
    on.after_call_limit_seconds = 0
    on.desks["101"] = Desk(State.AFTER_CALL, PRESENT)
    assert on.tick(PRESENT + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("before", "paused", "reason", "after"),
    [
        (State.AFTER_CALL, "0", "", "ready"),  # *71
        (State.BREAK, "0", "", "ready"),
        (State.READY, "1", "break", "break"),  # *70
        (State.AFTER_CALL, "1", "vanished", "away"),  # the browser was closed in mid-call
    ],
)
def test_a_key_at_the_telephone_counts_like_a_button_on_the_screen(
    before: State, paused: str, reason: str, after: str
) -> None:
    event = ("QueueMemberPause", {**MEMBER, "Paused": paused, "PausedReason": reason})
    assert [name for name, _ in moves(heard(board(e101=before), event))] == [after]


@pytest.mark.parametrize(
    ("state", "paused", "reason"),
    [(State.TALKING, "1", "acw"), (State.READY, "0", ""), (State.BREAK, "1", "break"), (State.TALKING, "0", "")],
)
def test_our_own_pauses_and_what_happens_during_a_call_change_no_state(
    state: State, paused: str, reason: str
) -> None:
    event = ("QueueMemberPause", {**MEMBER, "Paused": paused, "PausedReason": reason})
    assert heard(board(e101=state), event) == []


@pytest.mark.req("TEL-17")
def test_a_browser_that_vanished_in_mid_call_leaves_somebody_away_however_its_end_is_told() -> None:
    vanished = ("QueueMemberPause", {**MEMBER, "Paused": "1", "PausedReason": "vanished"})
    assert moves(heard(board(e101=State.TALKING), vanished, GONE)) == [("after_call", "c1"), ("away", "")]
    on = board(e101=State.TALKING)
    on.desks["101"].channels.add(CHANNEL["Channel"])
    assert moves(heard(on, GONE, vanished)) == [("after_call", "c1"), ("away", "")]
    missed = board(e101=State.AFTER_CALL).settle([Member("101", "vanished")], [], at=LATER, heard_until=None)
    assert moves(missed) == [("away", "")]


def test_what_nobody_here_knows_is_passed_over() -> None:
    on = board(e101=State.READY)
    stranger = {"MemberName": "agent:999", "Linkedid": "c1"}
    events = [(name, stranger) for name in ("AgentCalled", "AgentConnect", "AgentRingNoAnswer", "QueueMemberPause")]
    assert heard(on, *events, ("Hangup", {"Channel": "Local/s@x-1;2"}), ("Newexten", {})) == []
    assert member_of({"Name": "PJSIP/7"}) is None
    assert member_of({"Name": "agent:7", "Paused": "1", "PausedReason": ""}) == Member("7", "away")


def test_after_a_silence_the_queue_is_made_what_people_said() -> None:
    on = board(e101=State.READY, e102=State.BREAK, e103=State.AWAY)
    effects = on.settle(
        [Member("101", "acw"), Member("103", "away"), Member("104", "")], [], at=LATER, heard_until=None
    )
    assert effects == [Remove("104"), Pause("101", ""), Add("102", "break")]


def test_a_key_pressed_during_the_silence_counts_if_nobody_said_anything_since() -> None:
    said_before = board(e101=State.AFTER_CALL)
    members = [Member("101", "")]
    assert moves(said_before.settle(members, [], at=LATER, heard_until=LATER)) == [("ready", "")]
    said_since = board(e101=State.AFTER_CALL)
    effects = said_since.settle(members, [], at=LATER, heard_until=PRESENT - timedelta(seconds=1))
    assert effects == [Pause("101", "acw")]


@pytest.mark.req("OPC-05")
def test_a_call_that_ended_or_began_during_the_silence_is_seen() -> None:
    ended = board(e101=State.TALKING).settle([Member("101", "acw")], [], at=LATER, heard_until=PRESENT)
    assert moves(ended) == [("after_call", "c1")]
    began = board(e101=State.READY).settle([Member("101", "")], [line()], at=LATER, heard_until=None)
    assert moves(began) == [("talking", "c7")]
    assert Pause("101", "acw") in began
    rings = board(e101=State.RINGING).settle([Member("101", "")], [line(bridge="")], at=LATER, heard_until=None)
    assert rings == []


def test_who_has_left_is_known_no_more() -> None:
    on = board(e101=State.READY, e102=State.READY)
    on.learn([Known("102", State.BREAK, PRESENT)])
    assert {name: desk.state for name, desk in on.desks.items()} == {"102": State.BREAK}
