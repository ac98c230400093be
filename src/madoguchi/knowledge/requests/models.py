"""The queue of requests."""

from django.db import models
from django.db.models import Q

from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField
from madoguchi.knowledge.requests.rules import (
    KIND_LABELS,
    OPEN_STATES,
    ORIGIN_LABELS,
    STATE_LABELS,
    Origin,
    RequestKind,
    RequestState,
)


class UpdateRequest(models.Model):
    """更新依頼 (004 §7①(エ)): when it was asked, who works on it, when its answer was published."""

    number = MachineCharField(max_length=12, unique=True)  # REQ-0001
    kind = MachineCharField(max_length=10, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()])
    origin = MachineCharField(
        max_length=12, choices=[(origin.value, label) for origin, label in ORIGIN_LABELS.items()]
    )
    # What it came out of, as its own package finds it: the number of a contact, the key of a need.
    origin_key = MachineCharField(max_length=40, blank=True)
    article = models.ForeignKey(
        "knowledge.Article", on_delete=models.SET_NULL, null=True, blank=True, related_name="requests"
    )
    subject = GuardedCharField("件名", max_length=200)
    wish = GuardedTextField("依頼の内容")
    source = GuardedCharField("根拠・資料", max_length=500, blank=True)
    department = GuardedCharField("所管課", max_length=80, blank=True)
    wanted_on = models.DateField("公開の希望日", null=True, blank=True)
    state = MachineCharField(max_length=10, choices=[(state.value, label) for state, label in STATE_LABELS.items()])
    asked_by = MachineCharField(max_length=60)
    asked_at = models.DateTimeField()
    owner = MachineCharField(max_length=60, blank=True)  # the login ID of who works on it
    taken_at = models.DateTimeField(null=True, blank=True)
    # The first revision that was written for it: when it, or a later one, is published, the request is answered.
    answered_from = models.ForeignKey(
        "knowledge.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="answers"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    answer = GuardedTextField("見送りの理由", blank=True)

    class Meta:
        ordering = ("asked_at", "pk")
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(state__in=sorted(OPEN_STATES)), name="update_request_open"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[RequestKind(self.kind)]

    @property
    def origin_label(self) -> str:
        return ORIGIN_LABELS[Origin(self.origin)]

    @property
    def state_label(self) -> str:
        return STATE_LABELS[RequestState(self.state)]

    @property
    def is_open(self) -> bool:
        return RequestState(self.state) in OPEN_STATES
