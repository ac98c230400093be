"""The reports' part of a preset: what is handed in, when, and in what shape."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from madoguchi.core.preset import NotReadYet, PartValues, PresetProblem, ReadBy, Row, Section
from madoguchi.municipality.kept import settings_part
from madoguchi.reports.forms import REPORTS_TABLE, SECTIONS_TABLE, part_of, problem_of
from madoguchi.reports.schedule import NEEDS_A_NUMBER, DueRule

LATER = NotReadYet("obligations")
FORMS = ReadBy("madoguchi.reports.forms:kinds_on")

DueRuleName = Literal[
    "city_names_the_day",  # empty until the city names it, with a visible warning
    "on_request",
    "next_business_day",
    "business_days_after",
    "days_after_month_end",  # calendar days
    "day_of_next_month",
    "agreed_date",
    "promptly",
    "before_start",
    "at_meeting",
    "not_stated",
]


class Reports(Section):
    contractor: Annotated[str, ReadBy("madoguchi.reports.drafting:heads_of")] = Field(
        title="受託者の名称", description="報告書の頭書きに出ます。", max_length=80
    )
    by_email: Annotated[bool, ReadBy("madoguchi.reports.queries:ways_offered")] = Field(title="メールでの提出")
    visit_on_request: Annotated[bool, ReadBy("madoguchi.reports.queries:ways_offered")] = Field(
        title="求めに応じて訪問する"
    )
    all_records_as_data: Annotated[bool, NotReadYet("reports")] = Field(
        title="全件をデータで出す", description="A-58"
    )
    meetings_a_month: Annotated[int, ReadBy("madoguchi.reports.meetings.queries:meetings_a_month")] = Field(
        title="定例会（月）", ge=0, description="0 は、定めなし。足りない月は、ホームに知らせます。"
    )
    minutes_written: Annotated[bool, ReadBy("madoguchi.reports.meetings.queries:minutes_are_written")] = Field(
        title="議事録", description="はいにすると、定例会の議事録を書き、提出を記録します。"
    )
    templates_open: Annotated[bool, ReadBy("madoguchi.reports.agreeing:agree_form")] = Field(
        title="様式を協議で変えられる", description="いいえにすると、様式は画面から変えられません。"
    )


class ReportRow(Row):
    reader: ClassVar = FORMS

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str = Field(min_length=1, max_length=60)
    cycle: Literal["daily", "weekly", "monthly", "yearly", "each_time", "once"]
    made_on: Literal["by_itself", "telephone_days", "desk_days", "by_hand"]
    due: DueRuleName
    due_days: int = Field(0, ge=0, le=400)
    contents: str = ""
    personal_data: bool
    source: str


class SectionRow(Row):
    """A block of a report's form, in its place."""

    reader: ClassVar = ReadBy("madoguchi.reports.forms:form_of")

    report: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    position: int = Field(ge=1, le=999)
    heading: str = Field(min_length=1, max_length=60)
    block: Literal["figures", "table", "chart", "text", "entered"]
    keys: str = Field(pattern=r"^[a-z][a-z0-9_]*( [a-z][a-z0-9_]*)*$", max_length=600)
    chart: Literal["", "bars", "stacked", "lines", "heat"] = ""
    columns: str = Field("", max_length=300)
    note: str = Field("", max_length=200)


class DocumentRow(Row):
    code: Annotated[str, LATER] = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: Annotated[str, LATER]
    due: Annotated[DueRuleName, LATER]
    needs_approval: Annotated[bool, LATER]
    source: Annotated[str, LATER]


def _problems(values: PartValues) -> Iterable[PresetProblem]:
    reports = [row for row in values.tables.get(REPORTS_TABLE, ()) if isinstance(row, ReportRow)]
    sections = [row for row in values.tables.get(SECTIONS_TABLE, ()) if isinstance(row, SectionRow)]
    for code, count in Counter(row.code for row in reports).items():
        if count > 1:
            yield PresetProblem(REPORTS_TABLE, code, f"同じ記号の報告が{count}行あります。")
    for row in reports:
        if DueRule(row.due) in NEEDS_A_NUMBER and not row.due_days:
            yield PresetProblem(REPORTS_TABLE, row.code, "期限の日数が要ります。")
    known = {row.code for row in reports}
    for place, count in Counter((row.report, row.position) for row in sections).items():
        if count > 1:
            yield PresetProblem(SECTIONS_TABLE, place[0], f"位置{place[1]}に{count}行あります。")
    for section in sections:
        if known and section.report not in known:
            yield PresetProblem(SECTIONS_TABLE, section.report, "報告の一覧にない記号です。")
        if words := problem_of(part_of(section.model_dump())):
            yield PresetProblem(SECTIONS_TABLE, f"{section.report} {section.position}", words)


PART = settings_part(
    "reports",
    sections={"reports": Reports},
    tables={REPORTS_TABLE: ReportRow, SECTIONS_TABLE: SectionRow, "documents.csv": DocumentRow},
    problems=_problems,
)
