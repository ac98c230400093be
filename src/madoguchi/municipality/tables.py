"""The municipality's tables and text files of a preset: sites, procedures and their texts, days that differ."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar, Literal, TypeVar

from pydantic import Field, field_validator

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.preset import PartValues, PresetProblem, ReadBy, Row
from madoguchi.municipality import parts, queries, rules
from madoguchi.municipality.actions import sections_on
from madoguchi.municipality.days import set_opening_day
from madoguchi.municipality.equipment.table import EQUIPMENT_TABLE, EquipmentRow
from madoguchi.municipality.kept import keep_values, kept_values_of
from madoguchi.municipality.models import LANGUAGES, OpeningDay, Procedure, ProcedureText, Site
from madoguchi.municipality.page_places import PLACES
from madoguchi.municipality.page_texts import set_page_text, texts_in_force
from madoguchi.municipality.procedures import change_procedure, make_procedure, revise_text
from madoguchi.municipality.rules import DAY_KINDS, Calendar
from madoguchi.municipality.sites import change_site, make_site, set_site_hours

CODE = Field(pattern=r"^[a-z][a-z0-9_-]{0,29}$")
TEXTS = "procedures"
TEXT_FILE = re.compile(r"procedures/(?P<code>[a-z0-9_-]+)\.(?P<language>[a-z-]+)\.txt")
TEXT = re.compile(
    r"出典: (?P<source>[^\n]*)\n確認: (?P<reviewed>[^\n]*)\n\n\[持ち物\]\n(?P<bring>.+?)\n\n\[留意事項\]\n(?P<notes>.+?)"
    r"(?:\n\n\[選ぶときのご注意\]\n(?P<warning>.+))?",
    re.DOTALL,
)
TO_BE_CHECKED = "要確認"
PAGE_TEXTS = "page_texts.csv"


class SiteRow(Row):
    reader: ClassVar = ReadBy("madoguchi.municipality.tables:apply_values")

    code: str = CODE
    name: str
    kind: Literal["main", "branch", "desk", "visit"]
    address: str = ""
    is_active: bool
    own_hours: bool
    mon: str = ""
    tue: str = ""
    wed: str = ""
    thu: str = ""
    fri: str = ""
    sat: str = ""
    sun: str = ""
    holiday: str = ""

    @field_validator(*DAY_KINDS)
    @classmethod
    def hours_are_spans(cls, written: str) -> str:
        return " ".join(rules.tidy_hours(written.split()))

    @property
    def week(self) -> dict[str, list[str]] | None:
        return {kind: getattr(self, kind).split() for kind in DAY_KINDS} if self.own_hours else None


class ProcedureRow(Row):
    reader: ClassVar = ReadBy("madoguchi.municipality.tables:apply_values")

    code: str = CODE
    is_active: bool
    needs_national_system: bool = True
    label_ja: str = Field(min_length=1)
    label_ja_easy: str = Field(min_length=1)
    label_en: str = Field(min_length=1)


class HolidayRow(Row):
    """A holiday beside the national ones."""

    reader: ClassVar = ReadBy("madoguchi.municipality.queries:added_holidays")

    day: date
    name: str


class OpeningDayRow(Row):
    reader: ClassVar = ReadBy("madoguchi.municipality.tables:apply_values")

    calendar: Literal["telephone", "counter"]
    site: str = ""
    day: date
    hours: str = ""
    note: str
    agreed_with: str = ""
    agreed_on: date | None = None

    @field_validator("hours")
    @classmethod
    def hours_are_spans(cls, written: str) -> str:
        return " ".join(rules.tidy_hours(written.split()))


class ReadingRow(Row):
    """How an open point of the documents is read until the body says otherwise (A-01 …)."""

    reader: ClassVar = ReadBy("madoguchi.web.office.settings.views:readings")

    code: str = Field(pattern=r"^A-\d\d$")
    point: str
    reading: str


class PageTextRow(Row):
    """What stands at a place of the citizens' pages, in a language."""

    reader: ClassVar = ReadBy("madoguchi.municipality.page_texts:page_text")

    place: str
    language: Literal["ja", "ja-easy", "en"]
    text: str = Field(min_length=1, max_length=1000)


TABLES: dict[str, type[Row]] = {
    "sites.csv": SiteRow,
    "procedures.csv": ProcedureRow,
    "holidays.csv": HolidayRow,
    "opening_days.csv": OpeningDayRow,
    "readings.csv": ReadingRow,
    PAGE_TEXTS: PageTextRow,
    EQUIPMENT_TABLE: EquipmentRow,
}
R = TypeVar("R", bound=Row)
KEPT = ("holidays.csv", "readings.csv", EQUIPMENT_TABLE)


