"""A rule and the records that were there before it, looked through in steps that each come to an end quickly."""

import time

from django.db import transaction
from django_tasks import task

from madoguchi.contacts.finding.searchable import index_contact
from madoguchi.contacts.models import ContactTag, DeclinedTag, TagRule
from madoguchi.contacts.tagging.history import TAG_RULE
from madoguchi.contacts.tagging.queries import fits_record, records_it_may_fit
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.record import About, record
from madoguchi.core.tasks.marks import at_least_once

RECORDS_A_STEP = 50
TURN_SECONDS, PAUSE_SECONDS = 15.0, 0.03


@task(queue_name="slow")
@at_least_once  # a record that has the tag is not given it again
def look_through(pk: int) -> None:
    deadline = time.monotonic() + TURN_SECONDS
    while time.monotonic() < deadline:
        if not _look_further(pk):
            return
        time.sleep(PAUSE_SECONDS)
    look_through.enqueue(pk)


@transaction.atomic
def _look_further(pk: int) -> bool:
    rule = TagRule.objects.select_for_update(of=("self",)).select_related("tag").filter(pk=pk).first()
    if rule is None or rule.looked_to is None or not rule.is_active:
        return False
    ahead = records_it_may_fit(rule.phrases, rule.topic).filter(number__gt=rule.looked_to)
    some = list(ahead.order_by("number").prefetch_related("tags", "values")[:RECORDS_A_STEP])
    if not some:
        rule.looked_to = None
        rule.save(update_fields=["looked_to"])
        record("tag_rule.looked_through", by=SYSTEM, about=About(TAG_RULE, str(pk)))
        return False
    declined = set(DeclinedTag.objects.filter(tag=rule.tag, contact__in=some).values_list("contact", flat=True))
    for contact in some:
        if contact.number in declined or rule.tag in contact.tags.all() or not fits_record(rule, contact):
            continue
        ContactTag.objects.create(contact=contact, tag=rule.tag, is_by_rule=True)
        index_contact(type(contact).objects.get(pk=contact.pk))
    rule.looked_to = some[-1].number
    rule.save(update_fields=["looked_to"])
    return True
