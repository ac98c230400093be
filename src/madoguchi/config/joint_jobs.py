"""Periodic tasks that need several packages which do not know each other. `clockwork.py` says when they run."""

import logging

from django_tasks import task

from madoguchi.core import clock
from madoguchi.core.history.models import Seal
from madoguchi.core.history.seal import head
from madoguchi.core.tasks.marks import at_least_once
from madoguchi.municipality.contact_sheet import contact_sheet
from madoguchi.notify.mail import Letter, send

log = logging.getLogger(__name__)


@task(queue_name="slow")
@at_least_once  # the same head twice says the same
def send_head_of_history() -> str:
    """The newest seal vouches for everything before it, once it is kept where the database's owner cannot write:
    in the log and with the two parties of the contract. `madoguchi check --head NUMBER:DIGEST` then finds a history
    that was cut off or written anew."""
    seal = head()
    if seal is None:
        return ""
    kept = f"{seal.number}:{seal.digest}"
    log.info("head of the history: %s", kept)
    sheet = contact_sheet()
    for address in dict.fromkeys(filter(None, [sheet.office_email, *sheet.centre_email])):
        send(_letter(address, seal, kept))
    return kept


def _letter(to: str, seal: Seal, kept: str) -> Letter:
    sealed_at = clock.in_tokyo(seal.sealed_at)
    text = (
        f"{sealed_at:%Y年%m月%d日 %H:%M} までの履歴は、次の値で封印されています。\n\n{kept}\n\n"
        "この値があれば、履歴が後から書き換えられたり切り取られたりしていないことを確かめられます。\n"
        f"確かめ方： madoguchi check --head {kept}\n\n"
        "このメールは毎日届きます。保管してください。個人情報は含まれていません。\n"
    )
    return Letter(to=to, subject=f"履歴の封印 {sealed_at:%Y-%m-%d}（第{seal.number}号）", text=text)
