"""The former contractor's figures beside ours, from the first day on (QUA-08)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from madoguchi.accounts.rights import Role
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.metrics.baseline.actions import keep_baseline, remove_baseline
from madoguchi.metrics.baseline.models import BaselineValue
from madoguchi.metrics.baseline.queries import beside, names_of_figures, values_by_figure
from madoguchi.metrics.baseline.refusals import NotAShare, SourceMissing
from madoguchi.metrics.baseline.rules import Base, Line, base_for, compared, read_lines
from madoguchi.metrics.kpi.queries import Pasts
from tests.metrics.days import Made, happen
from tests.web.pages import client_of, seen, words
from tests.worlds import actor, applied

DECEMBER = date(2026, 12, 1)
LAST_DECEMBER, LAST_APRIL = date(2025, 12, 1), date(2025, 4, 1)
MANAGER = actor(Role.MANAGER)
PLACE = "/staff/manager/figures/baseline/"
NAMES = {"応答率": "answer_rate", "着信": "received"}


@pytest.fixture
def december(db: None) -> Iterator[None]:
    """Of twenty calls seventeen were answered: 85 %."""
    with time_machine.travel(datetime(2026, 12, 15, 10, tzinfo=clock.TOKYO), tick=False):
        applied("hatsukaichi")
        start = clock.start_of(date(2026, 12, 4)) + timedelta(hours=10)
        ends = ["answered"] * 17 + ["abandoned"] * 3
        happen([Made(start + timedelta(minutes=number), end, 10) for number, end in enumerate(ends)])
        yield


@pytest.mark.req("QUA-08")
def test_a_month_is_held_against_the_same_of_the_year_before_or_the_mean_of_all() -> None:
    values = {LAST_DECEMBER: 82.0, LAST_APRIL: 90.0, date(2024, 12, 1): 70.0}
    assert base_for(DECEMBER, values) == Base(82.0, LAST_DECEMBER, 1)
    assert base_for(date(2026, 11, 1), {LAST_DECEMBER: 82.0, LAST_APRIL: 90.0}) == Base(86.0, None, 2)
    assert base_for(DECEMBER, {}) is None


@pytest.mark.req("QUA-08")
def test_what_equals_the_former_contractor_is_not_lower_and_counts_are_not_judged() -> None:
    base = Base(82.5, None, 3)
    assert compared(Fraction("82.5"), base, higher_is_better=True).is_kept
    assert compared(Fraction("82.4999"), base, higher_is_better=True).is_kept is False
    assert compared(Fraction("82.6"), base, higher_is_better=False).is_kept is False
    assert compared(Fraction(90), base, higher_is_better=None).is_kept is None


def test_lines_are_read_as_people_write_them() -> None:
    text = '年月,指標,値\n2025-04,応答率,82.5\n２０２５年５月,応答率,８０％\n2025/6/1,received,"1,480"\n\n'
    lines, faults = read_lines(text, NAMES | {"received": "received"})
    assert faults == []
    assert lines == [
        Line(date(2025, 4, 1), "answer_rate", 82.5),
        Line(date(2025, 5, 1), "answer_rate", 80.0),
        Line(date(2025, 6, 1), "received", 1480.0),
    ]


def test_old_line_ends_are_read_and_what_is_no_list_is_refused() -> None:
    assert len(read_lines("2025-04,着信,9\r2025-05,着信,8\r", NAMES)[0]) == 2
    assert read_lines("x" * 200_000, NAMES)[1][0].reason.startswith("CSVとして読めません")
    assert read_lines("年月,指標,値\n", NAMES)[1][0].reason == "値の行がありません。"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2025-13,応答率,80", "年月"),
        ("2025-04,あいさつ,80", "指標「あいさつ」はありません"),
        ("2025-04,応答率,-3", "0以上の数"),
        ("2025-04,応答率", "3つの欄"),
        ("2025-04,着信,10", "前の行にもあります"),
    ],
)
def test_each_line_that_cannot_be_read_is_named_and_nothing_is_taken(line: str, reason: str) -> None:
    lines, faults = read_lines(f"年月,指標,値\n2025-04,着信,9\n{line}\n", NAMES)
    assert lines == []
    assert [fault.number for fault in faults] == [3]
    assert reason in faults[0].reason


@pytest.mark.req("QUA-08")
def test_what_was_handed_over_stands_beside_ours(december: None) -> None:
    lines = [
        Line(LAST_DECEMBER, "answer_rate", 86.0),
        Line(LAST_APRIL, "abandonment_rate", 20),
        Line(LAST_APRIL, "received", 30),
    ]
    assert keep_baseline(lines, source="前の事業者の月次報告", by=MANAGER) == 3
    found = {one.figure.key: one for one in beside(DECEMBER, Pasts().of(DECEMBER), values_by_figure(MANAGER))}
    assert {key: one.compared.is_kept for key, one in found.items() if one.compared} == {
        "answer_rate": False,
        "abandonment_rate": True,
    }
    assert found["received"].compared is None  # half a month of calls says nothing of a whole one
    assert found["answer_rate"].compared
    assert found["answer_rate"].compared.difference == -1


def test_a_month_entered_again_takes_the_place_of_what_stood_there(december: None) -> None:
    for value in (82.0, 83.0):
        keep_baseline([Line(LAST_APRIL, "answer_rate", value)], source="報告", by=MANAGER)
    row = BaselineValue.objects.get()
    assert row.value == 83.0
    remove_baseline(row, by=MANAGER)
    assert not BaselineValue.objects.exists()
    assert Event.objects.filter(kind="baseline.removed").count() == 1


def test_what_nobody_vouches_for_or_cannot_be_is_refused(december: None) -> None:
    line = Line(LAST_APRIL, "answer_rate", 82.0)
    with pytest.raises(SourceMissing):
        keep_baseline([line], source=" ", by=MANAGER)
    with pytest.raises(NotAShare):
        keep_baseline([line, Line(LAST_APRIL, "transfer_rate", 101)], source="報告", by=MANAGER)
    with pytest.raises(MissingRight):
        keep_baseline([line], source="報告", by=actor(Role.CITY_CLERK))
    assert not BaselineValue.objects.exists()


@pytest.mark.req("QUA-08")
def test_a_manager_enters_a_file_and_the_city_sees_the_comparison(december: None) -> None:
    manager = client_of(Role.MANAGER)
    wrong = words(seen(manager, f"{PLACE}enter/", {"source": "前の事業者", "lines": "2025-12,応答率,高い"}))
    assert "1行目：値「高い」は" in wrong
    assert not BaselineValue.objects.exists()
    content = "年月,指標,値\r\n2025-12,応答率,82.5\r\n2025-12,着信,25\r\n".encode("cp932")
    answer = manager.post(
        f"{PLACE}enter/",
        {"source": "前の事業者の月次報告", "file": SimpleUploadedFile("former.csv", content)},
        follow=True,
    )
    assert "2件 入れました" in words(answer.content.decode())
    page = words(seen(client_of(Role.CITY_CLERK), f"{PLACE}?month=2026-12&figure=answer_rate"))
    assert "すべて前の事業者と同等以上" in page
    assert "+2.5 ポイント" in page
    assert "2025年12月" in page
    assert client_of(Role.CITY_CLERK).get(f"{PLACE}enter/").status_code == 403


def test_every_figure_can_be_named_by_its_label() -> None:
    assert names_of_figures()["応答率"] == "answer_rate"
