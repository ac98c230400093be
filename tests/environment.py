"""Loaded as a plugin before Django reads its settings: the tests' own keys, folder and database."""

import base64
import os
import tempfile

from tests.services import postgres

os.environ.setdefault("MADOGUCHI_VAR", tempfile.mkdtemp(prefix="madoguchi-test-"))
os.environ.setdefault("MADOGUCHI_TEST_TEMPLATES", tempfile.mkdtemp(prefix="madoguchi-templates-"))
os.environ.setdefault("MADOGUCHI_SECRET_KEY", "only-for-tests-" * 4)
os.environ.setdefault("MADOGUCHI_HISTORY_KEY", base64.b64encode(b"only-for-tests-" * 3).decode())
os.environ.setdefault(
    "MADOGUCHI_RECORDING_KEYS", "tests:" + base64.b64encode(b"only-for-tests-" * 2 + b"!!").decode()
)
os.environ.setdefault("MADOGUCHI_HOSTS", "localhost,127.0.0.1")
os.environ.setdefault("MADOGUCHI_PLAIN_HTTP", "1")

# `MADOGUCHI_TEST_DB=postgres pytest`: the whole suite on a private PostgreSQL.
if os.environ.get("MADOGUCHI_TEST_DB") == "postgres":
    os.environ["MADOGUCHI_DATABASE_URL"] = postgres.start_for_this_run()
