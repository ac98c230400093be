"""What kinds of numbers there are, who pays, and what the contract wants done about them, until when. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class LineKind(StrEnum):
    TOLL_FREE = "toll_free"
    NAVI_DIAL = "navi_dial"
    IP_050 = "ip_050"
    GEOGRAPHIC = "geographic"


class Payer(StrEnum):
    CITY = "city"
    CALLER = "caller"
    CONTRACTOR = "contractor"
    AGENCY = "agency"


LINE_KIND_LABELS = {
    LineKind.TOLL_FREE: "フリーダイヤル",
    LineKind.NAVI_DIAL: "ナビダイヤル",
    LineKind.IP_050: "050番号（IP電話から）",
    LineKind.GEOGRAPHIC: "一般の番号",
}
PAYER_LABELS = {Payer.CITY: "市", Payer.CALLER: "発信者", Payer.CONTRACTOR: "受託者", Payer.AGENCY: "デジタル庁"}

# Whoever telephones pays nothing for these: what guidance says of a number (001 §6(3); 003 第2-2(4)ア).
FREE_FOR_CALLERS = frozenset({LineKind.TOLL_FREE})

OF_LABELS = {"lines": "回線", "seats": "席"}


class Owner(StrEnum):
    CONTRACTOR = "contractor"
    CITY = "city"


OWNER_LABELS = {Owner.CONTRACTOR.value: "受託者", Owner.CITY.value: "市"}


def is_free_for_callers(kind: LineKind) -> bool:
    return kind in FREE_FOR_CALLERS


def number_in_force(changes: Sequence[tuple[date, int]], day: date) -> int | None:
    """The newest number whose day has come."""
    begun = [change for change in changes if change[0] <= day]
    return max(begun)[1] if begun else None


@dataclass(frozen=True)
class Wanted:
    """What the contract says about its numbers."""

    service_from: date
    service_until: date
    is_new_number: bool = False
    number_known_on: date | None = None  # the day on which a number was entered
    number_reported_at_once: bool = False
    all_regions: bool = False
    takes_over_the_name: bool = False
    number_at_end: str = "not_stated"
    records: bool = False


@dataclass(frozen=True)
class Task:
    code: str
    title: str
    due_on: date
    owner: Owner = Owner.CONTRACTOR


PREPARE_DAYS = 14  # before the opening: time to put right what a test call finds
REPORT_DAYS = 1


def tasks_of(wanted: Wanted) -> list[Task]:
    """The checklist before opening (TEL-23), and what must be done at the end (TEL-21)."""
    ready = wanted.service_from - timedelta(days=1)
    tests = wanted.service_from - timedelta(days=PREPARE_DAYS)
    get = (
        "新しい電話番号を申し込んで決める"
        if wanted.is_new_number
        else "いまの電話番号を引き継いで使えることを確かめる"
    )
    tasks = [
        Task("get_number", get, tests),
        Task("settings_ready", "回線と電話番号の設定を終える", ready),
        Task("test_call", "電話番号へ試験の電話をかけ、案内と着信を確かめる", ready),
    ]
    if wanted.number_reported_at_once:
        # 004 §3①(イ): as soon as it is fixed.
        due = wanted.number_known_on or tests
        tasks.append(
            Task(
                "report_number",
                "決まった電話番号を市へ報告する",
                due + timedelta(days=REPORT_DAYS) if wanted.number_known_on else due,
            )
        )
    if wanted.all_regions:
        tasks += [
            Task("test_regions", "別の地域から試験の電話をかける", ready),
            Task("test_fixed", "固定電話から試験の電話をかける", ready),
            Task("test_mobile", "携帯電話から試験の電話をかける", ready),
            Task("test_smartphone", "スマートフォンから試験の電話をかける", ready),
        ]
    if wanted.takes_over_the_name:
        tasks.append(Task("name_transfer", "回線の名義を引き継ぎ、転送を使っていないことを確かめる", ready))
    if wanted.records:
        tasks.append(Task("recorder_place", "通話録音装置を置く場所を決める", tests))
    if wanted.number_at_end == "handed_over_or_cancelled":
        tasks.append(
            Task(
                "hand_over",
                "電話番号を後継の事業者へ引き継ぐ手続き（後継がなければ解約の手続き）をする",
                wanted.service_until,
            )
        )
    elif wanted.number_at_end == "continues":
        tasks.append(Task("name_on", "回線の名義を次の事業者へ移す手続きをする", wanted.service_until))
    return tasks


def is_overdue(*, due_on: date, is_done: bool, today: date) -> bool:
    """The day itself is still in time."""
    return not is_done and due_on < today


def peak_of(spans: Iterable[tuple[datetime, datetime]]) -> int:
    """How many ran at the same moment at most. One that ends when another begins needs no second line."""
    changes = sorted(change for begins, ends in spans for change in ((begins, 1), (ends, -1)))
    now = most = 0
    for _, change in changes:
        now += change
        most = max(most, now)
    return most


class Allowed(StrEnum):
    """What a number of lines or seats may be."""

    YES = "yes"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"


def allowed(number: int, *, least: int, most: int) -> Allowed:
    """0 is no bound (001 §6(2): at least 2 lines; 000 Q34, 002 No.49: no more seats than agreed)."""
    if number < max(1, least):
        return Allowed.TOO_FEW
    return Allowed.TOO_MANY if most and number > most else Allowed.YES


# Files that prove something: told by their own first bytes.
PROOF_TYPES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
PROOF_ENDINGS = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}
MOST_PROOF_BYTES = 4 * 1024 * 1024


def proof_type(content: bytes) -> str:
    """ "" when it is none of them."""
    return next((kind for begins, kind in PROOF_TYPES.items() if content.startswith(begins)), "")
