"""What goes in and out, as the description of the API tells it."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from madoguchi.api.texts import Address, Code, MailAddress, Name, Note, Phone, PostalCode, Reading
from madoguchi.booking.rules import MOST_VISITORS, BookingState, CancelReason, Channel, Mark
from madoguchi.core.clock import FIRST_DAY, LAST_DAY

LARGEST_ID = 2**63 - 1
SlotId = Annotated[int, Field(ge=1, le=LARGEST_ID, strict=True, examples=[4711])]
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
People = Annotated[int, Field(ge=1, le=MOST_VISITORS)]


class Sent(Schema):
    """What comes in: a field that nobody knows is a mistake, and is said."""

    model_config = ConfigDict(extra="forbid")


class Language(StrEnum):
    JAPANESE = "ja"
    EASY_JAPANESE = "ja-easy"
    ENGLISH = "en"


# Places, procedures, sites


class AvailabilityAsked(Sent):
    first: Day = Field(alias="from", description="The first day, in Tokyo.", examples=["2026-12-02"])
    until: Day = Field(description="The day after the last one; at most 31 days later.", examples=["2026-12-05"])
    site: str = Field(default="", max_length=30, description="Code of a site; without it all sites.")
    people: People = Field(default=1, description="A time with fewer places counts as full.")
    procedure: list[Code] = Field(
        default=[],
        max_length=MOST_VISITORS,
        description="What they come for; may be repeated. Times in which the national system stands still are left "
        "out for procedures that need it.",
    )
    seen_as: Literal["web", "staff"] = Field(
        default="web",
        alias="for",
        description="`staff`: also what is kept for the telephone, up to the last minute. Needs bookings.write and "
        "a token that does not act for citizens.",
    )


class SlotRead(Schema):
    id: int
    site: str
    starts_at: datetime
    ends_at: datetime


class SlotShown(SlotRead):
    mark: Mark
    remaining: int = Field(description="For so many people there is a place, 0 if not for as many as asked.")


class DayShown(Schema):
    site: str
    day: date
    mark: Mark
    remaining: int


class Availability(Schema):
    days: list[DayShown]
    slots: list[SlotShown]


class SiteRead(Schema):
    code: str = Field(examples=["main"])
    name: str
    kind: str
    address: str


class ProcedureRead(Schema):
    code: str = Field(examples=["pickup"])
    label: dict[str, str] = Field(description="By language.")
    bring: dict[str, str] = Field(description="What to bring, by language.")
    notes: dict[str, str] = Field(description="What to know, by language.")


class Sites(Schema):
    sites: list[SiteRead]


class Procedures(Schema):
    procedures: list[ProcedureRead]


# Bookings


class PersonSent(Sent):
    name: Name
    kana: Reading = ""
    procedure: Code


Accommodation = Annotated[
    list[Code], Field(max_length=20, description="Help at the counter, by the codes of the municipality.")
]


class ContactSent(Sent):
    name: Name
    kana: Reading = ""
    phone: Phone
    email: MailAddress = ""
    postal_code: PostalCode = ""
    address: Address = ""
    note: Note = ""
    accommodation: Accommodation = []


class ContactChanged(Sent):
    """What is left out stays as it is."""

    name: Name = ""
    kana: Reading = ""
    phone: Phone = ""
    email: MailAddress = ""
    postal_code: PostalCode = ""
    address: Address = ""
    note: Note = ""
    accommodation: Accommodation = []


PeopleSent = Annotated[list[PersonSent], Field(min_length=1, max_length=MOST_VISITORS)]


class BookingSent(Sent):
    slot: SlotId
    people: PeopleSent
    contact: ContactSent
    language: Language = Field(default=Language.JAPANESE, description="In which the citizen is written to.")
    hold: uuid.UUID | None = Field(default=None, description="A hold of this token that becomes the booking.")


class BookingChanged(Sent):
    """What is left out stays as it is; everything together, or nothing."""

    slot: SlotId = Field(default=0, description="Another time, under the same number.")
    people: PeopleSent = Field(default=[], description="Everybody as they should be, not only who is new.")
    contact: ContactChanged = Field(default=ContactChanged())


class CancelSent(Sent):
    reason: CancelReason | None = Field(default=None, description="Kept in the history for ever, so it is a code.")


class PersonRead(Schema):
    name: str
    kana: str
    procedure: str


class ContactRead(Schema):
    name: str
    kana: str
    phone: str
    email: str
    postal_code: str
    address: str
    note: str
    accommodation: list[str]


class BookingRead(Schema):
    number: str = Field(pattern=r"^\d{8}$", examples=["12345678"])
    spoken_number: str = Field(examples=["1234-5678"])
    state: BookingState
    channel: Channel
    language: str
    slot: SlotRead
    people: list[PersonRead]
    contact: ContactRead
    made_at: datetime


class BookingMade(BookingRead):
    own_page: str = Field(
        description="The citizen's own page. Whoever has this address may change the booking: only for the citizen.",
        examples=["/my/…/"],
    )


# Holds


class HoldSent(Sent):
    slot: SlotId
    people: People = 1


class HoldRead(Schema):
    hold: uuid.UUID
    slot: SlotRead
    people: int
    expires_at: datetime


# What went wrong


class ErrorShown(Schema):
    pointer: str = Field(default="", description="Into the body (JSON Pointer), when that is where the fault is.")
    parameter: str = Field(default="", description="Of the address or a header, otherwise.")
    message: str


class Problem(Schema):
    """RFC 9457."""

    type: str = Field(examples=["urn:madoguchi:problem:slot-full"], description="Stable; the words are not.")
    title: str
    status: int
    detail: str
    errors: list[ErrorShown] = Field(default=[], description="Of `invalid`: where each fault stands.")
    next: list[SlotRead] = Field(default=[], description="Of a refused time: the nearest ones that are free.")
