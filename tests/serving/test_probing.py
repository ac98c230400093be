"""A server asks itself whether it serves people, and what it sees is kept."""

import sqlite3
from contextlib import closing

import pytest

from tests.services.processes import Installation, new_installation, wait_until

pytestmark = pytest.mark.slow


@pytest.mark.req("PLT-05")
@pytest.mark.parametrize("options", [(), ("--processes", "2")], ids=["one process", "two"])
def test_a_server_without_a_contract_is_seen_as_not_serving(options: tuple[str, ...]) -> None:
    with new_installation("sqlite") as installation:
        installation.also["MADOGUCHI_PROBE_SECONDS"] = "1"
        installation.serve(*options)
        wait_until(lambda: _seen(installation))
        is_up, reason = _seen(installation)[0]
        assert not is_up
        assert reason in ("front_end", "preset")  # of an installation where nobody has applied a contract


def _seen(installation: Installation) -> list[tuple[int, str]]:
    with closing(sqlite3.connect(installation.database_url.removeprefix("sqlite:///"))) as connection:
        return connection.execute("SELECT is_up, reason FROM metrics_probestretch ORDER BY id").fetchall()