def problems_in_tables(values: PartValues) -> Iterable[PresetProblem]:
    unique = {
        "sites.csv": "code",
        "procedures.csv": "code",
        "holidays.csv": "day",
        "readings.csv": "code",
        EQUIPMENT_TABLE: "item",
    }
    for file, column in unique.items():
        rows = values.tables.get(file, ())
        for value, count in Counter(str(getattr(row, column)) for row in rows).items():
            if count > 1:
                yield PresetProblem(file, column, f"「{value}」が {count} 行あります")
    yield from _problems_of_texts(values)
    yield from _problems_of_page_texts(values)
    yield from _problems_of_days(values)


def _problems_of_texts(values: PartValues) -> Iterable[PresetProblem]:
    if "procedures.csv" not in values.tables:
        return
    procedures = _rows(values, "procedures.csv", ProcedureRow)
    # languages.web: every language of the screens has its own text.
    languages = [code for code in getattr(values.sections.get("languages"), "web", ()) if code in LANGUAGES]
    wanted = {f"{TEXTS}/{row.code}.{language}.txt" for row in procedures for language in languages}
    for name in sorted(wanted - set(values.texts)):
        yield PresetProblem(name, "-", "この手続きの案内文のファイルがありません")
    known = {f"{TEXTS}/{row.code}.{language}.txt" for row in procedures for language in LANGUAGES}
    for name, text in sorted(values.texts.items()):
        if name not in known:
            yield PresetProblem(name, "-", "procedures.csv にない手続きか、知らない言語のファイルです")
        elif (found := TEXT.fullmatch(text.strip())) is None:
            yield PresetProblem(
                name, "-", "「出典: 」「確認: 」、[持ち物]、[留意事項] の順に、どれも空にせず書きます"
            )
        elif found["reviewed"] != TO_BE_CHECKED and _day(found["reviewed"]) is None:
            yield PresetProblem(name, "確認", "日付（2026-07-01）か「要確認」と書きます")


def _problems_of_page_texts(values: PartValues) -> Iterable[PresetProblem]:
    rows = _rows(values, PAGE_TEXTS, PageTextRow)
    for (place, language), count in Counter((row.place, row.language) for row in rows).items():
        where = f"{place} {language}"
        if place not in PLACES:
            yield PresetProblem(PAGE_TEXTS, where, "画面にない場所です")
        if count > 1:
            yield PresetProblem(PAGE_TEXTS, where, f"同じ場所が {count} 行あります")
    for row in rows:
        if row.place in PLACES and PLACES[row.place].is_one_line and "\n" in row.text:
            yield PresetProblem(PAGE_TEXTS, f"{row.place} {row.language}", "1行で書きます")


def _problems_of_days(values: PartValues) -> Iterable[PresetProblem]:
    sites = {getattr(row, "code", "") for row in values.tables.get("sites.csv", ())}
    days = _rows(values, "opening_days.csv", OpeningDayRow)
    for row in days:
        where = f"{row.calendar} {row.site} {row.day}".replace("  ", " ")
        if row.site and row.site not in sites:
            yield PresetProblem("opening_days.csv", where, f"会場「{row.site}」は sites.csv にありません")
        if not row.hours and not (row.agreed_with and row.agreed_on):
            yield PresetProblem("opening_days.csv", where, "休業日には agreed_with と agreed_on を書きます")
    for (calendar, site, day), count in Counter((row.calendar, row.site, row.day) for row in days).items():
        if count > 1:
            yield PresetProblem("opening_days.csv", f"{calendar} {site} {day}", f"同じ日が {count} 行あります")


def _rows(values: PartValues, file: str, schema: type[R]) -> list[R]:
    return [row for row in values.tables.get(file, ()) if isinstance(row, schema)]


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def apply_values(values: PartValues, by: Actor) -> None:
    keep_values(
        PartValues(
            sections=values.sections,
            tables={name: rows for name, rows in values.tables.items() if name in KEPT},
        ),
        by,
    )
    _apply_sites(values, by)
    _apply_procedures(values, by)
    _apply_page_texts(values, by)
    for row in _rows(values, "opening_days.csv", OpeningDayRow):
        set_opening_day(
            Calendar(row.calendar),
            row.day,
            by=by,
            hours=row.hours,
            note=row.note,
            site=Site.objects.get(code=row.site) if row.site else None,
            agreed_with=row.agreed_with,
            agreed_on=row.agreed_on,
        )


