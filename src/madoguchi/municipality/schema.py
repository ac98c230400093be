"""The sections of preset.toml that belong to the municipality, with who reads each key."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from madoguchi.core.preset import NotReadYet, PartValues, PresetProblem, ReadBy, Section
from madoguchi.municipality import rules
from madoguchi.municipality.rules import DAY_KIND_LABELS, DAY_KINDS, WORKDAYS
from madoguchi.municipality.switches import Switches

Language = Literal["ja", "ja-easy", "en", "zh", "ko", "es", "pt", "vi", "th", "id", "tl", "ne"]
Required = Annotated[str, Field(min_length=1)]


def _yearly_closure(days: list[str]) -> list[str]:
    if days and not (len(days) == 2 and all(map(rules.is_month_day, days))):
        raise ValueError("「12-29」「01-03」のように最初と最後の月日を並べます。なければ空 [] にします")
    return days


Hours = Annotated[list[str], AfterValidator(rules.tidy_hours)]
YearlyClosure = Annotated[list[str], AfterValidator(_yearly_closure)]


class Week(BaseModel):
    """Hours by kind of day; [] is closed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    mon: Hours = Field(title="月曜")
    tue: Hours = Field(title="火曜")
    wed: Hours = Field(title="水曜")
    thu: Hours = Field(title="木曜")
    fri: Hours = Field(title="金曜")
    sat: Hours = Field(title="土曜")
    sun: Hours = Field(title="日曜")
    holiday: Hours = Field(title="祝日")


