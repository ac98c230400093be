"""In which forms a report leaves (REP-08), and how its file is called."""

from collections.abc import Callable
from dataclasses import dataclass

from madoguchi.reports.content import Content, to_json
from madoguchi.web.manager.reports.files.lines import csv_cp932_of, csv_of
from madoguchi.web.manager.reports.files.pages import page_of, paper_of
from madoguchi.web.manager.reports.files.sheets import workbook_of


@dataclass(frozen=True)
class FileForm:
    label: str
    content_type: str
    ending: str
    make: Callable[[Content], bytes]


def _json_of(content: Content) -> bytes:
    """To the letter what was frozen: its SHA-256 is the one that the report and the history name."""
    return to_json(content).encode()


FORMS: dict[str, FileForm] = {
    "pdf": FileForm("PDF", "application/pdf", "pdf", paper_of),
    "xlsx": FileForm(
        "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", workbook_of
    ),
    "csv": FileForm("CSV（UTF-8）", "text/csv; charset=utf-8", "csv", csv_of),
    "csv_cp932": FileForm("CSV（Shift_JIS）", "text/csv; charset=shift_jis", "csv", csv_cp932_of),
    "json": FileForm("JSON", "application/json", "json", _json_of),
    "html": FileForm("HTML", "text/html; charset=utf-8", "html", page_of),
}


@dataclass(frozen=True)
class ReportFile:
    name: str
    content_type: str
    content: bytes


def file_of(content: Content, form: str) -> ReportFile:
    chosen = FORMS[form]
    return ReportFile(f"{name_of(content)}.{chosen.ending}", chosen.content_type, chosen.make(content))


def name_of(content: Content) -> str:
    """monthly-20261001-20261031-v2: plain letters, as mail and older systems take them."""
    first, last = content.period.first, content.period.last
    days = f"{first:%Y%m%d}" if first == last else f"{first:%Y%m%d}-{last:%Y%m%d}"
    if not content.is_draft and not content.version:
        return f"{content.code}-{days}"
    return f"{content.code}-{days}-{'draft' if content.is_draft else f'v{content.version}'}"
