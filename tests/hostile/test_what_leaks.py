"""What is left lying about: in logs, in exported files, in the folder of the data."""

import logging
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.test import Client

from madoguchi.config.access_log import NoSecretLink
from madoguchi.core.text.cells import harmless
from madoguchi.core.text.my_number import check_digit
from madoguchi.web.account.forms import RenamePasskeyForm

ROOT = Path(__file__).resolve().parents[2]
INVENTED = f"12345678901{check_digit('12345678901')}"


@pytest.mark.django_db
@pytest.mark.req("RSV-20")
@pytest.mark.parametrize("method", ["get", "put", "delete", "post"])
def test_no_refusal_writes_the_secret_of_a_page_into_the_log(method: str, caplog: pytest.LogCaptureFixture) -> None:
    getattr(Client(enforce_csrf_checks=True), method)("/en/my/0123456789abcdef~secret/")
    written = next(
        handler
        for handler in logging.getLogger().handlers
        if any(isinstance(kept, NoSecretLink) for kept in handler.filters)
    )
    for record in caplog.records:
        written.filter(record)
        assert "secret" not in written.format(record)
    assert caplog.records


@pytest.mark.parametrize("sign", ["=", "＝", "+", "＋", "-", "－", "@", "＠", "\t", "\r", "\n"])
def test_no_cell_of_an_exported_file_is_a_formula(sign: str) -> None:
    assert harmless(f"{sign}HYPERLINK(1)").startswith("'")
    assert harmless("見本 花子") == "見本 花子"


@pytest.mark.req("PDR-08")
def test_the_name_of_a_passkey_is_guarded() -> None:
    form = RenamePasskeyForm({"name": INVENTED}, instance=Mock())
    assert not form.is_valid()
    assert "12桁の番号" in str(form.errors)


@pytest.mark.django_db
def test_who_is_refused_leaves_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """Strangers could fill the disk with stacks."""
    Client().get("/", headers={"host": "evil.example"})
    written = next(handler for handler in logging.getLogger().handlers if handler.name == "console")
    lines = [written.format(record) for record in caplog.records if written.filter(record)]
    assert lines
    assert all("\n" not in line for line in lines)


@pytest.mark.slow
def test_a_new_database_is_for_its_owner_only(tmp_path: Path) -> None:
    environment = {**os.environ, "MADOGUCHI_VAR": str(tmp_path)}
    environment.pop("MADOGUCHI_DATABASE_URL", None)
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"],
        env=environment,
        check=True,
        umask=0o022,
    )
    assert (tmp_path / "madoguchi.sqlite3").stat().st_mode & 0o777 == 0o600


@pytest.mark.req("PDR-08")
def test_twelve_digits_in_an_address_are_not_logged() -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (f"/{INVENTED}/",), None)
    NoSecretLink().filter(record)
    assert record.getMessage() == "Not Found: /***/"
