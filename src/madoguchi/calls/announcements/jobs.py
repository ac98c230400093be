"""Speaking what was approved, and forgetting what was only tried."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django_tasks import task

from madoguchi.calls.announcements.actions import speak_version
from madoguchi.calls.announcements.models import Announcement, Sound
from madoguchi.calls.announcements.queries import waiting_for_the_voice, without_sound
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.tasks.marks import at_least_once

TRIED_IS_KEPT = timedelta(days=7)


@at_least_once  # the second time there is nothing left to speak
def speak_approved(event: Event) -> None:
    speak_what_waits()


@task(queue_name="slow")
@at_least_once  # one after the other, each in a transaction of its own
def speak_announcements() -> int:
    return speak_what_waits()


def speak_what_waits() -> int:
    """Everything approved that nobody can hear yet, or that is read otherwise since the readings changed. How many
    were spoken."""
    return sum(speak_version(version) for version in waiting_for_the_voice())


@task(queue_name="slow")
@at_least_once
def forget_tried_sounds() -> int:
    """What was heard while writing and never came into use."""
    used = Announcement.objects.filter(sound=OuterRef("pk"))
    without_sound().exclude(sound_trouble="").update(sound_trouble="")  # the voice tries again
    old = Sound.objects.filter(~Exists(used), made_at__lt=clock.now() - TRIED_IS_KEPT)
    return old.delete()[0]
