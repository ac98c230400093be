"""Steps of a report that tests begin from."""

from datetime import datetime

from madoguchi.accounts.rights import Role
from madoguchi.calls.ledger.actions import take_facts
from madoguchi.metrics.past.shapes import Period
from madoguchi.reports.actions import issue_report, make_report, send_to_review, write_text
from madoguchi.reports.content import Content, FiguresBlock, Line, TableBlock
from madoguchi.reports.drafting import places_for_texts
from madoguchi.reports.models import Issue, Report
from tests.reports.conftest import NOVEMBER
from tests.telephone.told import NINE, Told
from tests.worlds import actor

SUPERVISOR, MANAGER = actor(Role.SUPERVISOR), actor(Role.MANAGER)
CLERK, OPERATOR = actor(Role.CITY_CLERK), actor(Role.OPERATOR)


def drafted(code: str = "monthly", period: Period = NOVEMBER) -> Report:
    return make_report(code, period, by=SUPERVISOR)


def filled_in(report: Report, words: str = "特になし") -> Report:
    assert report.counted is not None
    for _, block in places_for_texts(report.counted):
        write_text(report, block.key, words, by=SUPERVISOR)
    return report


def reviewed(report: Report, words: str = "特になし") -> Report:
    return send_to_review(filled_in(report, words), by=SUPERVISOR)


def issued(report: Report | None = None, words: str = "特になし") -> Issue:
    return issue_report(reviewed(report or drafted(), words), by=MANAGER)


def a_later_found_call(at: datetime) -> None:
    """The ledger learns of an answered call of a day that has long been reported."""
    start = (at - NINE).total_seconds()
    told = Told("found-later", log="found-later")
    told.arrived(start, trunk="main").decided(start, "open").queued(start)
    take_facts(told.answered(start + 7, wait=7).completed(start + 60, talk=53).ended(start + 60).facts)


def line(content: Content, key: str) -> Line:
    return next(
        one
        for section in content.sections
        for block in section.blocks
        if isinstance(block, FiguresBlock)
        for one in block.lines
        if one.value.key == key
    )


def tables(content: Content) -> list[str]:
    return [
        block.table.key for section in content.sections for block in section.blocks if isinstance(block, TableBlock)
    ]
