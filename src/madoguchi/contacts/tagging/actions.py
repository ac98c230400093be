"""Rules: made, changed, removed, put on older records."""

from typing import Any

from django.db import transaction

from madoguchi.contacts.models import Tag, TagRule
from madoguchi.contacts.tagging.history import TAG_RULE
from madoguchi.contacts.tagging.jobs import look_through
from madoguchi.contacts.tagging.queries import phrases_of
from madoguchi.contacts.tagging.refusals import NoWords
from madoguchi.contacts.tagging.rules import phrases_in
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record

MAY_EDIT = "improvement.edit"


def save_rule(
    rule: TagRule | None, *, tag: str, phrases: str, topic: str = "", is_active: bool = True, by: Actor
) -> TagRule:
    by.need(MAY_EDIT)
    kept = "\n".join(phrases_in(phrases))
    if not any(phrases_of(kept)):
        raise NoWords
    with transaction.atomic():
        now = TagRule.objects.select_for_update().get(pk=rule.pk) if rule else TagRule()
        before = _picture(now) if rule else {}
        now.tag = Tag.objects.get_or_create(name=tag)[0]
        now.phrases, now.topic, now.is_active = kept, topic, is_active
        now.changed_at, now.changed_by = clock.now(), by.key
        now.save()
        after = _picture(now)
        if before != after:
            changes = {name: (before.get(name), value) for name, value in after.items()}
            record("tag_rule.changed" if rule else "tag_rule.made", by=by, about=_about(now), changes=changes)
        return now


def remove_rule(rule: TagRule, *, by: Actor) -> None:
    """The tags that it has put on records stay, as those of a person would."""
    by.need(MAY_EDIT)
    with transaction.atomic():
        record("tag_rule.removed", by=by, about=_about(rule), facts=_picture(rule))
        rule.delete()


def put_on_older_records(rule: TagRule, *, by: Actor) -> None:
    """Asked for by a person; done by the worker in small steps."""
    by.need(MAY_EDIT)
    with transaction.atomic():
        now = TagRule.objects.select_for_update().get(pk=rule.pk)
        now.looked_to = 0
        now.save(update_fields=["looked_to"])
        record("tag_rule.look_through", by=by, about=_about(now))
        look_through.enqueue(now.pk)


def _picture(rule: TagRule) -> dict[str, Any]:
    return {
        "tags": rule.tag.name,
        "phrases": rule.phrases.replace("\n", "／"),
        "topic": rule.topic,
        "is_active": rule.is_active,
    }


def _about(rule: TagRule) -> About:
    return About(TAG_RULE, str(rule.pk))