class Frame(BaseModel):
    """The hours inside which the contract allows changes (002 No.6); [] is no frame."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    weekday: Hours = Field(title="平日")
    day_off: Hours = Field(title="土日祝")


OPENING = "madoguchi.municipality.queries:openings"
CONTRACT = "madoguchi.municipality.queries:contract"
SHEET = "madoguchi.municipality.contact_sheet:contact_sheet"
PLANNING = ReadBy("madoguchi.planning.size:size_on")


class Body(Section):
    code: Annotated[Required, ReadBy("madoguchi.municipality.queries:contract")] = Field(
        title="団体の識別名", description="この導入がどの団体の契約のものかを示します。あとから変えられません。"
    )
    name: Annotated[Required, ReadBy(CONTRACT)] = Field(title="団体の名称")
    kind: Annotated[Literal["city", "agency"], ReadBy("madoguchi.reports.drafting:heads_of")] = Field(
        title="団体の種類"
    )
    invoice_to: Annotated[str, NotReadYet("obligations")] = Field(title="請求書の宛先")
    population: Annotated[int, PLANNING] = Field(title="人口", ge=0, description="0 は不明")
    men: Annotated[int, PLANNING] = Field(title="人口（男）", ge=0, description="0 は不明")
    women: Annotated[int, PLANNING] = Field(title="人口（女）", ge=0, description="0 は不明")
    households: Annotated[int, PLANNING] = Field(title="世帯数", ge=0, description="0 は不明")
    population_on: Annotated[date | None, PLANNING] = Field(None, title="人口の基準日")
    cards_issued: Annotated[int, PLANNING] = Field(title="カードの保有枚数", ge=0, description="0 は不明")
    cards_on: Annotated[date | None, PLANNING] = Field(None, title="保有枚数の基準日")


class ContractTerms(Section):
    title: Annotated[Required, ReadBy(CONTRACT)] = Field(title="件名")
    is_draft: Annotated[bool, NotReadYet("obligations")] = Field(title="仕様書が案の段階")
    contract_from: Annotated[date | None, NotReadYet("obligations")] = Field(None, title="契約締結日")
    contract_until: Annotated[date | None, NotReadYet("obligations")] = Field(None, title="契約の最終日")
    service_from: Annotated[date, ReadBy(OPENING)] = Field(title="運営の開始日")
    service_until: Annotated[date, ReadBy(OPENING)] = Field(title="運営の最終日")
    web_from: Annotated[date | None, NotReadYet("booking")] = Field(None, title="予約サイトの開始日")
    web_until: Annotated[date | None, NotReadYet("booking")] = Field(None, title="予約サイトの最終日")
    web_hours: Annotated[Literal["always", "none"], NotReadYet("booking")] = Field(
        title="予約サイトの利用時間", description="always: 24時間365日（計画停止を除く）、none: 予約サイトなし"
    )
    latest_start_months: Annotated[int, NotReadYet("obligations")] = Field(
        title="契約から運営開始までの上限（月）", ge=0, description="0 は定めなし"
    )
    is_preparation_paid: Annotated[bool, NotReadYet("obligations")] = Field(title="準備期間の支払い")
    renewal: Annotated[Literal["none", "next_budget", "multi_year"], NotReadYet("obligations")] = Field(
        title="契約の更新"
    )
    term_from_year: Annotated[int, NotReadYet("obligations")] = Field(
        title="契約期間の最初の年", ge=0, description="0 は定めなし"
    )
    term_until_year: Annotated[int, NotReadYet("obligations")] = Field(
        title="契約期間の最後の年", ge=0, description="0 は定めなし"
    )


class Payment(Section):
    cycle: Annotated[Literal["monthly", "unknown"], NotReadYet("obligations")] = Field(title="支払いの周期")
    is_one_total: Annotated[bool, NotReadYet("obligations")] = Field(title="総額契約")
    due_days_after_invoice: Annotated[int, NotReadYet("obligations")] = Field(
        title="請求から支払いまでの日数", ge=0, description="0 は定めなし"
    )
    after_inspection: Annotated[bool, NotReadYet("obligations")] = Field(title="検査のあとに支払う")
    on_operation_report: Annotated[bool, NotReadYet("obligations")] = Field(title="稼働報告に基づく")
    cut_below_one_yen: Annotated[bool, NotReadYet("obligations")] = Field(title="1円未満の切捨て")
    difference_in_last_month: Annotated[bool, NotReadYet("obligations")] = Field(title="差額を最終月に加算")
    equal_amounts: Annotated[bool, NotReadYet("obligations")] = Field(title="毎月同額")
    pro_rata_by_days: Annotated[bool, NotReadYet("obligations")] = Field(title="月の途中は日割り")
    inspection_days: Annotated[int, NotReadYet("obligations")] = Field(
        title="検査の期限（日）", ge=0, description="0 は定めなし"
    )
    defects_years: Annotated[int, NotReadYet("obligations")] = Field(
        title="契約不適合責任（年）", ge=0, description="0 は定めなし"
    )


class WebSite(Section):
    host_name: Annotated[str, ReadBy("madoguchi.municipality.public_address:site_address")] = Field(
        title="予約サイトのホスト名",
        pattern=r"^$|^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$",
        description="受託者が選びます（000 Q42）。空なら決まっていません。",
    )
    announces_planned_stops: Annotated[bool, ReadBy("madoguchi.messages.stops.queries:stop_announced")] = Field(
        title="計画停止をサイトで知らせる", description="001 §7(5)"
    )
    tells_city_of_planned_stops: Annotated[bool, ReadBy("madoguchi.config.joint_jobs:tell_city_of_stop")] = Field(
        title="計画停止を市へ知らせる"
    )


class Languages(Section):
    web: Annotated[list[Language], ReadBy("madoguchi.municipality.tables:problems_in_tables")] = Field(
        title="画面の言語", min_length=1
    )
    telephone: Annotated[list[Language], ReadBy("madoguchi.calls.announcements.queries:languages")] = Field(
        title="電話の言語", min_length=1
    )
    simultaneous_translation: Annotated[bool, NotReadYet("assist")] = Field(title="同時翻訳")
    interpreters_subcontracted: Annotated[bool, NotReadYet("workforce")] = Field(title="通訳の再委託")
    hearing_impaired_served: Annotated[
        bool, ReadBy("madoguchi.contacts.inquiries.queries:serves_hearing_impaired")
    ] = Field(title="聴覚障害者への対応", description="電話リレーサービスを、受付と回答の方法として使います。")
    desk_translation_device: Annotated[bool, NotReadYet("fieldwork")] = Field(title="窓口の翻訳機")


class TelephoneHours(Section):
    week: Annotated[Week, ReadBy(OPENING)] = Field(title="電話の受付時間")
    yearly_closure: Annotated[YearlyClosure, ReadBy(OPENING)] = Field(title="電話の年末年始の休み")
    frame: Annotated[Frame, ReadBy("madoguchi.municipality.schema:problems_across_keys")] = Field(
        title="電話の受付時間を変えられる範囲", description="この外の時間は登録できません（002 No.6）。"
    )
    answered_by: Annotated[
        Literal["people", "unknown"], ReadBy("madoguchi.calls.policy.queries:answered_by_people")
    ] = Field(title="電話に出る人")


class CounterHours(Section):
    week: Annotated[Week, ReadBy(OPENING)] = Field(title="窓口の開庁時間")
    yearly_closure: Annotated[YearlyClosure, ReadBy(OPENING)] = Field(title="窓口の年末年始の休み")


class Holidays(Section):
    checked_until: Annotated[date, ReadBy("madoguchi.municipality.schema:problems_across_keys")] = Field(
        title="祝日を確かめた最後の日", description="契約の期間がこれより長いと、プリセットは適用できません。"
    )


class ContactSheet(Section):
    """NTF-11, NTF-12: between the centre and the client only; never shown to citizens, never for personal data."""

    centre_email: Annotated[list[str], ReadBy(SHEET)] = Field(title="連絡用メール（コールセンター）")
    centre_phone: Annotated[str, ReadBy(SHEET)] = Field(title="直通電話（コールセンター）")
    office: Annotated[str, ReadBy(SHEET)] = Field(title="市の担当部署")
    office_phone: Annotated[str, ReadBy(SHEET)] = Field(title="担当部署の電話")
    office_fax: Annotated[str, ReadBy(SHEET)] = Field(title="担当部署のファクス")
    office_email: Annotated[str, ReadBy(SHEET)] = Field(title="担当部署のメール")
    told_to_city_on: Annotated[date | None, ReadBy(SHEET)] = Field(None, title="市へ知らせた日")


class Security(Section):
    staff_network: Annotated[
        Literal["internet_with_allow_list", "lgwan_or_internet_with_global_ip", "allow_list_and_mfa"],
        ReadBy("madoguchi.web.office.staff.doors.described:access_control"),
    ] = Field(title="職員側のネットワーク")
    lgwan_needed: Annotated[bool, NotReadYet("obligations")] = Field(title="LGWAN が必要")
    cloud_in_japan: Annotated[bool, NotReadYet("obligations")] = Field(title="クラウドは国内")
    data_centre_tier: Annotated[int, NotReadYet("obligations")] = Field(
        title="データセンターの JDCC ティア", ge=0, description="0 は定めなし"
    )
    cloud_certificates: Annotated[list[str], NotReadYet("obligations")] = Field(title="クラウドの認証（いずれか）")
    contractor_certificates: Annotated[list[str], NotReadYet("obligations")] = Field(title="受託者の認証")
    contractor_certificates_all: Annotated[bool, NotReadYet("obligations")] = Field(
        title="受託者の認証はすべて必要"
    )
    tls_required: Annotated[bool, NotReadYet("obligations")] = Field(title="TLS による暗号化")
    external_media: Annotated[bool, NotReadYet("obligations")] = Field(title="外部媒体での持ち出し")
    security_officer: Annotated[bool, NotReadYet("workforce")] = Field(title="情報セキュリティ責任者を置く")
    policy_and_manual: Annotated[bool, NotReadYet("obligations")] = Field(title="ポリシーとマニュアルの提出")
    structure_document: Annotated[bool, NotReadYet("obligations")] = Field(title="体制図の提出")
    access_control_description: Annotated[bool, NotReadYet("obligations")] = Field(title="接続制御の説明の提出")
    client_platform: Annotated[str, NotReadYet("obligations")] = Field(title="職員端末の標準")


class Centre(Section):
    in_japan: Annotated[bool, NotReadYet("obligations")] = Field(title="センターは国内")
    separated_section: Annotated[bool, NotReadYet("obligations")] = Field(title="区画を分ける")
    dedicated_environment: Annotated[bool, NotReadYet("obligations")] = Field(title="専用の環境")
    hours_overland: Annotated[int, NotReadYet("obligations")] = Field(
        title="市庁舎からの時間（時間）", ge=0, description="0 は定めなし"
    )
    lockable_rooms: Annotated[bool, NotReadYet("obligations")] = Field(title="施錠できる部屋")
    sound_insulated: Annotated[bool, NotReadYet("obligations")] = Field(title="防音")
    no_ink_jet: Annotated[bool, NotReadYet("obligations")] = Field(title="インクジェット印刷機の禁止")
    quake_standard: Annotated[str, NotReadYet("obligations")] = Field(title="耐震の基準")
    fire_and_water: Annotated[bool, NotReadYet("obligations")] = Field(title="防火・防水")
    emergency_power: Annotated[bool, NotReadYet("obligations")] = Field(title="非常用電源")
    fingerprint_entry: Annotated[bool, NotReadYet("obligations")] = Field(title="指紋などによる入室")
    zoning: Annotated[bool, NotReadYet("obligations")] = Field(title="区域の分離")
    rest_space: Annotated[bool, NotReadYet("obligations")] = Field(title="休憩場所")
    base_outside_prefecture: Annotated[bool, NotReadYet("obligations")] = Field(title="県外の拠点")
    second_base: Annotated[Literal["none", "any", "dedicated_line_or_vpn"], NotReadYet("obligations")] = Field(
        title="第2の拠点"
    )
    second_base_independent: Annotated[bool, NotReadYet("obligations")] = Field(title="第2の拠点は単独で働ける")
    bcp: Annotated[bool, NotReadYet("incidents")] = Field(title="事業継続計画")


class Fieldwork(Section):
    """003 第2-1: desks and visits; empty values where the switch is off."""

    desk_methods: Annotated[list[str], NotReadYet("fieldwork")] = Field(title="申請サポートの方法")
    desk_extras: Annotated[list[str], NotReadYet("fieldwork")] = Field(title="そのほかの支援")
    desk_staff_min: Annotated[int, NotReadYet("fieldwork")] = Field(title="窓口ごとの最低人数", ge=0)
    desk_managers_a_day: Annotated[int, NotReadYet("fieldwork")] = Field(title="運営責任者（1日）", ge=0)
    general_managers: Annotated[int, NotReadYet("fieldwork")] = Field(title="統括責任者", ge=0)
    visits_a_year: Annotated[int, NotReadYet("fieldwork")] = Field(title="出張の目標（年）", ge=0)
    visits_a_month: Annotated[int, NotReadYet("fieldwork")] = Field(title="出張の目標（月）", ge=0)
    visit_hours: Annotated[Hours, NotReadYet("fieldwork")] = Field(title="出張の時間帯")
    visit_staff_min: Annotated[int, NotReadYet("fieldwork")] = Field(title="出張の最低人数", ge=0)
    visit_officials_min: Annotated[int, NotReadYet("fieldwork")] = Field(title="同行する市職員", ge=0)
    vehicle_log: Annotated[bool, NotReadYet("fieldwork")] = Field(title="運行記録（免許証・アルコール）")
    shared_calendar: Annotated[bool, NotReadYet("fieldwork")] = Field(title="三者の予定表")
    leaflets_a_year: Annotated[int, NotReadYet("fieldwork")] = Field(title="チラシ（年）", ge=0)
    mascots: Annotated[list[str], NotReadYet("fieldwork")] = Field(title="サインのキャラクター")
    photo_mm: Annotated[str, NotReadYet("fieldwork")] = Field(title="写真の大きさ")


SECTIONS: dict[str, type[Section]] = {
    "body": Body,
    "contract": ContractTerms,
    "payment": Payment,
    "web_site": WebSite,
    "languages": Languages,
    "telephone_hours": TelephoneHours,
    "counter_hours": CounterHours,
    "holidays": Holidays,
    "contact_sheet": ContactSheet,
    "switches": Switches,
    "security": Security,
    "centre": Centre,
    "fieldwork": Fieldwork,
}


def problems_across_keys(values: PartValues) -> Iterable[PresetProblem]:
    file = "preset.toml"
    terms = values.sections.get("contract")
    if isinstance(terms, ContractTerms):
        if terms.service_until < terms.service_from:
            yield PresetProblem(file, "contract.service_until", "運営の最終日が開始日より前です")
        if terms.web_from and terms.web_until and terms.web_until < terms.web_from:
            yield PresetProblem(file, "contract.web_until", "予約サイトの最終日が開始日より前です")
        holidays = values.sections.get("holidays")
        if isinstance(holidays, Holidays) and holidays.checked_until < terms.service_until:
            gap_from = max(terms.service_from, date.fromordinal(holidays.checked_until.toordinal() + 1))
            yield PresetProblem(
                file,
                "holidays.checked_until",
                f"{gap_from} から {terms.service_until} までの祝日が確かめられていません。祝日を確かめ、"
                "国の祝日のほかにあれば holidays.csv に加えて、この日付を延ばします",
            )
    hours = values.sections.get("telephone_hours")
    if isinstance(hours, TelephoneHours):
        for kind in DAY_KINDS:
            for span in outside_frame(hours, kind, getattr(hours.week, kind)):
                yield PresetProblem(
                    file,
                    f"telephone_hours.week.{kind}",
                    f"{DAY_KIND_LABELS[kind]}の {span} は、取り決めた範囲（telephone_hours.frame）の外です",
                )
    switches = values.sections.get("switches")
    if isinstance(switches, Switches) and switches.own_reservations and switches.external_reservations:
        yield PresetProblem(
            file, "switches.external_reservations", "予約の受付（own_reservations）と同時には使えません"
        )


def outside_frame(hours: TelephoneHours, day_kind: str, spans: list[str]) -> tuple[rules.Span, ...]:
    """CAL-13: what lies outside the agreed frame on a kind of day."""
    frame = hours.frame.weekday if day_kind in WORKDAYS else hours.frame.day_off
    if not hours.frame.weekday and not hours.frame.day_off:
        return ()
    return rules.hours_outside_frame(rules.read_hours(spans), rules.read_hours(frame) or ()) or (
        rules.read_hours(spans) if not frame else ()
    )