def _apply_sites(values: PartValues, by: Actor) -> None:
    """What the preset does not name stays with its data, but dormant."""
    rows = _rows(values, "sites.csv", SiteRow)
    known = {site.code: site for site in Site.objects.all()}
    for position, row in enumerate(rows, start=1):
        fields = {**row.model_dump(include={"name", "kind", "address", "is_active"}), "position": position}
        site = known.pop(row.code, None)
        site = change_site(site, by=by, **fields) if site else make_site(row.code, by=by, **fields)
        if row.week or queries.kept_value(f"{queries.SITE_HOURS}{row.code}"):
            set_site_hours(site, row.week, by=by)
    for position, site in enumerate(known.values(), start=len(rows) + 1):
        change_site(site, by=by, is_active=False, position=position)


def _apply_procedures(values: PartValues, by: Actor) -> None:
    rows = _rows(values, "procedures.csv", ProcedureRow)
    known = {procedure.code: procedure for procedure in Procedure.objects.all()}
    for position, row in enumerate(rows, start=1):
        fields = {**row.model_dump(exclude={"code"}), "position": position}
        found = known.pop(row.code, None)
        if found:
            change_procedure(found, by=by, **fields)
        else:
            make_procedure(row.code, by=by, **fields)
    for position, procedure in enumerate(known.values(), start=len(rows) + 1):
        change_procedure(procedure, by=by, is_active=False, position=position)
    procedures = {procedure.code: procedure for procedure in Procedure.objects.all()}
    for name, text in sorted(values.texts.items()):
        file, found_text = TEXT_FILE.fullmatch(name), TEXT.fullmatch(text.strip())
        if file is None or found_text is None:
            raise ValueError(f"{name} has not been validated")
        revise_text(
            procedures[file["code"]],
            file["language"],
            by=by,
            bring=found_text["bring"],
            notes=found_text["notes"],
            warning=found_text["warning"] or "",
            source=found_text["source"],
            reviewed_on=_day(found_text["reviewed"]),
        )


def _apply_page_texts(values: PartValues, by: Actor) -> None:
    """What the folder does not name says again what the product says."""
    if PAGE_TEXTS not in values.tables:
        return
    wanted: dict[tuple[str, str], str] = {
        (row.place, row.language): row.text for row in _rows(values, PAGE_TEXTS, PageTextRow)
    }
    for place, language in texts_in_force() | wanted:
        text = wanted.get((place, language), "")
        set_page_text(place, language, text, by=by, effective_on=clock.today())


def export_values() -> PartValues:
    kept = kept_values_of({name: TABLES[name] for name in KEPT})
    return PartValues(
        sections=sections_on(parts.part("municipality")),
        tables={
            "sites.csv": tuple(_site_row(site) for site in Site.objects.all()),
            "procedures.csv": tuple(
                ProcedureRow.model_validate(procedure, from_attributes=True, extra="ignore")
                for procedure in Procedure.objects.all()
            ),
            "opening_days.csv": tuple(
                OpeningDayRow(
                    calendar=row.calendar,
                    site=row.site.code if row.site else "",
                    day=row.day,
                    hours=row.hours,
                    note=row.note,
                    agreed_with=row.agreed_with,
                    agreed_on=row.agreed_on,
                )
                for row in OpeningDay.objects.select_related("site").order_by("day", "calendar", "site__code")
            ),
            PAGE_TEXTS: tuple(
                PageTextRow.model_validate({"place": place, "language": language, "text": text})
                for (place, language), text in texts_in_force().items()
            ),
            **kept,
        },
        texts=dict(_texts()),
    )


def _site_row(site: Site) -> SiteRow:
    week: Mapping[str, list[str]] | None = queries.kept_value(f"{queries.SITE_HOURS}{site.code}")
    return SiteRow(
        code=site.code,
        name=site.name,
        kind=site.kind,
        address=site.address,
        is_active=site.is_active,
        own_hours=week is not None,
        **{kind: " ".join((week or {}).get(kind, ())) for kind in DAY_KINDS},
    )


def _texts() -> Iterable[tuple[str, str]]:
    newest: dict[tuple[str, str], ProcedureText] = {}
    for text in ProcedureText.objects.select_related("procedure").order_by("number"):
        newest[text.procedure.code, text.language] = text
    for (code, language), text in sorted(newest.items()):
        reviewed = text.reviewed_on.isoformat() if text.reviewed_on else TO_BE_CHECKED
        warning = f"\n[選ぶときのご注意]\n{text.warning}\n" if text.warning else ""
        yield (
            f"{TEXTS}/{code}.{language}.txt",
            f"出典: {text.source}\n確認: {reviewed}\n\n[持ち物]\n{text.bring}\n\n[留意事項]\n{text.notes}\n{warning}",
        )
