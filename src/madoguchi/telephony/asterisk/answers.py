"""What becomes of a call, in the one line that the exchange reads (config/flow/2-decide.conf). The same line is told to
it ahead, day by day, for when nobody answers."""

from collections.abc import Iterable
from datetime import date, datetime

from madoguchi.calls.policy.queries import (
    Decision,
    WaitingFiles,
    answered_by_people,
    decision_for,
    expected_wait,
    schedule_ahead,
    waiting_files,
)
from madoguchi.calls.policy.rules import Name, Then
from madoguchi.core import clock
from madoguchi.municipality.picture import reading_once
from madoguchi.municipality.queries import is_on
from madoguchi.telephony.asterisk.config.plan import file_name

VERSION = "v1"
NOTHING = "-"
MENU, VOICEBOT, CALL_BACK = "menu", "voicebot", "call_back"
MACHINE_MAY_ANSWER = frozenset({Name.OPEN, Name.AFTER_HOURS, Name.HOLIDAY, Name.CLOSED})
DAYS_AHEAD = 14


def policy_line(dialled: str, at: datetime) -> str:
    with reading_once():
        decision = decision_for(dialled, at)
        if decision.then is Then.HANG_UP:
            return line_of(decision, None)
        return line_of(decision, waiting_files(at), expected_wait(at))


def line_of(decision: Decision, waiting: WaitingFiles | None, expected: str = "") -> str:
    words = [
        VERSION,
        decision.name,
        _files(decision.files),
        decision.then,
        _aside(decision),
        _files(waiting.first if waiting else ()),
        str(waiting.limit_seconds if waiting else 0),
        _files(waiting.at_limit if waiting else ()),
        _files([expected]),
    ]
    return " ".join(words)


def _aside(decision: Decision) -> str:
    """What may be offered beside people. 000 Q2: where people answer in the hours, no machine stands before them."""
    may = decision.name in MACHINE_MAY_ANSWER and not (decision.name is Name.OPEN and answered_by_people())
    offered = {
        MENU: decision.has_menu,
        VOICEBOT: may and not decision.has_menu and is_on("voicebot"),
        CALL_BACK: decision.offers_call_back,
    }
    return ",".join(word for word, is_offered in offered.items() if is_offered) or NOTHING


def schedule_told(now: datetime, days: int = DAYS_AHEAD) -> dict[str, str]:
    """{key of a day: its stretches}. A stretch begins with the time from which on its line holds, in Japan's time."""
    told: dict[str, list[str]] = {}
    with reading_once():
        for period in schedule_ahead(days, now):
            begins, ends = clock.in_tokyo(period.begins_at), clock.in_tokyo(period.ends_at)
            calls_wait = period.decision.then is not Then.HANG_UP
            line = line_of(period.decision, waiting_files(begins) if calls_wait else None)
            for day in clock.days_from(begins.date(), until=_first_day_after(ends)):
                since = f"{begins:%H%M%S}" if day == begins.date() else "000000"
                told.setdefault(f"{day:%Y%m%d}", []).append(f"{since} {line}")
    return {day: "|".join(stretches) for day, stretches in told.items()}


def _first_day_after(ends: datetime) -> date:
    is_midnight = (ends.hour, ends.minute, ends.second, ends.microsecond) == (0, 0, 0, 0)
    return ends.date() if is_midnight else date.fromordinal(ends.date().toordinal() + 1)


def _files(names: Iterable[str]) -> str:
    return ",".join(filter(None, map(file_name, names))) or NOTHING
