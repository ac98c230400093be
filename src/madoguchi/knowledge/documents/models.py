"""Documents, their versions, and the files that belong to a version."""

from django.db import models
from django.db.models import Q

from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField
from madoguchi.knowledge.documents.rules import (
    KIND_LABELS,
    OPEN_STATES,
    STATE_LABELS,
    TYPE_LABELS,
    DocumentKind,
    VersionState,
)


class Document(models.Model):
    """A script, manual or check sheet. What it says is in its versions."""

    number = MachineCharField(max_length=12, unique=True)  # DOC-0001
    kind = MachineCharField(max_length=12, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()])
    title = GuardedCharField("名称", max_length=200)
    category = models.ForeignKey(
        "knowledge.Category", on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    procedures = models.ManyToManyField("municipality.Procedure", blank=True, related_name="documents")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "number")

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[DocumentKind(self.kind)]


class DocumentVersion(models.Model):
    """A version. In force is the approved one whose day has come last (004 §6①(ウ): 本市承認済みのマニュアル)."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = MachineCharField(max_length=10, choices=[(state.value, label) for state, label in STATE_LABELS.items()])
    text = GuardedTextField("本文", blank=True)
    reason = GuardedCharField("変更の理由", max_length=200, blank=True)
    valid_from = models.DateField("使い始める日", null=True, blank=True)
    edition = models.PositiveIntegerField(default=1)  # rises with each saving of a draft
    written_by = MachineCharField(max_length=60)
    written_at = models.DateTimeField()
    remark = GuardedTextField("確認した人から", blank=True)
    approved_by = MachineCharField(max_length=60, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_once"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(state__in=sorted(OPEN_STATES)), name="document_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}版"

    @property
    def state_label(self) -> str:
        return STATE_LABELS[VersionState(self.state)]


class Attachment(models.Model):
    """A file, in the database: a backup of it is whole, and rights are those of the record."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="files")
    name = GuardedCharField("ファイル名", max_length=200)
    media_type = MachineCharField(max_length=100, choices=list(TYPE_LABELS.items()))
    size = models.PositiveIntegerField()
    sha256 = MachineCharField(max_length=64)
    content = models.BinaryField()
    stored_by = MachineCharField(max_length=60)
    stored_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["version", "sha256"], name="attachment_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def type_label(self) -> str:
        return TYPE_LABELS[self.media_type]
