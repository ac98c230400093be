"""A mark on a contact, and the log of the agreed steps."""

from django.db import models
from django.db.models import Q

from madoguchi.contacts.marks.rules import MARK_LABELS, Mark
from madoguchi.core.fields import GuardedCharField, MachineCharField


class ContactMark(models.Model):
    """A mark that was taken back stays, with the reason: somebody was told of it."""

    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="marks")
    kind = MachineCharField(max_length=12, choices=[(mark.value, label) for mark, label in MARK_LABELS.items()])
    call_key = MachineCharField(max_length=64, blank=True)  # "": no call, or none that is known
    marked_by = MachineCharField(max_length=40)
    marked_at = models.DateTimeField()
    seen_by = MachineCharField(max_length=40, blank=True)  # the supervisor who was told
    seen_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = GuardedCharField(max_length=120, blank=True)

    class Meta:
        ordering = ("-marked_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "kind"], condition=Q(withdrawn_at__isnull=True), name="contact_marked_once"
            )
        ]
        indexes = [models.Index(fields=["kind", "-marked_at"], name="contact_mark_by_kind")]

    @property
    def label(self) -> str:
        return MARK_LABELS[Mark(self.kind)]


class MarkStep(models.Model):
    """A step that was taken, in the words in which it was agreed then."""

    mark = models.ForeignKey(ContactMark, on_delete=models.CASCADE, related_name="steps")
    step = GuardedCharField(max_length=120)
    taken_by = MachineCharField(max_length=40)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ("taken_at", "pk")
        constraints = [models.UniqueConstraint(fields=["mark", "step"], name="mark_step_once")]
