"""Reading the contract: the value in force on a day, sites, procedures, and when it is open. Nothing here writes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import jpholiday
from django.db.models import OuterRef, QuerySet, Subquery

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.clock import Interval
from madoguchi.core.refusals import Refusal
from madoguchi.municipality import parts, rules
from madoguchi.municipality.models import OpeningDay, Procedure, ProcedureText, Setting, Site
from madoguchi.municipality.rules import DAY_KINDS, Calendar, Pattern, SpecialDay

MAY_VIEW = "settings.view"
SITE_HOURS = "site_hours."
KEPT_TABLES = {
    "holidays.csv": "加える祝日",
    "readings.csv": "不明な点の読み方",
    "reports.csv": "報告の一覧",
    "documents.csv": "提出書類の一覧",
}


class SettingMissing(Refusal):
    def __init__(self, key: str) -> None:
        super().__init__(
            f"「{parts.label_of(key)}」（{key}）が設定されていません。プリセットを適用してください: madoguchi preset apply"
        )


# Settings


def value_of(key: str, on: date | None = None) -> Any:
    """The value of "section.key" in force on a day (today), of the type that the schema says."""
    known = parts.key(key)
    row = _in_force(Setting.objects.filter(key=key), on).first()
    if row is not None:
        return known.read(row.value)
    if known.info.is_required():
        raise SettingMissing(key)
    return known.info.get_default(call_default_factory=True)


def values_of(section: str, on: date | None = None) -> dict[str, Any]:
    """All values of a section, by field name, in one query."""
    known = {key.name: key for key in parts.all_keys().values() if key.section == section}
    rows = {row.key: row for row in settings_in_force(on).filter(key__in=known)}
    values = {}
    for name, key in known.items():
        if name in rows:
            values[key.field] = key.read(rows[name].value)
        elif not key.info.is_required():
            values[key.field] = key.info.get_default(call_default_factory=True)
    return values


def kept_value(key: str, on: date | None = None) -> Any:
    """The plain JSON of any key, also of a kept table ("reports.csv"); None when there is none."""
    row = _in_force(Setting.objects.filter(key=key), on).first()
    return None if row is None else json.loads(row.value)


def is_on(switch: str, on: date | None = None) -> bool:
    """Is a switch of the matrix on? Off before any preset has been applied."""
    key = parts.key(f"switches.{switch}")
    row = _in_force(Setting.objects.filter(key=key.name), on).first()
    return row is not None and bool(key.read(row.value))


def switches_on(on: date | None = None) -> frozenset[str]:
    return frozenset(name for name, value in values_of("switches", on).items() if value)


def settings_in_force(on: date | None = None) -> QuerySet[Setting]:
    newest = _in_force(Setting.objects.filter(key=OuterRef("key")), on)
    return Setting.objects.filter(pk=Subquery(newest.values("pk")[:1]))


def planned_changes(after: date | None = None) -> QuerySet[Setting]:
    return Setting.objects.filter(effective_on__gt=after or clock.today()).order_by("effective_on", "key")


def planned_changes_visible_to(actor: Actor) -> QuerySet[Setting]:
    return planned_changes() if actor.may(MAY_VIEW) else Setting.objects.none()


def describe_setting(key: str) -> str:
    """A key in the words of the screens, also of a kept table or of a site's hours."""
    if key.startswith(SITE_HOURS):
        return f"{site_name(key.removeprefix(SITE_HOURS))}の時間"
    return KEPT_TABLES.get(key) or parts.label_of(key)


def _in_force(rows: QuerySet[Setting], on: date | None) -> QuerySet[Setting]:
    return rows.filter(effective_on__lte=on or clock.today()).order_by("-effective_on")


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
    return Setting.objects.filter(key="body.code").exists()


# Sites and procedures


def sites_in_use() -> QuerySet[Site]:
    """Where something takes place now. Branches while the switch is off stay dormant (000 Q28)."""
    sites = Site.objects.filter(is_active=True)
    if not is_on("branch_places"):
        sites = sites.exclude(kind="branch")
    if not is_on("support_desks"):
        sites = sites.exclude(kind__in=["desk", "visit"])
    return sites


def sites_visible_to(actor: Actor) -> QuerySet[Site]:
    return Site.objects.all() if actor.may(MAY_VIEW) else Site.objects.none()


def site_name(code: str) -> str:
    return Site.objects.filter(code=code).values_list("name", flat=True).first() or code


def procedures_offered() -> QuerySet[Procedure]:
    """What a citizen may choose, in the municipality's order (RSV-03)."""
    return Procedure.objects.filter(is_active=True)


def procedures_visible_to(actor: Actor) -> QuerySet[Procedure]:
    return Procedure.objects.all() if actor.may(MAY_VIEW) else Procedure.objects.none()


def procedure_name(code: str) -> str:
    return Procedure.objects.filter(code=code).values_list("label_ja", flat=True).first() or code


def text_in_force(procedure: Procedure, language: str) -> ProcedureText | None:
    """What to bring and to note, in this language; where there is none yet, in Japanese."""
    versions = ProcedureText.objects.filter(procedure=procedure).order_by("-number")
    return versions.filter(language=language).first() or versions.filter(language="ja").first()


# Opening


@dataclass(frozen=True)
class Opening:
    is_open: bool
    intervals: tuple[Interval, ...]
    reason: str
    """Why it is closed, or what is special about an open day."""


def opening_of(calendar: "Calendar | str", day: date, site: Site | None = None) -> Opening:
    return openings(calendar, day, day, site)[day]


def open_days(calendar: "Calendar | str", first: date, until: date, site: Site | None = None) -> list[date]:
    """The open days from `first` to `until`, both inside."""
    return [day for day, opening in openings(calendar, first, until, site).items() if opening.is_open]


def openings(calendar: "Calendar | str", first: date, until: date, site: Site | None = None) -> dict[date, Opening]:
    """Each day from `first` to `until`, both inside, in a fixed number of queries."""
    calendar = Calendar(calendar)
    patterns = _patterns(calendar, until, site)
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
        found[day] = Opening(bool(intervals), intervals, plan.reason)
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
    """The dated settings that make up a calendar, read once and asked for each day."""

    def __init__(self, rows: Iterable[Setting], calendar: Calendar, site: Site | None) -> None:
        self.calendar = calendar
        self.site_key = f"{SITE_HOURS}{site.code}" if site else ""
        self.dated: dict[str, list[tuple[date, str]]] = {}
        for row in rows:  # oldest first
            self.dated.setdefault(row.key, []).append((row.effective_on, row.value))
        self.made: dict[tuple[Any, ...], Pattern] = {}

    def on(self, day: date) -> Pattern:
        values = tuple(self._raw(key, day) for key in (*_keys_of(self.calendar), self.site_key))
        if values not in self.made:
            self.made[values] = _pattern(*(None if value is None else json.loads(value) for value in values))
        return self.made[values]

    def _raw(self, key: str, day: date) -> str | None:
        known = [value for effective_on, value in self.dated.get(key, ()) if effective_on <= day]
        return known[-1] if known else None


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


def _patterns(calendar: Calendar, until: date, site: Site | None) -> _Patterns:
    keys = [*_keys_of(calendar), f"{SITE_HOURS}{site.code}" if site else ""]
    rows = Setting.objects.filter(key__in=keys, effective_on__lte=until).order_by("effective_on")
    return _Patterns(rows, calendar, site)


def _special_days(calendar: Calendar, first: date, until: date, site: Site | None) -> dict[date, SpecialDay]:
    rows = OpeningDay.objects.filter(calendar=calendar, day__range=(first, until))
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
