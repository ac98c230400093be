"""What kinds of numbers there are, who pays, and what the contract wants done about them, until when. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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
    tasks = [
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
