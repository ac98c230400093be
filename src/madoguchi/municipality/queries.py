"""Reading the contract: the value in force on a day, sites, procedures, and when it is open. Nothing here writes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import jpholiday
from django.db.models import QuerySet

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.clock import Interval
from madoguchi.core.refusals import Refusal
from madoguchi.municipality import parts, rules
from madoguchi.municipality.models import LANGUAGES, OpeningDay, Procedure, ProcedureText, Setting, Site
from madoguchi.municipality.page_places import describe_place
from madoguchi.municipality.picture import picture
from madoguchi.municipality.rules import DAY_KINDS, Calendar, Pattern, SpecialDay, Why

MAY_VIEW = "settings.view"
SITE_HOURS, PAGE_TEXT = "site_hours.", "page_text."
KEPT_TABLES = {
    "holidays.csv": "加える祝日",
    "readings.csv": "不明な点の読み方",
    "reports.csv": "報告の一覧",
    "report_sections.csv": "報告書の様式",
    "documents.csv": "提出書類の一覧",
    "booking_items.csv": "予約で聞く項目",
    "triage.csv": "お手元にあるものからの案内",
    "accommodations.csv": "窓口での手助け",
    "escalation_levels.csv": "引継ぎの段階と期限",
    "referrals.csv": "範囲外の問合せの案内先",
    "links.csv": "関係機関のページ",
    "guides.csv": "苦情・カスハラ・緊急の手順",
    "contact_items.csv": "応対の記録の項目",
    "post_duties.csv": "役割ごとの仕事",
    "evaluation_items.csv": "応対の評価のシート",
    "inquiry_items.csv": "お問い合わせフォームで聞く項目",
    "pronunciations.csv": "音声案内の読み方",
    "equipment.csv": "貸与機器",
}


class SettingMissing(Refusal):
    def __init__(self, key: str) -> None:
        super().__init__(
            f"「{parts.label_of(key)}」（{key}）が設定されていません。プリセットを適用してください: madoguchi preset apply"
        )


# Settings


def value_of(key: str, on: date | None = None) -> Any:
    """The value of "section.key" in force on a day (today), of the type that the schema says."""
    known, now = parts.key(key), picture()
    text = now.text(key, on or clock.today())
    if text is not None:
        return now.value(known, text)
    if known.info.is_required():
        raise SettingMissing(key)
    return known.info.get_default(call_default_factory=True)


def values_of(section: str, on: date | None = None) -> dict[str, Any]:
    """All values of a section, by field name."""
    now, day = picture(), on or clock.today()
    values = {}
    for key in parts.keys_of_section(section):
        text = now.text(key.name, day)
        if text is not None:
            values[key.field] = now.value(key, text)
        elif not key.info.is_required():
            values[key.field] = key.info.get_default(call_default_factory=True)
    return values


def kept_value(key: str, on: date | None = None) -> Any:
    """The plain JSON of any key, also of a kept table ("reports.csv"); None when there is none."""
    text = picture().text(key, on or clock.today())
    return None if text is None else json.loads(text)


def is_on(switch: str, on: date | None = None) -> bool:
    """Is a switch of the matrix on? Off before any preset has been applied."""
    key, now = parts.key(f"switches.{switch}"), picture()
    text = now.text(key.name, on or clock.today())
    return text is not None and bool(now.value(key, text))


def switches_on(on: date | None = None) -> frozenset[str]:
    return frozenset(name for name, value in values_of("switches", on).items() if value)


def planned_changes(after: date | None = None) -> QuerySet[Setting]:
    return Setting.objects.filter(effective_on__gt=after or clock.today()).order_by("effective_on", "key")


def planned_changes_visible_to(actor: Actor) -> QuerySet[Setting]:
    return planned_changes() if actor.may(MAY_VIEW) else Setting.objects.none()


def describe_setting(key: str) -> str:
    """A key in the words of the screens, also of a kept table or of a site's hours."""
    if key.startswith(SITE_HOURS):
        return f"{site_name(key.removeprefix(SITE_HOURS))}の時間"
    if key.startswith(PAGE_TEXT):
        place, _, language = key.removeprefix(PAGE_TEXT).rpartition(".")
        return f"{describe_place(place)}（{LANGUAGES.get(language, language)}）"
    return KEPT_TABLES.get(key) or parts.label_of(key)


