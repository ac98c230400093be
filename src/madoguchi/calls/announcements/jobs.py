"""Speaking what was approved, and forgetting what was only tried."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django_tasks import task

from madoguchi.calls.announcements.actions import speak_version, spoken_sound
from madoguchi.calls.announcements.first import lay_what_is_missing
from madoguchi.calls.announcements.models import Announcement, Sound
from madoguchi.calls.announcements.ports import SoundNotMade
from madoguchi.calls.announcements.queries import (
    kept_sound,
    numbered_sounds,
    spoken_text,
    waiting_for_the_voice,
    without_sound,
)
from madoguchi.calls.announcements.rules import digest_of
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event
from madoguchi.core.tasks.marks import at_least_once
from madoguchi.municipality.queries import has_contract

TRIED_IS_KEPT = timedelta(days=7)


@at_least_once  # the second time there is nothing left to speak
def speak_approved(event: Event) -> None:
    speak_what_waits()


@task(queue_name="slow")
@at_least_once  # one after the other, each in a transaction of its own
def speak_announcements() -> int:
    return speak_what_waits()


def speak_what_waits() -> int:
    """Words for what was switched on, everything approved that nobody can hear yet, or that is read otherwise since the
    readings changed, and the sentences with numbers. How many were spoken."""
    if not has_contract():
        return 0
    lay_what_is_missing(SYSTEM)
    return sum(speak_version(version) for version in waiting_for_the_voice()) + _speak_numbers()


def _speak_numbers() -> int:
    spoken = 0
    for text in {text for one in numbered_sounds().values() for text in one.texts}:
        if kept_sound(text) is None:
            try:
                spoken_sound(text)
            except SoundNotMade:
                return spoken  # said to be in trouble by what was written; tried again in a minute
            spoken += 1
    return spoken


@task(queue_name="slow")
@at_least_once
def forget_tried_sounds() -> int:
    """What was heard while writing and never came into use."""
    used = Announcement.objects.filter(sound=OuterRef("pk"))
    without_sound().exclude(sound_trouble="").update(sound_trouble="")  # the voice tries again
    in_use = [digest_of(spoken_text(text)) for one in numbered_sounds().values() for text in one.texts]
    old = Sound.objects.filter(~Exists(used), made_at__lt=clock.now() - TRIED_IS_KEPT).exclude(pk__in=in_use)
    return old.delete()[0]
