"""Telling people by mail that something about their own account has changed (config/reactions.py)."""

from madoguchi.accounts.notices import notice_about
from madoguchi.core.history.models import Event
from madoguchi.notify.mail import Letter, send


def mail_account_change(event: Event) -> None:
    notice = notice_about(event)
    if notice:
        send(Letter(to=notice.to, subject=notice.subject, text=notice.text))
