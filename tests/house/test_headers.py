"""Every address answers with locks on: strict policy, no outside host, nothing kept in a cache."""

import base64
import os
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from madoguchi.accounts.rights import Role
from tests.services.signed_in import session_for, staff_of

HOST = "yoyaku.example.jp"
LOCKS = ("SECURE_", "SESSION_", "CSRF_", "LANGUAGE_COOKIE", "CONTENT_SECURITY_POLICY", "X_FRAME")
SETTINGS = str(Path(__file__).resolve().parents[2] / "src" / "madoguchi" / "config" / "settings.py")
PRODUCTION = {
    "MADOGUCHI_SECRET_KEY": "only-for-tests-" * 4,
    "MADOGUCHI_HISTORY_KEY": base64.b64encode(b"h" * 32).decode(),
    "MADOGUCHI_HOSTS": HOST,
}


def production_settings() -> dict[str, Any]:
    """The settings as a real installation reads them."""
    with mock.patch.dict(os.environ, PRODUCTION):
        del os.environ["MADOGUCHI_PLAIN_HTTP"]
        everything = runpy.run_path(SETTINGS)
    return {name: value for name, value in everything.items() if name.startswith(LOCKS)}


@pytest.fixture
def production() -> Iterator[dict[str, Any]]:
    settings = production_settings()
    with override_settings(**settings, ALLOWED_HOSTS=[HOST]):
        yield settings


def addresses() -> list[str]:
    """One address for each route. Where something is named in it, a name that nobody has: its 404 has locks too."""
    found = {"/healthz", "/readyz", "/no-such-page"}
    for route in routes(get_resolver().url_patterns, ""):
        address = re.sub(r"<[^>]+>", "1", route).replace("^", "").replace("$", "").replace("\\Z", "")
        found.add("/" + re.sub(r"\(\?P<\w+>[^)]*\)", "1", address))
    return sorted(found)


def routes(patterns: list[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern):
            yield here


@pytest.fixture(params=["nobody", "city_admin"])
def client_of(request: pytest.FixtureRequest, production: dict[str, Any], db: None) -> Client:
    client = Client(headers={"Host": HOST}, raise_request_exception=False)
    if request.param != "nobody":
        client.cookies[settings.SESSION_COOKIE_NAME] = session_for(staff_of(Role.CITY_ADMIN))
        assert client.get("/staff/", secure=True).status_code == 200
    return client


@pytest.mark.req("SEC-05", "PLT-04")
def test_every_address_answers_with_its_locks_on(client_of: Client) -> None:
    unlocked = [
        f"{address}: {problem}"
        for address in addresses()
        for problem in open_locks(client_of.get(address, secure=True).headers, address)
    ]
    assert unlocked == []


def open_locks(headers: Any, address: str) -> Iterator[str]:
    policy = dict(
        part.strip().partition(" ")[::2] for part in headers.get("Content-Security-Policy", "").split(";")
    )
    for directive in ("default-src", "frame-ancestors", "base-uri", "object-src"):
        if policy.get(directive) != "'none'":
            yield f"{directive} is {policy.get(directive)}"
    for directive, sources in policy.items():
        if foreign := set(sources.split()) - {"'none'", "'self'", "data:"}:
            yield f"{directive} allows {foreign}"
        if directive != "img-src" and "data:" in sources:
            yield f"{directive} allows data:"
    wanted = {
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    for name, value in wanted.items():
        if headers.get(name) != value:
            yield f"{name} is {headers.get(name)}"
    if "no-store" not in headers.get("Cache-Control", "") and "/live" not in address:
        yield f"Cache-Control is {headers.get('Cache-Control')}"
    if "Server" in headers or "X-Powered-By" in headers:
        yield "says what it is made of"


@pytest.mark.req("SEC-05")
def test_cookies_belong_to_this_host_and_to_tls_only(client_of: Client) -> None:
    for address in addresses():
        client_of.get(address, secure=True)
    assert {name[:7] for name in client_of.cookies} == {"__Host-"}
    for cookie in client_of.cookies.values():
        if cookie.key.startswith("__Host-") and cookie.value:
            assert (cookie["path"], cookie["domain"]) == ("/", "")
    settings = production_settings()
    for kind in ("SESSION", "CSRF", "LANGUAGE"):
        assert settings[f"{kind}_COOKIE_NAME"].startswith("__Host-")
        assert settings[f"{kind}_COOKIE_SECURE"] is True


@pytest.mark.req("SEC-05")
def test_plain_http_is_sent_to_tls(production: dict[str, Any], client: Client) -> None:
    answer = client.get("/", headers={"Host": HOST})
    assert (answer.status_code, answer.headers["Location"]) == (301, f"https://{HOST}/")


@pytest.mark.req("PLT-09")
def test_a_host_header_that_is_not_ours_is_refused_in_words(production: dict[str, Any], client: Client) -> None:
    answer = client.get("/", headers={"Host": "evil.example.com"}, secure=True)
    assert answer.status_code == 400
    assert "evil.example.com" not in answer.content.decode()
