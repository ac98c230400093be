"""What a machine tells Madoguchi is right, or it does not start."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from madoguchi.config.environment import read_environment

RIGHT = {
    "MADOGUCHI_SECRET_KEY": "s" * 50,
    "MADOGUCHI_HISTORY_KEY": base64.b64encode(b"h" * 32).decode(),
    "MADOGUCHI_HOSTS": "yoyaku.example.jp",
}


def test_a_production_machine_is_not_a_demo() -> None:
    environment = read_environment(RIGHT)
    assert (environment.demo, environment.plain_http) == (False, False)


@pytest.mark.parametrize("switch", ["MADOGUCHI_DEMO", "MADOGUCHI_PLAIN_HTTP"])
def test_demo_and_plain_http_refuse_to_start_under_a_name_that_others_can_reach(switch: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"this machine only.*example"):
        read_environment({**RIGHT, switch: "1"})
    with pytest.raises(ImproperlyConfigured, match="this machine only"):
        read_environment({**RIGHT, switch: "1", "MADOGUCHI_HOSTS": "localhost,yoyaku.example.jp"})


def test_a_local_demo_starts() -> None:
    assert read_environment({**RIGHT, "MADOGUCHI_DEMO": "1", "MADOGUCHI_HOSTS": "localhost,127.0.0.1"}).demo


@pytest.mark.parametrize("value", ["yes", "true", "", "2"])
def test_a_switch_that_is_neither_0_nor_1_is_refused(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="MADOGUCHI_DEMO is 0 or 1"):
        read_environment({**RIGHT, "MADOGUCHI_DEMO": value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MADOGUCHI_SECRET_KEY", "abc123"),
        ("MADOGUCHI_SECRET_KEY", ""),
        ("MADOGUCHI_HISTORY_KEY", "not base64 at all"),
        ("MADOGUCHI_HISTORY_KEY", base64.b64encode(b"short").decode()),
    ],
)
def test_a_key_that_protects_nothing_is_refused_without_being_shown(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name) as refusal:
        read_environment({**RIGHT, name: value})
    assert not value or value not in str(refusal.value)


def test_a_secret_of_a_cloud_exchange_that_can_be_guessed_is_refused_without_being_shown() -> None:
    with pytest.raises(ImproperlyConfigured, match="MADOGUCHI_EXCHANGE_WEBHOOK_SECRETS") as refusal:
        read_environment({**RIGHT, "MADOGUCHI_EXCHANGE_WEBHOOK_SECRETS": f"{'s' * 32}, guess"})
    assert "guess" not in str(refusal.value)


@pytest.mark.req("SEC-04")
def test_a_broken_address_range_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"10\.0\.0\.0/40"):
        read_environment({**RIGHT, "MADOGUCHI_TRUSTED_PROXIES": "192.0.2.0/24, 10.0.0.0/40"})


@pytest.mark.req("SEC-04")
def test_proxies_are_trusted_only_when_they_are_declared() -> None:
    assert read_environment(RIGHT).trusted_proxies == ()
    (proxy,) = read_environment({**RIGHT, "MADOGUCHI_TRUSTED_PROXIES": "2001:db8::/64"}).trusted_proxies
    assert str(proxy) == "2001:db8::/64"
