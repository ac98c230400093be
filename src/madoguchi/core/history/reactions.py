"""Reactions: what `config/reactions.py` says must follow an event, run by the worker after the commit."""

from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks import task

from madoguchi.core import clock
from madoguchi.core.history import registry
from madoguchi.core.history.models import Event, Reaction


def promise_reactions(event: Event) -> None:
    """In the event's own transaction: one row and one task for each reaction."""
    for reaction_to in registry.reactions_to(event.kind):
        reaction = Reaction.objects.create(event=event, name=reaction_to.do)
        run_reaction.using(queue_name=reaction_to.queue).enqueue(reaction.pk)


@task(queue_name="fast")
def run_reaction(reaction_id: int) -> None:
    with transaction.atomic():
        reaction = Reaction.objects.select_for_update().select_related("event").get(pk=reaction_id)
        if reaction.done_at is not None:
            return
        import_string(reaction.name.replace(":", "."))(reaction.event)
        reaction.done_at = clock.now()
        reaction.save(update_fields=["done_at"])
