"""What callers hear: texts by kind, language and version, and the sounds that were made of them."""

from django.db import models
from django.db.models import Q

from madoguchi.calls.announcements.rules import KIND_LABELS, LANGUAGES, STATE_LABELS, Kind, State
from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField

ORIGIN_LABELS = {"spoken": "内蔵の音声", "uploaded": "録音した音声"}


class Sound(models.Model):
    """8 kHz, one channel, 16 bit, as a telephone carries it. In the database: a backup of it is whole."""

    digest = MachineCharField(max_length=64, primary_key=True)
    origin = MachineCharField(max_length=10, choices=list(ORIGIN_LABELS.items()))
    seconds = models.FloatField()
    wav = models.BinaryField()
    made_at = models.DateTimeField()


class Announcement(models.Model):
    """A version. In force is the approved one whose day has come last."""

    kind = MachineCharField(max_length=20, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()])
    language = MachineCharField(max_length=10, choices=list(LANGUAGES.items()), default="ja")
    number = models.PositiveIntegerField()
    text = GuardedTextField("文面")
    reason = GuardedCharField("変更の理由", max_length=200, blank=True)
    state = MachineCharField(max_length=10, choices=[(state.value, label) for state, label in STATE_LABELS.items()])
    is_to_confirm = models.BooleanField("要確認", default=False)
    in_force_from = models.DateField("使い始める日", null=True, blank=True)
    sound = models.ForeignKey(Sound, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sound_trouble = MachineCharField(max_length=40, blank=True)  # why the voice could not speak it
    edition = models.PositiveIntegerField(default=1)  # rises with each saving of a draft
    written_by = MachineCharField(max_length=60)
    written_at = models.DateTimeField()
    approved_by = MachineCharField(max_length=60, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("kind", "language", "-number")
        constraints = [
            models.UniqueConstraint(fields=["kind", "language", "number"], name="announcement_version_once"),
            models.UniqueConstraint(
                fields=["kind", "language"], condition=Q(state=State.DRAFT.value), name="announcement_draft_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED.value) | Q(in_force_from__isnull=False),
                name="announcement_approved_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label} 第{self.number}版"

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[Kind(self.kind)]

    @property
    def state_label(self) -> str:
        return STATE_LABELS[State(self.state)]

    @property
    def is_uploaded(self) -> bool:
        return self.sound is not None and self.sound.origin == "uploaded"
