"""The head of the history leaves the database every day."""

import logging

import pytest
from django.conf import settings
from django.core import mail

from madoguchi.config import joint_jobs
from madoguchi.core.history.models import Seal
from madoguchi.core.history.seal import seal_events
from madoguchi.municipality.contact_sheet import Sheet
from tests.tasks.sample_tasks import note

SHEET = Sheet(
    centre_email=["centre@example.jp", "office@example.jp"],
    centre_phone="",
    office="",
    office_phone="",
    office_fax="",
    office_email="office@example.jp",
    told_to_city_on=None,
)


@pytest.fixture
def sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint_jobs, "contact_sheet", lambda: SHEET)
    monkeypatch.setattr(settings, "MAIL_IS_ON", True)


@pytest.mark.django_db
@pytest.mark.usefixtures("sheet")
def test_the_newest_seal_is_kept_in_the_log_and_with_both_parties(caplog: pytest.LogCaptureFixture) -> None:
    note("a")
    seal_events()
    seal = Seal.objects.get()
    with caplog.at_level(logging.INFO):
        kept = joint_jobs.send_head_of_history.call()
    assert kept == f"1:{seal.digest}"
    assert kept in caplog.text
    assert sorted(letter.to[0] for letter in mail.outbox) == ["centre@example.jp", "office@example.jp"]
    assert all(kept in letter.body for letter in mail.outbox)


@pytest.mark.django_db
@pytest.mark.usefixtures("sheet")
def test_without_a_history_there_is_nothing_to_send() -> None:
    assert joint_jobs.send_head_of_history.call() == ""
    assert not mail.outbox
