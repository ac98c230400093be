"""The reports' part of a preset: what is handed in, when, and in what shape."""

from typing import Annotated, Literal

from pydantic import Field

from madoguchi.core.preset import NotReadYet, Row, Section
from madoguchi.municipality.kept import settings_part

LATER = NotReadYet("reports")

DueRule = Literal[
    "city_names_the_day",  # empty until the city names it, with a visible warning
    "on_request",
    "next_business_day",
    "days_after_month_end",  # calendar days
    "agreed_date",
    "promptly",
    "before_start",
    "at_meeting",
    "not_stated",
]


class Reports(Section):
    by_email: Annotated[bool, LATER] = Field(title="メールでの提出")
    visit_on_request: Annotated[bool, LATER] = Field(title="求めに応じて訪問する")
    all_records_as_data: Annotated[bool, LATER] = Field(title="全件をデータで出す", description="A-58")
    meetings_a_month: Annotated[int, LATER] = Field(title="定例会（月）", ge=0)
    minutes_written: Annotated[bool, LATER] = Field(title="議事録")
    templates_open: Annotated[bool, LATER] = Field(title="様式は未定")


class ReportRow(Row):
    code: Annotated[str, LATER] = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: Annotated[str, LATER]
    cycle: Annotated[Literal["daily", "weekly", "monthly", "yearly", "each_time", "once"], LATER]
    due: Annotated[DueRule, LATER]
    due_days: Annotated[int, LATER] = Field(0, ge=0)
    contents: Annotated[str, LATER] = ""
    personal_data: Annotated[bool, LATER]
    source: Annotated[str, LATER]


class DocumentRow(Row):
    code: Annotated[str, NotReadYet("obligations")] = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: Annotated[str, NotReadYet("obligations")]
    due: Annotated[DueRule, NotReadYet("obligations")]
    needs_approval: Annotated[bool, NotReadYet("obligations")]
    source: Annotated[str, NotReadYet("obligations")]


PART = settings_part(
    "reports",
    sections={"reports": Reports},
    tables={"reports.csv": ReportRow, "documents.csv": DocumentRow},
)
