"""応対: what was asked by whom, what was answered by whom, and what became of it."""

from django.db import models
from django.db.models import Q

from madoguchi.contacts.call_backs.models import CallBack as CallBack
from madoguchi.contacts.call_backs.models import CallBackAttempt as CallBackAttempt
from madoguchi.contacts.drafts.models import ContactDraft as ContactDraft
from madoguchi.contacts.escalations.models import CallTransfer as CallTransfer
from madoguchi.contacts.escalations.models import Escalation as Escalation
from madoguchi.contacts.escalations.models import EscalationStep as EscalationStep
from madoguchi.contacts.escalations.models import FormUse as FormUse
from madoguchi.contacts.export.models import MonthFile as MonthFile
from madoguchi.contacts.finding.models import SavedSearch as SavedSearch
from madoguchi.contacts.improvement.models import Need as Need
from madoguchi.contacts.inquiries.models import Inquiry as Inquiry
from madoguchi.contacts.inquiries.models import InquiryReply as InquiryReply
from madoguchi.contacts.marks.models import ContactMark as ContactMark
from madoguchi.contacts.marks.models import MarkStep as MarkStep
from madoguchi.contacts.rules import (
    CHANNEL_LABELS,
    KIND_LABELS,
    LEVEL_LABELS,
    STATE_LABELS,
    TRANSFER_LABELS,
    Channel,
    ContactState,
    Kind,
    Level,
    Transfer,
    written_number,
)
from madoguchi.contacts.tagging.models import DeclinedTag as DeclinedTag
from madoguchi.contacts.tagging.models import TagRule as TagRule
from madoguchi.contacts.takeover.models import FormerRecord as FormerRecord
from madoguchi.contacts.takeover.models import RefusedLine as RefusedLine
from madoguchi.contacts.takeover.models import Takeover as Takeover
from madoguchi.contacts.third_parties.models import ThirdPartyApproval as ThirdPartyApproval
from madoguchi.contacts.third_parties.models import ThirdPartyHandOver as ThirdPartyHandOver
from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField
from madoguchi.core.search.analysis import reading_of
from madoguchi.core.text.kana import search_key

NAME_ROOM = 80  # as in bookings: forty characters, each with the selector that chooses its shape
SEARCH_ROOM = 400


