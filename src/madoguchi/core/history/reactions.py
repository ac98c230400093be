"""Reactions: what `config/reactions.py` says must follow an event, run by the worker after the commit.

A reaction that writes to our own database is done exactly once. One that talks to the outside is marked
`@at_least_once` (core/tasks/marks.py): no transaction, and on SQLite no lock, waits for a mail server.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks import task

from madoguchi.core import clock
from madoguchi.core.history import registry
from madoguchi.core.history.models import Event, Reaction
from madoguchi.core.tasks.marks import at_least_once, is_at_least_once


def promise_reactions(event: Event) -> None:
    """In the event's own transaction: one row and one task for each reaction."""
    for reaction_to in registry.reactions_to(event.kind):
        if reaction_to.only_with and f'"{reaction_to.only_with}":' not in event.body:
            continue
        reaction = Reaction.objects.create(event=event, name=reaction_to.do)
        run = run_outward_reaction if is_at_least_once(_code_of(reaction)) else run_reaction
        run.using(queue_name=reaction_to.queue).enqueue(reaction.pk)


@task(queue_name="fast")
def run_reaction(reaction_id: int) -> None:
    with transaction.atomic():
        reaction = Reaction.objects.select_for_update().select_related("event").get(pk=reaction_id)
        _run_unless_done(reaction)


@task(queue_name="fast")
@at_least_once
def run_outward_reaction(reaction_id: int) -> None:
    _run_unless_done(Reaction.objects.select_related("event").get(pk=reaction_id))


def _run_unless_done(reaction: Reaction) -> None:
    if reaction.done_at is not None:
        return
    _code_of(reaction)(reaction.event)
    reaction.done_at = clock.now()
    reaction.save(update_fields=["done_at"])


def _code_of(reaction: Reaction) -> Callable[[Event], None]:
    code: Callable[[Event], None] = import_string(reaction.name.replace(":", "."))
    return code
