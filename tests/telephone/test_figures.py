"""How calls were shared, how long each number was used, how many there were at once: out of the ledger alone."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.models import AgentState, Seat
from madoguchi.calls.figures.queries import peaks_between, shares_between, usage_in
from madoguchi.calls.figures.rules import Given, Share, Stretch, peak_of, shares_of
from madoguchi.calls.ledger.actions import take_facts
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.lines.models import Line
from madoguchi.calls.ports import ExchangeFact, FactKind
from tests.telephone.told import NINE, Told
from tests.telephone.town import an_agent, kept, signed_in

DAY = date(2026, 12, 1)
ALL = frozenset({"71", "72", "73"})


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def given(order: Iterable[str], free: frozenset[str] = ALL) -> list[Share]:
    return shares_of(Given(at(place), extension, free) for place, extension in enumerate(order))


@pytest.mark.req("TEL-13")
def test_calls_that_go_round_are_shared_equally_and_a_mass_on_one_is_named() -> None:
    assert not any(share.is_uneven for share in given(["71", "72", "73"] * 10))
    uneven = given(["71"] * 24 + ["72", "73"] * 3)
    assert [share.extension for share in uneven if share.is_uneven] == ["71", "72", "73"]
    assert uneven[0].deviation == pytest.approx(14)


@pytest.mark.req("TEL-13")
def test_a_few_calls_on_a_quiet_day_are_nobodys_fault() -> None:
    assert not any(share.is_uneven for share in given(["71", "71"]))
    assert sum(share.expected for share in given(["71", "71"])) == pytest.approx(2)


@pytest.mark.req("TEL-13")
def test_who_was_alone_is_not_counted_as_favoured() -> None:
    alone = [Given(at(place), "71", frozenset({"71"})) for place in range(30)]
    together = [Given(at(60 + place), ext, frozenset({"71", "72"})) for place, ext in enumerate(["71", "72"] * 10)]
    shares = {share.extension: share for share in shares_of([*alone, *together])}
    assert (shares["71"].answered, shares["71"].deviation, shares["71"].is_uneven) == (40, 0, False)


def answered_by(extension: str, minute: float, *, key: str = "", seconds: float = 30) -> Call:
    told = (
        Told(key or f"c.{minute}", log=f"c.{minute}").arrived(minute * 60).decided(minute * 60).queued(minute * 60)
    )
    told.answered(minute * 60 + 4, extension, wait=4, ring=3)
    return kept(
        told.completed(minute * 60 + 4 + seconds, extension, talk=seconds).ended(minute * 60 + 4 + seconds)
    )[0]


@pytest.mark.req("TEL-13")
@pytest.mark.usefixtures("town")
def test_the_report_counts_by_operator_and_hour_and_holds_through_a_restart() -> None:
    for extension in ("71", "72", "73"):
        agent = an_agent(extension)
        AgentState.objects.create(agent=agent, state="ready", began_at=at(-60), ended_at=None)
    for place, extension in enumerate(["71", "72", "73"] * 4):
        answered_by(extension, place * 10)
        if place == 6:  # its own counters begin again; ours are what was written down
            take_facts([ExchangeFact("queue_log", "c.start:1", at(place * 10 + 5), FactKind.STARTED)])
    shares = shares_between(at(-60), at(600))
    assert [(share.extension, share.answered, share.is_uneven) for share in shares] == [
        ("71", 4, False), ("72", 4, False), ("73", 4, False),
    ]  # fmt: skip
    assert shares[0].by_hour == {9: 2, 10: 2}
    shown = signed_in(Role.CITY_CLERK).get("/staff/telephone/calls/fairness/?first=2026-12-01&last=2026-12-01")
    assert "均等に渡っています" in shown.content.decode()
    assert "33.3%" in shown.content.decode()


@pytest.mark.req("TEL-13")
@pytest.mark.usefixtures("town")
def test_the_report_leaves_as_a_file_only_with_the_right_to() -> None:
    an_agent("71")
    answered_by("71", 0)
    path = "/staff/telephone/calls/fairness/?first=2026-12-01&last=2026-12-01&csv=1"
    assert signed_in(Role.CITY_CLERK).get(path).status_code == 403
    text = b"".join(signed_in(Role.CITY_ADMIN).get(path).streaming_content).decode()  # type: ignore[attr-defined]
    assert "試験 太郎,71,1,100.0,1.0,なし,1" in text


@pytest.mark.req("TEL-02")
@pytest.mark.usefixtures("town")
def test_minutes_are_counted_by_number_and_payer_from_when_the_exchange_answers() -> None:
    Line.objects.create(number="0120000111", kind="toll_free", label="見本ダイヤル", payer="city")
    Line.objects.create(number="0570000111", kind="navi_dial", label="見本ナビ", payer="caller")
    answered_by("71", 0, seconds=56)
    kept(Told("c.x", log="c.x").says(0, FactKind.ARRIVED, dialled="05099999999", caller="").decided().ended(30))
    out = Told("c.out", log="c.out").says(
        600, FactKind.DIALLED_OUT, "71", number="0300000001", purpose="escalation"
    )
    kept(out.says(610, FactKind.OUT_ANSWERED).ended(910))
    rows = {one.label: (one.payer, one.calls, one.connected_seconds, one.talk_seconds) for one in usage_in(DAY)}
    assert rows == {
        "見本ダイヤル": ("市", 1, 60, 56),
        "見本ナビ": ("発信者", 0, 0, 0),
        "登録のない番号": ("", 1, 30, 0),
        "発信": ("受託者", 1, 300, 300),
    }
    shown = signed_in(Role.CITY_CLERK).get("/staff/telephone/calls/usage/?month=2026-12-01").content.decode()
    assert "0120-000-111" in shown
    assert "1.0分" in shown


@pytest.mark.req("TEL-06", "TEL-07")
def test_what_ends_as_the_next_begins_is_not_at_once() -> None:
    peak = peak_of([Stretch(at(0), at(5)), Stretch(at(5), at(9)), Stretch(at(4), at(6))])
    assert (peak.count, peak.at) == (2, at(4))
    assert peak_of([]).count == 0


@pytest.mark.req("TEL-06", "TEL-07")
@pytest.mark.usefixtures("town")
def test_the_most_lines_and_seats_at_once_are_shown_by_day() -> None:
    for extension in ("71", "72"):
        AgentState.objects.create(
            agent=an_agent(extension),
            state="ready",
            seat=Seat.objects.create(name=f"席{extension}"),
            began_at=at(-30),
            ended_at=at(500),
        )
    answered_by("71", 0, key="c.1", seconds=300)
    answered_by("72", 2, key="c.2", seconds=300)
    kept(Told("c.3", log="c.3").arrived(180).decided(180).queued(180).says(200, FactKind.ABANDONED).ended(200))
    (day,) = peaks_between(DAY, DAY)
    assert (day.lines.count, day.talking.count, day.seated.count) == (3, 2, 2)
    assert day.lines.at == at(3)
    shown = signed_in(Role.SUPERVISOR).get("/staff/telephone/calls/peaks/?first=2026-12-01&last=2026-12-01")
    assert "3（09:03）" in shown.content.decode()
