"""Writing the exchange's configuration, and letting it read it."""

from django.db import transaction

from madoguchi.calls.exchange.ports import MAY_EDIT, Applied
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import Refusal
from madoguchi.telephony.asterisk.config import folder, running
from madoguchi.telephony.asterisk.config.history import CONFIGURED, EXCHANGE
from madoguchi.telephony.asterisk.config.queries import files_now, machine


class LookedAtAnother(Refusal):
    message = "確認した内容のあとに、設定がまた変わりました。もう一度、違いを確かめてください。"


@transaction.atomic
def apply_configuration(*, by: Actor, looked_at: str = "") -> Applied:
    """`looked_at`: the digest of what a person saw and agreed to; what has changed since is not applied unseen."""
    by.need(MAY_EDIT, also=[UserKind.SYSTEM])
    here, files = machine(), files_now()
    digest = folder.digest(files)
    if looked_at and looked_at != digest:
        raise LookedAtAnother
    changed = folder.write(here, files)
    is_running = running.reload(here, changed)
    needs_restart = is_running and bool(running.AT_START & set(changed))
    if changed:
        record(
            CONFIGURED,
            by=by,
            about=About(EXCHANGE, "main"),
            facts={"changed_files": ", ".join(changed), "digest": digest[:16], "reloaded": is_running},
        )
    return Applied(tuple(changed), digest, is_running, needs_restart)
