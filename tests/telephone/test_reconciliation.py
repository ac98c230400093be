"""Each side of the books is read from its own origin: whatever is taken away on one of them is named."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from madoguchi.accounts.rights import Role
from madoguchi.calls.ledger.models import Call, Fact, Leg
from madoguchi.calls.reconciliation.queries import differences, differences_in_calls
from madoguchi.config.self_check import differences as everything_that_differs
from madoguchi.telephony.asterisk.journal import Journal
from tests.telephone.logs import Logs
from tests.telephone.told import NINE
from tests.telephone.town import an_agent, signed_in

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def logs(tmp_path: Path, settings: Any) -> Logs:
    """Three calls, told, taken and kept."""
    settings.EXCHANGE = tmp_path
    logs = Logs(tmp_path)
    for extension in ("77", "78"):
        an_agent(extension)
    logs.start()
    logs.answered_call(0, call="a.1")
    logs.abandoned_call(400, call="a.2")
    logs.answered_call(800, call="a.3")
    Journal(tmp_path).step()
    return logs


def found() -> set[tuple[str, str]]:
    return {
        (one.missing.value, one.call) for one in differences(NINE - timedelta(days=1), NINE + timedelta(days=1))
    }


def test_books_that_agree_have_no_difference(logs: Logs) -> None:
    assert found() == set()
    assert list(differences_in_calls()) == []


def without_line(log: Path, number: int) -> str:
    """The words of the line that is gone."""
    lines = log.read_text().splitlines(keepends=True)
    gone = lines.pop(number)
    log.write_text("".join(lines))
    return gone


def test_any_line_that_is_cut_out_of_the_log_of_the_queue_is_named(logs: Logs) -> None:
    whole = logs.queue_log.read_text()
    for number in range(whole.count("\n")):
        gone = without_line(logs.queue_log, number)
        assert ("line", gone.split("|")[1].replace("NONE", "")) in found(), gone
        logs.queue_log.write_text(whole)


def test_a_line_that_is_cut_out_of_the_other_log_is_named(logs: Logs) -> None:
    without_line(logs.cel, 1)
    assert ("line", "a.2") in found()


def test_a_log_that_is_gone_is_named_and_an_old_one_that_was_thrown_away_is_not(logs: Logs) -> None:
    logs.queue_log.rename(logs.queue_log.with_name("queue_log.1"))
    logs.start(1200)
    logs.abandoned_call(1300, call="a.4")
    Journal(logs.exchange).step()
    logs.queue_log.with_name("queue_log.1").unlink()
    assert found() == set()
    logs.queue_log.unlink()
    assert ("line", "a.4") in found()


def test_a_fact_that_is_deleted_is_named(logs: Logs) -> None:
    for fact in list(Fact.objects.all()):
        fact.delete()
        assert ("fact", fact.call_key) in found(), fact.kind
        fact.save(force_insert=True)


def test_a_call_that_is_deleted_is_named(logs: Logs) -> None:
    Call.objects.get(key="a.2").delete()
    assert found() == {("call", "a.2")}


def test_a_leg_that_is_deleted_is_named(logs: Logs) -> None:
    Leg.objects.filter(call__key="a.1", kind="ring").delete()
    assert found() == {("different", "a.1")}


@pytest.mark.parametrize(
    "changed",
    [
        {"outcome": "answered"},
        {"talk_seconds": 7.0},
        {"caller": "09000000002"},
        {"ended_at": None},
        {"arrived_at": NINE},
        {"extension": "78"},
    ],
)
def test_a_call_that_somebody_changed_is_named(logs: Logs, changed: dict[str, object]) -> None:
    Call.objects.filter(key="a.2").update(**changed)
    assert found() == {("different", "a.2")}


def test_a_call_without_anything_that_it_was_made_of_is_named(logs: Logs) -> None:
    Call.objects.create(
        key="a.9", direction="incoming", arrived_at=NINE, ended_at=NINE + timedelta(minutes=1), outcome="answered"
    )
    assert found() == {("facts_of_call", "a.9")}


def test_a_call_that_only_the_log_of_the_lines_knows_is_named(logs: Logs) -> None:
    """Somebody took it out of the log of the queue, of the facts and of the ledger."""
    logs.queue_log.write_text(
        "".join(line for line in logs.queue_log.read_text().splitlines(keepends=True) if "a.2" not in line)
    )
    Fact.objects.filter(call_key="a.2", origin="queue_log").delete()
    Call.objects.get(key="a.2").delete()
    assert ("only_lines", "a.2") in found()


def test_two_equal_lines_are_two(logs: Logs) -> None:
    for _ in range(2):
        logs.queue(900, "RINGNOANSWER", 0, call="a.3", member="agent:78")
    Journal(logs.exchange).step()
    assert found() == set()
    Fact.objects.filter(kind="not_taken", values=json.dumps({"seconds": "0"})).first().delete()  # type: ignore[union-attr]
    assert ("fact", "a.3") in found()


def test_the_check_of_the_data_names_each_difference_with_its_call(logs: Logs) -> None:
    Call.objects.get(key="a.2").delete()
    (words,) = [one for one in everything_that_differs({}) if "a.2" in one]
    assert "通話台帳に通話がありません" in words


def test_a_machine_without_the_exchange_compares_what_it_has(settings: Any, tmp_path: Path) -> None:
    settings.EXCHANGE = tmp_path / "elsewhere"
    assert found() == set()


def test_the_screen_shows_each_side_and_where_they_disagree(logs: Logs) -> None:
    show: Callable[[], str] = lambda: (  # noqa: E731
        signed_in(Role.SUPERVISOR).get("/staff/telephone/calls/reconciling/?day=2026-12-01").content.decode()
    )
    shown = show()
    assert "食い違いはありません" in shown
    assert "27行" in shown
    Call.objects.filter(key="a.2").update(outcome="answered")
    shown = show()
    assert "通話台帳の内容が、記録から作り直したものと違います" in shown
    assert "/of/a.2/" in shown
