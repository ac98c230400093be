"""Telling people by mail that something about their own account has changed (config/reactions.py)."""

from madoguchi.accounts.notices import notice_about
from madoguchi.core.history.models import Event
from madoguchi.core.tasks.marks import at_least_once
from madoguchi.notify.mail import Letter, send


@at_least_once
def mail_account_change(event: Event) -> None:
    notice = notice_about(event)
    if notice:
        send(Letter(to=notice.to, subject=notice.subject, text=notice.text))
