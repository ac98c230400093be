"""What is asked of the one who books (RSV-15; 001 §7(4)ケ): which items, in which order, by which way, in which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from madoguchi.booking.rules import Channel
from madoguchi.municipality.queries import kept_value

ITEMS_TABLE, ACCOMMODATIONS_TABLE = "booking_items.csv", "accommodations.csv"


class Need(StrEnum):
    HIDDEN = "hidden"
    OPTIONAL = "optional"
    REQUIRED = "required"


ITEM_LABELS = {
    "name": "お名前",
    "kana": "フリガナ",
    "phone": "電話番号",
    "email": "メールアドレス",
    "postal_code": "郵便番号",
    "address": "住所",
    "accommodation": "窓口での手助け",
    "note": "連絡事項",
}
# A booking is found again by number and telephone (RSV-20), called out by name (000 Q38), and whoever cannot be
# reached cannot be told that the counter is closed: these two are always asked.
ALWAYS_ASKED = ("name", "phone")
# What a booking asks for while no table says otherwise.
USUAL: tuple[dict[str, Any], ...] = (
    {"item": "name", "web": Need.REQUIRED, "telephone": Need.REQUIRED},
    {"item": "kana", "web": Need.OPTIONAL, "telephone": Need.OPTIONAL},
    {"item": "phone", "web": Need.REQUIRED, "telephone": Need.REQUIRED},
    {"item": "email", "web": Need.OPTIONAL, "telephone": Need.OPTIONAL},
    {"item": "note", "web": Need.HIDDEN, "telephone": Need.OPTIONAL},
)


@dataclass(frozen=True)
class Words:
    """A text in the languages of the screens; Japanese stands in for one that is missing."""

    ja: str = ""
    ja_easy: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        return {"ja-easy": self.ja_easy, "en": self.en}.get(language, "") or self.ja

    @classmethod
    def of(cls, line: dict[str, Any], column: str) -> "Words":
        return cls(*(line.get(f"{column}_{language}", "") for language in ("ja", "ja_easy", "en")))


@dataclass(frozen=True)
class Item:
    name: str
    web: Need = Need.OPTIONAL
    telephone: Need = Need.OPTIONAL
    label: Words = Words()
    help: Words = Words()

    def need(self, channel: Channel) -> Need:
        return self.web if channel is Channel.WEB else self.telephone

    @property
    def is_asked(self) -> bool:
        return (self.web, self.telephone) != (Need.HIDDEN, Need.HIDDEN)


@dataclass(frozen=True)
class Accommodation:
    """A kind of help at the counter: what is done, never why (LNG-07; 003 第3-9(4))."""

    code: str
    label: Words


def items_in_order(on: date | None = None) -> list[Item]:
    """Every item that is asked in some way, in the municipality's order."""
    lines: Sequence[dict[str, Any]] = kept_value(ITEMS_TABLE, on) or USUAL
    items = [
        Item(
            line["item"],
            Need(line["web"]),
            Need(line["telephone"]),
            Words.of(line, "label"),
            Words.of(line, "help"),
        )
        for line in lines
    ]
    return [item for item in items if item.is_asked]


def items_asked(channel: Channel, on: date | None = None) -> list[Item]:
    return [item for item in items_in_order(on) if item.need(channel) is not Need.HIDDEN]


def accommodations(on: date | None = None) -> list[Accommodation]:
    return [
        Accommodation(line["code"], Words.of(line, "label")) for line in kept_value(ACCOMMODATIONS_TABLE, on) or ()
    ]


def accommodation_words(codes: str, language: str = "ja") -> str:
    """Codes as they are kept ("wheelchair writing") in words; one that is no longer offered keeps its name."""
    labels = {one.code: one.label.in_language(language) for one in accommodations()} if codes else {}
    return "、".join(labels.get(code, code) for code in codes.split())
