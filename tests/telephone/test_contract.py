"""What any exchange must tell so that the ledger is right: the same for a real one and for the one that replays it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from madoguchi.calls.ledger.actions import take_facts
from madoguchi.calls.ledger.models import Call, Fact, JournalMark, Leg
from madoguchi.calls.ledger.queries import unmatched_facts
from madoguchi.telephony.asterisk.journal import Journal
from madoguchi.telephony.replay.exchange import ReplayExchange
from tests.services.exchange import NUMBER, Exchange, new_exchange
from tests.telephone.scenarios import CALLER, SCENARIOS, Expected, all_ended
from tests.telephone.town import an_agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def real() -> Iterator[Exchange]:
    """A new one each time: what it still believes of a telephone that was there before is none of a scenario's."""
    with new_exchange() as running:
        yield running


def agents() -> None:
    for extension in ("201", "202"):
        an_agent(extension)


def holds(call: Call, expected: Expected) -> None:
    assert (call.outcome, call.ended_by, call.extension) == (
        expected.outcome,
        expected.ended_by,
        expected.extension,
    )
    assert (call.caller, call.dialled) == (CALLER, NUMBER)
    assert set(expected.legs) <= {leg.kind for leg in call.legs.all()}
    assert call.ended_at
    assert all(leg.ended_at and leg.began_at <= leg.ended_at for leg in call.legs.all())
    assert not unmatched_facts().exists()


@pytest.mark.exchange
@pytest.mark.req("INT-02", "TEL-18")
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_real_exchange_tells_what_happened(name: str, real: Exchange) -> None:
    agents()
    SCENARIOS[name].happens(real)
    all_ended(real)
    Journal(real.folder).step()
    holds(Call.objects.get(), SCENARIOS[name].expected)


@pytest.mark.req("INT-02", "TEL-18")
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_replaying_exchange_tells_what_happened(name: str, tmp_path: Path) -> None:
    agents()
    ReplayExchange.of(name, tmp_path).play()
    Journal(tmp_path).step()
    holds(Call.objects.get(), SCENARIOS[name].expected)


def test_every_scenario_has_been_recorded() -> None:
    assert ReplayExchange.scenarios() == sorted(SCENARIOS)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_call_comes_out_the_same_however_its_lines_arrive(name: str, tmp_path: Path) -> None:
    agents()
    replay = ReplayExchange.of(name, tmp_path)
    take_facts(replay.facts())
    told = _all()
    for seed in range(6):
        Fact.objects.all().delete()
        Call.objects.all().delete()
        facts = replay.facts(mixed_by=Random(seed), doubled=0.5)
        for place in range(0, len(facts), 2):
            take_facts(facts[place : place + 2])
        assert _all() == told


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_missing_stops_nothing(name: str, tmp_path: Path) -> None:
    replay = ReplayExchange.of(name, tmp_path)
    for seed in range(6):
        Fact.objects.all().delete()
        Call.objects.all().delete()
        take_facts(replay.facts(mixed_by=Random(seed), missing=0.3))
        assert Call.objects.count() <= 1


def test_lines_that_come_one_by_one_make_the_same_call(tmp_path: Path) -> None:
    agents()
    whole, slowly = tmp_path / "whole", tmp_path / "slowly"
    ReplayExchange.of("caller_ends", whole).play()
    Journal(whole).step()
    told = _all()
    for model in (Fact, Call):
        model.objects.all().delete()
    shutil.rmtree(whole)
    replay, journal = ReplayExchange.of("caller_ends", slowly), Journal(slowly)
    JournalMark.objects.all().delete()
    while replay.play(lines=1):
        journal.step()
    assert _all() == told


def _all() -> tuple[list[object], list[object]]:
    calls = Call.objects.values(
        "key", "outcome", "arrived_at", "ended_at", "ended_by", "wait_seconds", "talk_seconds"
    )
    return list(calls), list(Leg.objects.values("kind", "began_at", "ended_at", "extension", "result", "position"))
