"""SEC-05: with MADOGUCHI_PLAIN_HTTP=0 everything travels encrypted; Django's own deployment check finds nothing."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.req("SEC-05")

SHOW = """
import django; django.setup()
from django.conf import settings as s
from django.test import Client
plain = Client().get("/staff/", headers={"Host": "madoguchi.example.jp"})
print(plain.status_code, plain["Location"])
secure = Client().get("/staff/account/login/", secure=True, headers={"Host": "madoguchi.example.jp"})
print(secure.headers["Strict-Transport-Security"])
print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE)
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"},
        "MADOGUCHI_VAR": str(folder),
        "MADOGUCHI_DATABASE_URL": f"sqlite:///{folder}/transport.sqlite3",
        "MADOGUCHI_SECRET_KEY": "9f-Qz" * 15,
        "MADOGUCHI_HISTORY_KEY": base64.b64encode(bytes(range(32))).decode(),
        "MADOGUCHI_HOSTS": "madoguchi.example.jp",
        "MADOGUCHI_PLAIN_HTTP": "0",
        "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings",
    }
    return subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_the_deployment_check_finds_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.slow
def test_plain_connections_are_sent_to_tls_and_stay_there(tmp_path: Path) -> None:
    assert run(tmp_path, "manage.py", "migrate", "-v0").returncode == 0
    assert run(tmp_path, "manage.py", "collectstatic", "--noinput", "-v0").returncode == 0
    done = run(tmp_path, "-W", "ignore", "-c", SHOW)
    assert done.stdout.splitlines() == [
        "301 https://madoguchi.example.jp/staff/",
        "max-age=63072000; includeSubDomains; preload",
        "__Host-session True True __Host-csrf True",
    ], done.stderr