@dataclass(frozen=True)
class Contract:
    body_code: str
    body_name: str
    title: str
    service_from: date
    service_until: date
    """The last day of the service, inside."""

    def covers(self, day: date) -> bool:
        return self.service_from <= day <= self.service_until


def contract(on: date | None = None) -> Contract:
    body, terms = values_of("body", on), values_of("contract", on)
    if "code" not in body or "title" not in terms:
        raise SettingMissing("contract.title")
    return Contract(body["code"], body["name"], terms["title"], terms["service_from"], terms["service_until"])


def has_contract() -> bool:
    return "body.code" in picture().texts


# Sites and procedures


def sites_in_use() -> QuerySet[Site]:
    """Where something takes place now."""
    return Site.objects.filter(is_active=True).exclude(kind__in=dormant_kinds())


def is_in_use(site: Site) -> bool:
    return site.is_active and site.kind not in dormant_kinds()


def dormant_kinds() -> list[str]:
    """Branches while the switch is off stay dormant (000 Q28)."""
    branches = [] if is_on("branch_places") else ["branch"]
    return branches if is_on("support_desks") else [*branches, "desk", "visit"]


def sites_visible_to(actor: Actor) -> QuerySet[Site]:
    return Site.objects.all() if actor.may(MAY_VIEW) else Site.objects.none()


def site_name(code: str) -> str:
    return Site.objects.filter(code=code).values_list("name", flat=True).first() or code


def procedures_offered() -> list[Procedure]:
    """What a citizen may choose, in the municipality's order (RSV-03)."""
    return [procedure for procedure in picture().procedures if procedure.is_active]


def procedures_visible_to(actor: Actor) -> QuerySet[Procedure]:
    return Procedure.objects.all() if actor.may(MAY_VIEW) else Procedure.objects.none()


def procedure_name(code: str) -> str:
    return Procedure.objects.filter(code=code).values_list("label_ja", flat=True).first() or code


def text_in_force(procedure: Procedure, language: str) -> ProcedureText | None:
    """What to bring and to note, in this language; where there is none yet, in Japanese."""
    versions = ProcedureText.objects.filter(procedure=procedure).order_by("-number")
    return versions.filter(language=language).first() or versions.filter(language="ja").first()


def warnings_in_force(procedures: Iterable[Procedure], language: str) -> dict[str, str]:
    """What to know before choosing each of them (RSV-16), by code, in one query; where there is none in this language,
    in Japanese."""
    texts: dict[tuple[str, str], str] = {}
    versions = ProcedureText.objects.filter(procedure__in=list(procedures), language__in=[language, "ja"])
    for code, of, warning in versions.order_by("number").values_list("procedure__code", "language", "warning"):
        texts[code, of] = warning
    return {code: texts.get((code, language), texts.get((code, "ja"), "")) for code, _ in texts}


# Opening


@dataclass(frozen=True)
class Opening:
    is_open: bool
    intervals: tuple[Interval, ...]
    reason: str
    """Why it is closed, or what is special about an open day."""
    why: Why = Why.WEEK


def opening_of(calendar: "Calendar | str", day: date, site: Site | None = None) -> Opening:
    return openings(calendar, day, day, site)[day]


def open_days(calendar: "Calendar | str", first: date, until: date, site: Site | None = None) -> list[date]:
    """The open days from `first` to `until`, both inside."""
    return [day for day, opening in openings(calendar, first, until, site).items() if opening.is_open]


