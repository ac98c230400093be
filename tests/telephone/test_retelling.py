"""A recorded call that is told as another one says the same of itself."""

from pathlib import Path

import pytest

from madoguchi.calls.ledger.models import Call
from madoguchi.telephony.asterisk.journal import LOGS, Journal
from madoguchi.telephony.replay.retelling import As, retell
from tests.telephone.scenarios import SCENARIOS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
BEGINS = 1796083200


@pytest.mark.parametrize("name", ["agent_ends", "caller_ends", "nobody_answers", "gives_up_at_once", "closed"])
def test_a_retold_call_ends_as_the_recorded_one_did(name: str, tmp_path: Path) -> None:
    (tmp_path / "log" / "cel-custom").mkdir(parents=True)
    for number in (1, 2):
        for said in retell(name, As(BEGINS, number, "1050", "0312345678", talk_seconds=30)):
            with (tmp_path / "log" / LOGS[said.origin]).open("a") as log:
                log.write(f"{said.line}\n")
    Journal(tmp_path).step()
    calls = list(Call.objects.order_by("key"))
    assert [call.key for call in calls] == [f"{BEGINS}.10", f"{BEGINS}.20"]
    expected = SCENARIOS[name].expected
    for call in calls:
        assert call.outcome == expected.outcome
        assert call.ended_by == expected.ended_by
        assert call.caller == "0312345678"
        if expected.extension:
            assert call.extension == "1050"
            assert call.talk_seconds == 30
