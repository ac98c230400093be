"""Error pages help, for citizens and staff, and stand when what they would ask is broken."""

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client

from madoguchi.web.frame import stops

pytestmark = [pytest.mark.urls("tests.frame.urls"), pytest.mark.filterwarnings("ignore")]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nothing/", 404),
        ("/staff/nothing/", 404),
        ("/trouble/forbidden/", 403),
        ("/staff/trouble/forbidden/", 403),
        ("/trouble/broken/", 500),
        ("/staff/trouble/broken/", 500),
        ("/trouble/without-database/", 503),
    ],
)
def test_every_trouble_says_what_happened_and_shows_the_way_back(
    db: None, visitor: Client, address: str, status: int
) -> None:
    answer = visitor.get(address)
    assert answer.status_code == status
    page = answer.content.decode()
    assert "<h1>" in page
    assert f"エラー番号 {status}" in page
    assert ('href="/staff/"' if "/staff/" in address else 'href="/"') in page


@pytest.fixture
def no_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the site is stopped is asked before any page; when nobody can say, it is not."""
    monkeypatch.setattr(stops, "stop_on", lambda: None)


@pytest.mark.usefixtures("no_stop")
@pytest.mark.parametrize("address", ["/trouble/broken/", "/staff/trouble/broken/", "/trouble/without-database/"])
def test_pages_for_a_broken_system_ask_nothing_of_the_database(visitor: Client, address: str) -> None:
    # No `db` fixture: any query would fail the test.
    assert visitor.get(address).status_code in {500, 503}


@pytest.mark.usefixtures("no_stop")
def test_a_missing_database_asks_people_to_come_back_in_a_minute(visitor: Client) -> None:
    assert visitor.get("/trouble/without-database/")["Retry-After"] == "60"


def test_a_foreign_host_header_gets_a_plain_page(visitor: Client) -> None:
    answer = visitor.get("/parts/citizen/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


def test_a_form_from_an_old_page_says_that_nothing_was_done(db: None, visitor: Client) -> None:
    answer = visitor.post("/parts/citizen/", {"name": "市川 花子"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "まだ何も登録されていません" in page
    assert "市川" not in page


def test_trouble_is_told_in_the_language_of_the_page(db: None, visitor: Client) -> None:
    page = visitor.get("/en/trouble/forbidden/").content.decode()
    assert '<html lang="en">' in page
    assert 'href="/en/"' in page


def test_no_error_page_shows_how_it_is_made(visitor: Client) -> None:
    page = visitor.get("/trouble/broken/").content.decode()
    assert "on purpose" not in page
    assert "Traceback" not in page


@pytest.mark.usefixtures("no_stop")
@pytest.mark.parametrize(
    ("address", "host", "status"),
    [
        ("/trouble/broken/", "", 500),
        ("/trouble/without-database/", "", 503),
        ("/parts/plain/", "evil.example", 400),
    ],
)
def test_error_pages_hold_on_asgi(address: str, host: str, status: int) -> None:
    ask = async_to_sync(AsyncClient(raise_request_exception=False).get)
    answer = ask(address, headers={"host": host} if host else {})
    assert answer.status_code == status
    assert f"エラー番号 {status}" in answer.content.decode()
