"""番号: what citizens dial, how many lines and seats there are from which day on, and what must be done about them."""

from django.db import models
from django.db.models import Q

from madoguchi.calls.lines.rules import LINE_KIND_LABELS, OF_LABELS, OWNER_LABELS, PAYER_LABELS
from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField


class Line(models.Model):
    """Counted apart, whatever queue it leads to (002 No.32)."""

    number = MachineCharField(max_length=20, unique=True)  # digits, as the exchange is given them
    kind = MachineCharField(
        max_length=12, choices=[(kind.value, label) for kind, label in LINE_KIND_LABELS.items()]
    )
    label = GuardedCharField(max_length=80)
    payer = MachineCharField(max_length=12, choices=[(payer.value, label) for payer, label in PAYER_LABELS.items()])
    carrier = GuardedCharField(max_length=80, blank=True)
    in_service_from = models.DateField(null=True)
    in_service_until = models.DateField(null=True)  # the last day
    known_on = models.DateField(null=True)  # since when it is fixed: to be reported at once (004 §3①(イ))

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.label


class Capacity(models.Model):
    """How many lines, or seats, from a day on, with the city's agreement (001 §6(2); 004 §9)."""

    of = MachineCharField(max_length=10, choices=list(OF_LABELS.items()))
    effective_on = models.DateField("いつから")
    number = models.PositiveIntegerField("数")
    agreed_with = GuardedCharField("協議した相手", max_length=80, blank=True)
    agreed_on = models.DateField("協議した日", null=True, blank=True)
    note = GuardedCharField("メモ", max_length=200, blank=True)
    made_by = MachineCharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("of", "effective_on")
        constraints = [models.UniqueConstraint(fields=["of", "effective_on"], name="one_capacity_a_day")]


class LineTask(models.Model):
    """Something that the contract asks for around the numbers, with a day and a proof (R rows of TEL)."""

    code = MachineCharField(max_length=40, blank=True)  # which one of the contract's; "" for one of our own
    title = GuardedCharField("すること", max_length=120)
    owner = MachineCharField(max_length=12, choices=list(OWNER_LABELS.items()))
    due_on = models.DateField("期限")
    is_due_moved = models.BooleanField(default=False)  # by a person: the contract's dates move it no more
    note = GuardedTextField("メモ", blank=True)
    proof = GuardedTextField("済んだ証拠", blank=True)
    file_name = GuardedCharField("証拠のファイル", max_length=140, blank=True)
    file = models.BinaryField(null=True)
    call = models.ForeignKey("calls.Call", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    done_on = models.DateField("済んだ日", null=True, blank=True)
    done_by = MachineCharField(max_length=60, blank=True)
    dropped_on = models.DateField(null=True)  # the contract asks for it no more

    class Meta:
        ordering = ("due_on", "pk")
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="contract_task_once"),
        ]

    def __str__(self) -> str:
        return self.title