class Contact(models.Model):
    """One contact. Its number is its key: it is told to nobody outside by itself, so it may count up.

    While somebody is writing it (state draft), the fields below are empty; what was typed stands in its draft.
    """

    number = models.BigAutoField(primary_key=True)
    # The form carries it, so that a double press, two tabs or a retry make one contact.
    once_key = models.UUIDField(unique=True)
    state = MachineCharField(max_length=12, choices=[(state.value, label) for state, label in STATE_LABELS.items()])
    handler = MachineCharField(max_length=40, blank=True)  # the login ID; nobody yet for a form that has come in
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    channel = MachineCharField(
        max_length=10, choices=[(channel.value, label) for channel, label in CHANNEL_LABELS.items()]
    )
    kind = MachineCharField(
        max_length=10,
        default=Kind.INQUIRY.value,
        choices=[(kind.value, label) for kind, label in KIND_LABELS.items()],
    )
    topic = GuardedCharField(max_length=80, blank=True)  # in the words of contacts.topics at the time
    content = GuardedTextField(blank=True)
    answer = GuardedTextField(blank=True)
    intention = GuardedTextField(blank=True)  # of an opinion, a wish, a complaint, as the caller confirmed it
    party_name = GuardedCharField(max_length=NAME_ROOM, blank=True)
    party_kana = GuardedCharField(max_length=NAME_ROOM, blank=True)
    party_search = GuardedCharField(max_length=SEARCH_ROOM, blank=True, editable=False)
    party_phone = GuardedCharField(max_length=20, blank=True)  # digits, where it is a Japanese number
    party_mail = GuardedCharField(max_length=254, blank=True)
    booking_number = MachineCharField(max_length=8, blank=True)
    # The exchange's own key of the call that it was begun of; "" where nobody said so (telephone/queries.py).
    call_key = MachineCharField(max_length=64, blank=True)
    transfer = MachineCharField(
        max_length=12,
        default=Transfer.NONE.value,
        choices=[(transfer.value, label) for transfer, label in TRANSFER_LABELS.items()],
    )
    transfer_to = GuardedCharField(max_length=120, blank=True)
    language = MachineCharField(max_length=10, default="ja")
    level = models.PositiveSmallIntegerField(
        default=Level.OPERATOR.value, choices=[(level.value, label) for level, label in LEVEL_LABELS.items()]
    )
    first_answer = models.BooleanField(default=False)  # 一次回答, by rules.is_first_answer (FAQ-15)
    # Shown or read out when the same person is in contact again (OPC-06); emptied when it has been told.
    prepared_answer = GuardedTextField(blank=True)
    earlier = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="later")
    # Of a former system: seen exactly while the whole batch is (takeover/).
    takeover = models.ForeignKey(
        Takeover, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="contacts"
    )
    has_personal_data = models.BooleanField(default=False)
    # Kept beyond every term while a case is open (PDR-03), and why.
    is_on_hold = models.BooleanField(default=False)
    hold_reason = GuardedCharField(max_length=200, blank=True)
    tags: "models.ManyToManyField[Tag, ContactTag]" = models.ManyToManyField(
        "Tag", through="ContactTag", related_name="contacts"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ContactState.DRAFT) | Q(recorded_at__isnull=False),
                name="contact_is_draft_or_recorded",
            ),
            models.CheckConstraint(
                condition=Q(is_on_hold=False) | ~Q(hold_reason=""), name="contact_hold_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["-started_at", "-number"], name="contact_by_time"),
            # With the batch: counting a million records must not open each of them.
            models.Index(fields=["state", "-started_at", "-number", "takeover"], name="contact_by_state_takeover"),
            models.Index(fields=["handler", "-started_at", "-number"], name="contact_by_handler"),
            models.Index(fields=["topic", "-started_at", "-number"], name="contact_by_topic"),
            models.Index(fields=["kind", "-started_at", "-number"], name="contact_by_kind"),
            models.Index(fields=["channel", "-started_at", "-number"], name="contact_by_channel"),
            # Whole: SQLite takes a part of an index only where the query says so in its very words, not by a value.
            models.Index(fields=["party_phone"], name="contact_by_phone"),
            models.Index(
                fields=["takeover", "number"], condition=Q(takeover__isnull=False), name="contact_by_takeover"
            ),
            models.Index(fields=["booking_number"], name="contact_by_booking"),
            models.Index(fields=["call_key"], name="contact_by_call"),
        ]

    def __str__(self) -> str:
        return self.written_number

    def save(self, *args: object, **options: object) -> None:
        # Nobody is asked for a reading on the telephone: the likely one helps to find them, and is shown nowhere.
        self.party_search = party_searched_as(self.party_name, self.party_kana or reading_of(self.party_name))
        super().save(*args, **options)  # type: ignore[arg-type]

    @property
    def written_number(self) -> str:
        return written_number(self.number)

    @property
    def channel_label(self) -> str:
        return CHANNEL_LABELS[Channel(self.channel)]

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[Kind(self.kind)]

    @property
    def state_label(self) -> str:
        return STATE_LABELS[ContactState(self.state)]

    @property
    def level_label(self) -> str:
        return LEVEL_LABELS[Level(self.level)]

    @property
    def transfer_label(self) -> str:
        return TRANSFER_LABELS[Transfer(self.transfer)]


class Tag(models.Model):
    """A word by which records are sorted."""

    name = GuardedCharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.name


class ContactTag(models.Model):
    """A tag on a record; by a rule, or by a person."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="tagged")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged")
    is_by_rule = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "tag"], name="contact_tagged_once")]


class ContactArticle(models.Model):
    """A FAQ that was open during the contact, by its number; `is_used`: the answer was given out of it (HIS-08)."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="articles")
    article_number = MachineCharField(max_length=20, db_index=True)
    opened_at = models.DateTimeField()
    is_used = models.BooleanField(default=False)

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["contact", "article_number"], name="contact_article_once")]


class ContactValue(models.Model):
    """The value of an item that the municipality has added by itself (HIS-03)."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="values")
    item = MachineCharField(max_length=30)
    value = GuardedCharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "item"], name="contact_value_once")]
        indexes = [models.Index(fields=["item", "value"], name="contact_value_by_item")]


def party_searched_as(name: str, kana: str) -> str:
    return " ".join(filter(None, (search_key(name), search_key(kana))))
