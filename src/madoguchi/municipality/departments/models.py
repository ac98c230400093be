"""The directory of departments, and which members of staff belong to which. Written only by `actions.py`."""

import json

from django.db import models

from madoguchi.accounts.models import Staff
from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField, MachineTextField


class Department(models.Model):
    """所管課, or a place outside (出先施設) to which no call can be transferred (004 §6①(イ))."""

    SHOWN = (
        "position", "is_active", "name", "reading", "duties", "extension", "phone", "is_transferable",
        "transfer_first", "transfer_then", "when_closed", "hours", "note",
    )  # fmt: skip

    code = MachineCharField(max_length=30, unique=True)
    position = models.PositiveSmallIntegerField("並び順", default=0)
    is_active = models.BooleanField("使用中", default=True)
    name = GuardedCharField("名称", max_length=80)
    reading = GuardedCharField("よみ", max_length=120, blank=True)
    duties = GuardedTextField("担当する仕事", blank=True)  # as citizens and operators call them, one a line
    extension = GuardedCharField("内線", max_length=40, blank=True)
    phone = GuardedCharField("電話番号（外線）", max_length=40, blank=True)
    is_transferable = models.BooleanField("電話を転送できる", default=True)
    # 004 §10①(ア), the transfer flow: whom to ring first, whom when nobody answers, what when it is closed.
    transfer_first = GuardedCharField("はじめにかける先", max_length=200, blank=True)
    transfer_then = GuardedCharField("出ないときにかける先", max_length=200, blank=True)
    when_closed = GuardedCharField("閉まっているとき", max_length=200, blank=True)
    # {"mon": ["08:30-17:15"], …} as JSON; empty: it keeps the hours of its site, or of the counter.
    hours = MachineTextField("受付時間", blank=True)
    site = models.ForeignKey(
        "municipality.Site", on_delete=models.PROTECT, null=True, blank=True, verbose_name="会場"
    )
    note = GuardedCharField("メモ", max_length=300, blank=True)

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name

    @property
    def week(self) -> dict[str, list[str]] | None:
        return json.loads(self.hours) if self.hours else None


class DepartmentMember(models.Model):
    """Whoever belongs to a department sees and answers what is handed to it."""

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="members")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="departments")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "staff"], name="member_once")]
