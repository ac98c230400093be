"""What happens after what. The one place to look, and the one place to add to.

An entry runs once, after the commit of its event, in the worker: at once, not later. What comes later (a reminder on
the day before) is a daily job in `clockwork.py`.
"""

from madoguchi.accounts.notices import NOTIFIED as CREDENTIAL_CHANGES
from madoguchi.core.history.registry import ReactionTo

REACTIONS: list[ReactionTo] = [
    *(ReactionTo(kind, "madoguchi.notify.account_mail:mail_account_change") for kind in CREDENTIAL_CHANGES),
]
