"""A connection to PostgreSQL that was kept is used again as long as it lives, and nothing is asked to know it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.db.utils import load_backend

from madoguchi.config.settings import database
from tests.services import postgres

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def pair() -> Iterator[tuple[Any, Any]]:
    config = connections.configure_settings({"default": database(postgres.cluster().url())})["default"]
    kept, other = (load_backend(config["ENGINE"]).DatabaseWrapper(config, "default") for _ in range(2))
    kept.connect()
    other.connect()
    yield kept, other
    kept.close()
    other.close()


def test_a_living_connection_is_kept(pair: tuple[Any, Any]) -> None:
    kept, _ = pair
    pid = kept.connection.info.backend_pid
    for _ in range(2):
        kept.health_check_done = False
        with kept.cursor() as cursor:
            cursor.execute("SELECT 1")
    assert kept.connection.info.backend_pid == pid


def test_a_connection_that_the_server_has_ended_is_not_used_again(pair: tuple[Any, Any]) -> None:
    kept, other = pair
    pid = kept.connection.info.backend_pid
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        assert cursor.fetchone() == (True,)
    kept.health_check_done = False  # as at the beginning of each request
    with kept.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert kept.connection.info.backend_pid != pid
