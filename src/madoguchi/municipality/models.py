"""Dated settings, sites, procedures with their texts, and days that differ.

Written only by `actions.py`, `sites.py`, `procedures.py` and `days.py`.
"""

from django.db import models

from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField
from madoguchi.municipality.departments.models import Department as Department
from madoguchi.municipality.departments.models import DepartmentMember as DepartmentMember
from madoguchi.municipality.rules import CALENDAR_LABELS


class SettingsStamp(models.Model):
    """One row: another random value after each change of a setting. `picture.py` lives by it."""

    value = models.UUIDField()


class Setting(models.Model):
    """A value from a day on. In force on a day is the newest with effective_on ≤ that day."""

    key = MachineCharField(max_length=80)  # "contract.title", "reports.csv", "site_hours.takashina"
    value = GuardedTextField()  # canonical JSON, so that the guard sees every text in it
    effective_on = models.DateField()
    note = GuardedTextField(blank=True)
    made_by = MachineCharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "effective_on"], name="one_value_a_day")]


SITE_KINDS = {"main": "本庁", "branch": "支所", "desk": "申請サポート窓口", "visit": "出張先"}


class Site(models.Model):
    """会場. A dormant site is kept with its data; citizens do not see it (000 Q28)."""

    code = MachineCharField(max_length=30, unique=True)
    name = GuardedCharField("名称", max_length=80)
    kind = MachineCharField("種類", max_length=10, choices=list(SITE_KINDS.items()))
    address = GuardedCharField("所在地", max_length=200, blank=True)
    is_active = models.BooleanField("使用中", default=True)
    position = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name


LANGUAGES = {"ja": "日本語", "ja-easy": "やさしい日本語", "en": "English"}


class Procedure(models.Model):
    """手続き: what a citizen comes for. An inactive one stays on bookings that have it."""

    SHOWN = ("position", "is_active", "needs_national_system", "label_ja", "label_ja_easy", "label_en")

    code = MachineCharField(max_length=30, unique=True)
    position = models.PositiveSmallIntegerField("並び順", default=0)
    is_active = models.BooleanField("受付中", default=True)
    # What the list does not say is closed too when J-LIS stands still: nothing stays open by accident.
    needs_national_system = models.BooleanField("全国のシステム（J-LIS）を使う", default=True)
    label_ja = GuardedCharField("名称（日本語）", max_length=80)
    label_ja_easy = GuardedCharField("名称（やさしい日本語）", max_length=80)
    label_en = GuardedCharField("名称（英語）", max_length=80)

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.label_ja

    def label(self, language: str) -> str:
        return {"ja-easy": self.label_ja_easy, "en": self.label_en}.get(language, self.label_ja)


class ProcedureText(models.Model):
    """A version of what to bring and what to note, in one language. The highest number is in force."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="texts")
    language = MachineCharField(max_length=10, choices=list(LANGUAGES.items()))
    number = models.PositiveIntegerField()
    bring = GuardedTextField("持ち物")
    notes = GuardedTextField("留意事項")
    # RSV-16: in one or two sentences, for who comes with or for somebody else; shown when the procedure is chosen.
    warning = GuardedTextField("選ぶときのご注意", blank=True)
    source = GuardedCharField("出典", max_length=300)
    reviewed_on = models.DateField("確認日", null=True, blank=True)  # None: 要確認
    made_by = MachineCharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "language", "number"], name="one_text_a_version")
        ]


class OpeningDay(models.Model):
    """One day of a calendar that differs: closed as agreed (no hours), or opened specially."""

    calendar = MachineCharField(
        "暦", max_length=10, choices=[(calendar.value, label) for calendar, label in CALENDAR_LABELS.items()]
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, verbose_name="会場")
    day = models.DateField("日付")
    hours = MachineCharField(max_length=80, blank=True)  # "17:15-19:00"; empty: closed
    note = GuardedCharField("理由", max_length=200)
    # 003 第2-2(1): further closed days by agreement with the client, with the agreement noted.
    agreed_with = GuardedCharField("協議した相手", max_length=80, blank=True)
    agreed_on = models.DateField("協議した日", null=True, blank=True)

    class Meta:
        ordering = ("day", "calendar")
        constraints = [
            models.UniqueConstraint(fields=["calendar", "site", "day"], name="one_plan_a_day_and_site"),
            models.UniqueConstraint(
                fields=["calendar", "day"], condition=models.Q(site=None), name="one_plan_a_day"
            ),
        ]
