"""Which version of a script or manual is in force, and which files are taken. Pure."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar


class DocumentKind(StrEnum):
    SCRIPT = "script"
    MANUAL = "manual"
    CHECK_SHEET = "check_sheet"
    FORMER = "former"  # FAQ-14: taken over from the former contractor


KIND_LABELS = {
    DocumentKind.SCRIPT: "トークスクリプト",
    DocumentKind.MANUAL: "業務マニュアル",
    DocumentKind.CHECK_SHEET: "チェックシート",
    DocumentKind.FORMER: "前の受託者の資料",
}


class VersionState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RETIRED = "retired"


STATE_LABELS = {
    VersionState.DRAFT: "下書き",
    VersionState.IN_REVIEW: "市の確認中",
    VersionState.APPROVED: "承認済み",
    VersionState.RETIRED: "廃止",
}
MOVES = {
    VersionState.DRAFT: {VersionState.IN_REVIEW},
    VersionState.IN_REVIEW: {VersionState.DRAFT, VersionState.APPROVED},
    VersionState.APPROVED: {VersionState.RETIRED},
}
OPEN_STATES = frozenset({VersionState.DRAFT, VersionState.IN_REVIEW})

MAY_VIEW, MAY_EDIT, MAY_DELETE = "manuals.view", "manuals.edit", "manuals.delete"


def may_become(now: VersionState, then: VersionState) -> bool:
    return then in MOVES.get(now, set())


class Versioned(Protocol):
    number: int
    state: str
    valid_from: date | None


V = TypeVar("V", bound=Versioned)


def valid_version(versions: Iterable[V], *, on: date) -> V | None:
    """The approved one that came into force last; what is approved for a later day waits for it."""
    in_force = [
        version
        for version in versions
        if version.state == VersionState.APPROVED and version.valid_from is not None and version.valid_from <= on
    ]
    return max(in_force, key=lambda version: (version.valid_from, version.number), default=None)


MOST_BYTES = 20 * 1024 * 1024
PDF, XLSX, DOCX = "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"  # fmt: skip
TYPE_LABELS = {PDF: "PDF", XLSX: "Excel", DOCX: "Word"}
ENDINGS = {PDF: ".pdf", XLSX: ".xlsx", DOCX: ".docx"}
