"""The people's part of a preset: seats, qualifications, training."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from madoguchi.core.preset import NotReadYet, ReadBy, Row, Section
from madoguchi.municipality.kept import settings_part
from madoguchi.workforce.register.rules import DUTIES_TABLE

LATER = NotReadYet("workforce")
ASKED = ReadBy("madoguchi.workforce.register.queries:required_of")
NUMBER = ReadBy("madoguchi.workforce.register.queries:number_required")


class Staffing(Section):
    seats_min: Annotated[int, ReadBy("madoguchi.calls.lines.queries:bounds_of")] = Field(
        title="常時の席数", ge=0, description="休憩の間も含む。0 は定めなし"
    )
    seats_usual: Annotated[int, ReadBy("madoguchi.calls.lines.queries:first_numbers")] = Field(
        title="想定する席数", ge=0, description="0 は未定（A-41）"
    )
    seats_max: Annotated[int, ReadBy("madoguchi.calls.lines.queries:bounds_of")] = Field(
        title="席数の上限", ge=0, description="契約変更による上限。0 は定めなし"
    )
    seats_every_interval: Annotated[bool, ReadBy("madoguchi.workforce.seats.queries:least_in_every_hour")] = Field(
        title="どの時間帯も席数を満たす", description="A-54: 常時の席数に足りない時間帯を示します。"
    )
    quick_increase: Annotated[bool, ReadBy("madoguchi.workforce.seats.queries:needs_agreement")] = Field(
        title="急な入電に席を増やす",
        description="定めのない契約では、増やすたびに、協議した相手を記録します。",
    )
    regimes: Annotated[list[str], ReadBy("madoguchi.workforce.regimes.queries:regimes_offered")] = Field(
        title="体制の区分", description="初めの区分から始まり、協議の記録で切り替わります。"
    )
    managers: Annotated[int, ReadBy("madoguchi.workforce.shifts.queries:manager_must_be_there")] = Field(
        title="業務責任者の人数", ge=0
    )
    managers_stationed: Annotated[bool, ReadBy("madoguchi.workforce.shifts.queries:manager_must_be_there")] = Field(
        title="業務責任者は開設時間中いる", description="A-47: 休憩や欠勤の間は、代行が要ります。"
    )
    manager_may_double: Annotated[bool, ASKED] = Field(title="責任者は他の業務を兼ねられる")
    supervisors: Annotated[int, NUMBER] = Field(title="SV の人数", ge=0)
    data_staff: Annotated[int, NUMBER] = Field(title="情報処理要員の人数", ge=0)
    operators_directly_employed: Annotated[bool, ASKED] = Field(title="オペレーターは直接雇用")
    operator_experience_months: Annotated[int, ASKED] = Field(title="オペレーターの経験（月）", ge=0)
    supervisor_experience_months: Annotated[int, ASKED] = Field(title="SV・運営責任者の経験（月）", ge=0)
    experience_in: Annotated[Literal["call_centre", "management", "card_call_centre"], ASKED] = Field(
        "call_centre",
        title="数える経験",
        description="コールセンター、コールセンターの管理、マイナンバーカードのコールセンター",
    )
    experience_on: Annotated[date | None, ReadBy("madoguchi.workforce.register.queries:counted_on")] = Field(
        None, title="経験を数える基準日", description="空なら、役割に就く日"
    )
    municipalities_min: Annotated[int, ASKED] = Field(title="受託した自治体の数", ge=0)
    municipalities_years: Annotated[int, ASKED] = Field(title="受託の実績の年数", ge=0)


class PostDutyRow(Row):
    """One task of a post; the order of the lines is the order on the screen."""

    reader: ClassVar = ReadBy("madoguchi.workforce.register.queries:duties_of_posts")

    post: Literal["manager", "supervisor", "operator", "data_staff"]
    duty: str = Field(min_length=1, max_length=120)
    source: str = Field("", max_length=200)


class Training(Section):
    before_opening: Annotated[bool, LATER] = Field(title="開設前の研修")
    kinds: Annotated[list[str], LATER] = Field(title="研修の種類")
    times_a_year: Annotated[int, LATER] = Field(title="研修の回数（年）", ge=0)
    contents_revised: Annotated[bool, LATER] = Field(title="研修の内容を見直す")
    client_may_attend: Annotated[Literal["no", "on_request", "not_stated"], LATER] = Field(title="市職員の参加")
    course_days: Annotated[list[int], LATER] = Field(title="研修の日数", description="A-43")
    test_required: Annotated[bool, LATER] = Field(title="試験")
    report_promptly: Annotated[bool, LATER] = Field(title="研修の報告はすみやかに")
    harassment_manual: Annotated[bool, NotReadYet("incidents")] = Field(title="カスハラ対応のマニュアル")


PART = settings_part(
    "workforce", sections={"staffing": Staffing, "training": Training}, tables={DUTIES_TABLE: PostDutyRow}
)
