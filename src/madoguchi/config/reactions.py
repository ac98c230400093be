"""What happens after what. The one place to look, and the one place to add to.

An entry runs once, after the commit of its event, in the worker: at once, not later. What comes later (a reminder on
the day before) is a daily job in `clockwork.py`.
"""

from madoguchi.accounts.notices import NOTIFIED as CREDENTIAL_CHANGES
from madoguchi.core.history.registry import ReactionTo
from madoguchi.messages.reactions import AFTER_A_CHANGE

REACTIONS: list[ReactionTo] = [
    *(ReactionTo(kind, "madoguchi.notify.account_mail:mail_account_change") for kind in CREDENTIAL_CHANGES),
    ReactionTo("booking.made", "madoguchi.messages.reactions:tell_made", only_with="email.after"),
    *(ReactionTo(kind, "madoguchi.messages.reactions:tell_changed") for kind in AFTER_A_CHANGE),
    ReactionTo("booking.cancelled", "madoguchi.messages.reactions:tell_cancelled"),
    ReactionTo("booking.outage_affects", "madoguchi.messages.reactions:ask_to_move"),
    ReactionTo("booking.outage_over", "madoguchi.messages.reactions:tell_outage_over"),
    ReactionTo("inquiry.received", "madoguchi.messages.inquiries.reactions:confirm_receipt"),
    ReactionTo("inquiry.answered", "madoguchi.messages.inquiries.reactions:send_answer"),
    ReactionTo("call.call_back_wished", "madoguchi.contacts.call_backs.jobs:take_wish"),
    ReactionTo("announcement.approved", "madoguchi.calls.announcements.jobs:speak_approved", queue="slow"),
    ReactionTo("stop.planned", "madoguchi.config.joint_jobs:tell_city_of_stop", queue="slow"),
    ReactionTo("stop.ended_early", "madoguchi.config.joint_jobs:let_holds_go"),
    ReactionTo("stop.called_off", "madoguchi.config.joint_jobs:tell_city_of_stop", queue="slow"),
]
