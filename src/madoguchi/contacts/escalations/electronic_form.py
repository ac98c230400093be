"""ESC-05: the city's electronic form, the only way for what is personal: each use on record, with its receipt number."""

from django.db import transaction

from madoguchi.contacts.escalations.actions import about
from madoguchi.contacts.escalations.models import Escalation, FormUse
from madoguchi.contacts.escalations.queries import MAY_HAND_ON
from madoguchi.contacts.escalations.refusals import FormNotSet, FormNotUsed, ReceiptOnly, TextMissing
from madoguchi.contacts.escalations.settings import form_url
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import record
from madoguchi.core.text.masking import Personal, personal_in

# Numbers of receipts may look like a telephone number; they never look like a name.
NAMES_SOMEBODY = (Personal.NAME, Personal.ADDRESS, Personal.MAIL)


def open_form(escalation: Escalation, *, by: Actor) -> str:
    """Where it is. Nothing is handed over with the address: what is personal is typed there and stays there."""
    by.need(MAY_HAND_ON)
    url = form_url()
    if not url:
        raise FormNotSet
    with transaction.atomic():
        FormUse.objects.create(escalation=escalation, opened_at=clock.now(), opened_by=by.key)
        record("escalation.form_opened", by=by, about=about(escalation))
    return url


def enter_receipt(escalation: Escalation, receipt: str, *, by: Actor) -> FormUse:
    """The number that the form gave at its end, to the last use that has none yet."""
    by.need(MAY_HAND_ON)
    if not receipt.strip():
        raise TextMissing
    if any(found.what in NAMES_SOMEBODY for found in personal_in(receipt)):
        raise ReceiptOnly
    with transaction.atomic():
        uses = FormUse.objects.select_for_update().filter(escalation=escalation, receipt="")
        use = uses.order_by("-opened_at", "-pk").first()
        if use is None:
            raise FormNotUsed
        use.receipt, use.receipt_at = receipt, clock.now()
        use.save(update_fields=["receipt", "receipt_at"])
        record("escalation.receipt_entered", by=by, about=about(escalation), facts={"receipt": receipt})
        return use