def openings(calendar: "Calendar | str", first: date, until: date, site: Site | None = None) -> dict[date, Opening]:
    """Each day from `first` to `until`, both inside, in a fixed number of queries."""
    calendar = Calendar(calendar)
    patterns = _Patterns(calendar, site)
    special = _special_days(calendar, first, until, site)
    added = added_holidays()
    found = {}
    for day in clock.days_from(first, until=date.fromordinal(until.toordinal() + 1)):
        plan = rules.plan_of_day(
            day,
            pattern=patterns.on(day),
            holiday_name=holiday_name(day, added),
            special=special.get(day),
        )
        intervals = tuple(
            Interval(clock.moment(day, span.opens), clock.moment(day, span.closes)) for span in plan.spans
        )
        found[day] = Opening(bool(intervals), intervals, plan.reason, plan.why)
    return found


def holiday_name(day: date, added: Mapping[date, str]) -> str:
    return added.get(day) or _national_holiday(day)


@lru_cache(maxsize=4000)
def _national_holiday(day: date) -> str:
    return jpholiday.is_holiday_name(day) or ""


def added_holidays() -> dict[date, str]:
    """Holidays that the preset adds to the national ones."""
    return {date.fromisoformat(row["day"]): row["name"] for row in kept_value("holidays.csv") or ()}


class _Patterns:
    """The dated settings that make up a calendar, asked for each day."""

    def __init__(self, calendar: Calendar, site: Site | None) -> None:
        self.keys = (*_keys_of(calendar), f"{SITE_HOURS}{site.code}" if site else "")
        self.picture = picture()
        self.made: dict[tuple[str | None, ...], Pattern] = {}

    def on(self, day: date) -> Pattern:
        texts = tuple(self.picture.text(key, day) for key in self.keys)
        if texts not in self.made:
            self.made[texts] = _pattern(*(None if text is None else json.loads(text) for text in texts))
        return self.made[texts]


def _keys_of(calendar: Calendar) -> tuple[str, ...]:
    hours = {
        Calendar.TELEPHONE: ("telephone_hours.week", "telephone_hours.yearly_closure"),
        Calendar.COUNTER: ("counter_hours.week", "counter_hours.yearly_closure"),
    }
    return (*hours[calendar], "contract.service_from", "contract.service_until")


def _pattern(week: Any, closure: Any, service_from: Any, service_until: Any, site_week: Any) -> Pattern:
    if service_from is None or service_until is None:  # no contract, no service (CAL-14)
        return Pattern(week={}, service_from=date.max)
    return Pattern(
        week={kind: rules.read_hours((site_week or week or {}).get(kind, ())) for kind in DAY_KINDS},
        yearly_closure=tuple(closure) if closure else ("", ""),
        service_from=date.fromisoformat(service_from),
        service_until=date.fromisoformat(service_until),
    )


def _special_days(calendar: Calendar, first: date, until: date, site: Site | None) -> dict[date, SpecialDay]:
    rows = [row for row in picture().opening_days if row.calendar == calendar and first <= row.day <= until]
    general = {row.day: row for row in rows if row.site_id is None}
    own = {row.day: row for row in rows if site is not None and row.site_id == site.pk}
    return {
        day: SpecialDay(rules.read_hours(row.hours.split()), row.note) for day, row in {**general, **own}.items()
    }


def agreed_closures(calendar: "Calendar | str", first: date, until: date, site: Site | None = None) -> set[date]:
    """Days from `first` to `until`, both inside, that were closed one by one, whatever the week says."""
    special = _special_days(Calendar(calendar), first, until, site)
    return {day for day, plan in special.items() if not plan.spans}


def opening_days_visible_to(actor: Actor) -> QuerySet[OpeningDay]:
    return OpeningDay.objects.select_related("site") if actor.may(MAY_VIEW) else OpeningDay.objects.none()


def describe_day(key: str) -> str:
    """ "counter:main:2026-12-12" in words."""
    calendar, _, rest = key.partition(":")
    site, _, day = rest.partition(":")
    place = "" if site == "all" else f" {site_name(site)}"
    return f"{rules.CALENDAR_LABELS[Calendar(calendar)]}{place} {day}"
