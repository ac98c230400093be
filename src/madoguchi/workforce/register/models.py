"""The people of the contract, their careers, the posts that they hold."""

from django.db import models
from django.db.models import F, Q

from madoguchi.accounts.models import Staff
from madoguchi.core.fields import GuardedCharField, MachineCharField
from madoguchi.workforce.register import rules
from madoguchi.workforce.register.rules import EMPLOYMENT_LABELS, POST_LABELS, WORK_LABELS


class Worker(models.Model):
    """従事者. Not everybody has an account: who only manages may have none."""

    name = GuardedCharField("氏名", max_length=80)
    staff = models.OneToOneField(Staff, on_delete=models.PROTECT, null=True, related_name="worker")
    employment = MachineCharField("雇用", max_length=14, choices=list(EMPLOYMENT_LABELS.items()))
    employer = GuardedCharField("所属", max_length=80, blank=True)
    made_by = MachineCharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class Career(models.Model):
    """経歴: one line of it."""

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="careers")
    work = MachineCharField("何として", max_length=12, choices=list(WORK_LABELS.items()))
    since = models.DateField("いつから")
    until = models.DateField("いつまで", null=True)
    is_call_centre = models.BooleanField("コールセンター", default=True)
    is_card_work = models.BooleanField("マイナンバーカードの業務", default=False)
    municipality = GuardedCharField("自治体", max_length=40, blank=True)
    note = GuardedCharField("業務の名前", max_length=120, blank=True)

    class Meta:
        ordering = ("-since", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="career_ends_later")
        ]

    @property
    def value(self) -> rules.Career:
        return rules.Career(
            rules.Work(self.work), self.since, self.until, self.is_call_centre, self.is_card_work, self.municipality
        )

    @property
    def work_label(self) -> str:
        return WORK_LABELS[rules.Work(self.work)]


class Assignment(models.Model):
    """Who holds a post from when until when."""

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="assignments")
    post = MachineCharField("役割", max_length=12, choices=list(POST_LABELS.items()))
    since = models.DateField("いつから")
    until = models.DateField("いつまで", null=True)  # the last day
    also_elsewhere = models.BooleanField("ほかの業務と兼ねる", default=False)
    made_by = MachineCharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-since", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="assignment_ends_later"
            ),
            models.UniqueConstraint(fields=["worker", "post", "since"], name="post_given_once"),
        ]

    @property
    def post_label(self) -> str:
        return POST_LABELS[rules.Post(self.post)]
