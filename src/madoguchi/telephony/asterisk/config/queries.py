"""The plan of the exchange as the contract stands now. Nothing here writes."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings

from madoguchi.calls.announcements.queries import (
    Catalogue,
    call_backs_taken,
    checks_bookings,
    says_position,
    says_wait,
)
from madoguchi.calls.announcements.rules import CALL_BACK_KINDS, Kind
from madoguchi.calls.lines.models import Line
from madoguchi.calls.policy.queries import waiting_files
from madoguchi.core import clock
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.picture import reading_once
from madoguchi.municipality.queries import is_on, value_of
from madoguchi.telephony.asterisk.config.files import files
from madoguchi.telephony.asterisk.config.machine import Machine
from madoguchi.telephony.asterisk.config.plan import Plan, PlannedLine, digits, safe


class NoExchangeHere(Refusal):
    message = (
        "この環境には交換機がありません。MADOGUCHI_EXCHANGE_AMI_SECRET と MADOGUCHI_EXCHANGE_POLICY_TOKEN を"
        "設定してください（docs/telephony.md）。"
    )


def machine() -> Machine:
    found: Machine = settings.EXCHANGE_MACHINE
    if not found.is_set_up:
        raise NoExchangeHere
    return found


def has_exchange() -> bool:
    return bool(settings.EXCHANGE_MACHINE.is_set_up)


def plan_now() -> Plan:
    with reading_once():
        return Plan(
            machine=machine(),
            lines=tuple(PlannedLine(digits(line.number), safe(line.label)) for line in Line.objects.all()),
            number=_number_shown(),
            equal_distribution=value_of("telephone.equal_distribution"),
            records=is_on("call_recording"),
            soft_phones=is_on("soft_phone"),
            takes_call_backs=is_on("call_back_intake"),
            call_back_at=call_backs_taken(),
            says_position=says_position(),
            says_wait=says_wait(),
            has_voicebot=is_on("voicebot"),
            checks_bookings=checks_bookings(),
            says_again=tuple(name for name in standing_sounds() if name.startswith(AGAIN)),
            greeting=tuple(name for name in standing_sounds() if name.startswith(GREETING)),
            congestion=tuple(name for name in standing_sounds() if name.startswith(CONGESTION)),
        )


AGAIN, GREETING, CONGESTION = "again-", "usual-greeting-", "usual-congestion-"


def standing_sounds() -> dict[str, str]:
    """{a name that stays: the file that it is a copy of now}. For what the configuration itself names: a new version of
    a text changes the sound, not the configuration."""
    day, catalogue = clock.today(), Catalogue()
    said = {
        AGAIN: waiting_files().again,
        GREETING: catalogue.files([Kind.GREETING], day),
        CONGESTION: catalogue.files([Kind.CONGESTION], day),
    }
    if checks_bookings(day):
        said |= _by_kind((Kind.MENU, Kind.CHECK_NUMBER, Kind.CHECK_PHONE, Kind.CHECK_UNKNOWN), catalogue, day)
    if call_backs_taken(day):
        said |= _by_kind(CALL_BACK_KINDS, catalogue, day)
    return {f"{name}{place}": file for name, found in said.items() for place, file in enumerate(found, start=1)}


def _by_kind(kinds: Iterable[Kind], catalogue: Catalogue, day: date) -> dict[str, tuple[str, ...]]:
    return {f"{kind.value.replace('_', '-')}-": catalogue.files([kind], day) for kind in kinds}


def files_now() -> dict[str, str]:
    return files(plan_now())


def _number_shown() -> str:
    return digits(value_of("telephone.number"))
