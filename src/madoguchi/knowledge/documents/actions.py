"""Writing scripts and manuals: drafts, their files, the city's approval, and the day from which a version holds."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.knowledge.articles.rules import MAY_APPROVE
from madoguchi.knowledge.documents.files import media_type_of, tidy_name
from madoguchi.knowledge.documents.history import DOCUMENT
from madoguchi.knowledge.documents.models import Attachment, Document, DocumentVersion
from madoguchi.knowledge.documents.rules import MAY_DELETE, MAY_EDIT, DocumentKind, VersionState, may_become
from madoguchi.knowledge.models import Category
from madoguchi.knowledge.numbers import next_number
from madoguchi.knowledge.refusals import (
    DraftChangedMeanwhile,
    FileRefused,
    NothingToApprove,
    ReasonNeeded,
    StepNotPossible,
)
from madoguchi.municipality.models import Procedure


@dataclass(frozen=True)
class NewFile:
    name: str
    content: bytes


def make_document(
    *,
    kind: DocumentKind,
    title: str,
    by: Actor,
    category: Category | None = None,
    procedures: Collection[Procedure] = (),
) -> DocumentVersion:
    """With a first, empty draft."""
    by.need(MAY_EDIT)
    with transaction.atomic():
        document = Document.objects.create(
            number=next_number("DOC"), kind=kind, title=title, category=category, made_at=clock.now()
        )
        document.procedures.set(procedures)
        record("document.made", by=by, about=_about(document), facts={"title": title, "document_kind": kind.value})
        return _add_version(document, number=1, text="", by=by)


def change_document(
    document: Document,
    *,
    kind: DocumentKind,
    title: str,
    category: Category | None,
    procedures: Collection[Procedure],
    by: Actor,
) -> Document:
    by.need(MAY_EDIT)
    with transaction.atomic():
        current = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        before = _described(current)
        current.kind, current.title, current.category = kind, title, category
        current.save()
        current.procedures.set(procedures)
        after = _described(current)
        changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
        if changes:
            record("document.changed", by=by, about=_about(current), changes=changes)
        return current


def begin_version(document: Document, *, by: Actor) -> DocumentVersion:
    """The next version, beginning with the words and files of the newest one."""
    by.need(MAY_EDIT)
    with transaction.atomic():
        current = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        newest = current.versions.order_by("-number")[:1].get()
        if newest.state in (VersionState.DRAFT, VersionState.IN_REVIEW):
            raise StepNotPossible
        version = _add_version(current, number=newest.number + 1, text=newest.text, by=by)
        for file in newest.files.all():
            file.pk, file.version = None, version
            file.save(force_insert=True)
        record("document.drafted", by=by, about=_about(current), facts={"version": version.number})
        return version


def save_draft(
    version: DocumentVersion,
    *,
    text: str,
    reason: str,
    valid_from: date | None,
    edition: int,
    by: Actor,
    add: NewFile | None = None,
    remove: int | None = None,
) -> DocumentVersion:
    """Words and files together. `edition`: what the writer saw when beginning; somebody else has saved since: nothing
    is overwritten. `remove`: the key of one of its files."""
    with transaction.atomic():
        current = _draft(version, by)
        if current.edition != edition:
            raise DraftChangedMeanwhile
        current.text, current.reason, current.valid_from = text, reason, valid_from
        current.edition += 1
        current.written_by, current.written_at = by.key, clock.now()
        current.save()
        record("document.drafted", by=by, about=_about(current.document), facts={"version": current.number})
        if add is not None:
            add_file(current, name=add.name, content=add.content, by=by)
        if remove is not None and (file := current.files.defer("content").filter(pk=remove).first()):
            remove_file(file, by=by)
        return current


def add_file(version: DocumentVersion, *, name: str, content: bytes, by: Actor) -> Attachment:
    """What the file is, its own bytes say. It is kept in the database: whole in every backup, and never served
    from a place that rights do not guard."""
    media_type = media_type_of(content)
    with transaction.atomic():
        current = _draft(version, by)
        try:
            with transaction.atomic():
                file = Attachment.objects.create(
                    version=current,
                    name=tidy_name(name, media_type),
                    media_type=media_type,
                    size=len(content),
                    sha256=hashlib.sha256(content).hexdigest(),
                    content=content,
                    stored_by=by.key,
                    stored_at=clock.now(),
                )
        except IntegrityError as error:
            raise FileRefused("同じ内容のファイルが、すでに付いています。") from error
        facts = {"version": current.number, "file": file.name, "sha256": file.sha256}
        record("document.file_added", by=by, about=_about(current.document), facts=facts)
        return file


def remove_file(file: Attachment, *, by: Actor) -> None:
    with transaction.atomic():
        current = _draft(file.version, by)
        record(
            "document.file_removed",
            by=by,
            about=_about(current.document),
            facts={"version": current.number, "file": file.name},
        )
        current.files.filter(pk=file.pk).delete()


def open_file(file: Attachment, *, by: Actor) -> bytes:
    """Its content, and a row that says who took it."""
    with transaction.atomic():
        record(
            "document.file_opened",
            by=by,
            about=_about(file.version.document),
            facts={"version": file.version.number, "file": file.name},
        )
        return bytes(Attachment.objects.values_list("content", flat=True).get(pk=file.pk))


def hand_in_version(version: DocumentVersion, *, by: Actor) -> DocumentVersion:
    with transaction.atomic():
        current = _held(version, VersionState.IN_REVIEW, MAY_EDIT, by)
        if not (current.text or current.files.exists()):
            raise NothingToApprove
        return _stand(current, VersionState.IN_REVIEW, "document.handed_in", by=by)


def send_back_version(version: DocumentVersion, *, remark: str, by: Actor) -> DocumentVersion:
    if not remark.strip():
        raise ReasonNeeded
    with transaction.atomic():
        current = _held(version, VersionState.DRAFT, MAY_APPROVE, by)
        current.remark = remark.strip()
        return _stand(current, VersionState.DRAFT, "document.sent_back", by=by)


def approve_version(version: DocumentVersion, *, by: Actor) -> DocumentVersion:
    """In force from the day that its writer proposed, at once when that day is past or was left open."""
    with transaction.atomic():
        current = _held(version, VersionState.APPROVED, MAY_APPROVE, by)
        today = clock.today()
        current.approved_by, current.approved_at = by.key, clock.now()
        current.valid_from = max(current.valid_from or today, today)
        return _stand(current, VersionState.APPROVED, "document.approved", by=by)


def retire_version(version: DocumentVersion, *, reason: str, by: Actor) -> DocumentVersion:
    """It holds no longer. The one before it holds again, when there is one that was not retired."""
    if not reason.strip():
        raise ReasonNeeded
    with transaction.atomic():
        current = _held(version, VersionState.RETIRED, MAY_APPROVE, by)
        return _stand(current, VersionState.RETIRED, "document.retired", by=by, reason=reason.strip())


def erase_document(document: Document, *, reason: str, by: Actor) -> None:
    by.need(MAY_DELETE)
    if not reason.strip():
        raise ReasonNeeded
    with transaction.atomic():
        current = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        record(
            "document.erased",
            by=by,
            about=_about(current),
            facts={"title": current.title, "reason": reason.strip()},
        )
        current.delete()


def _add_version(document: Document, *, number: int, text: str, by: Actor) -> DocumentVersion:
    return DocumentVersion.objects.create(
        document=document,
        number=number,
        state=VersionState.DRAFT,
        text=text,
        written_by=by.key,
        written_at=clock.now(),
    )


def _draft(version: DocumentVersion, by: Actor) -> DocumentVersion:
    by.need(MAY_EDIT)
    current = _locked(version)
    if current.state != VersionState.DRAFT:
        raise StepNotPossible
    return current


def _held(version: DocumentVersion, then: VersionState, right: str, by: Actor) -> DocumentVersion:
    by.need(right)
    current = _locked(version)
    if not may_become(VersionState(current.state), then):
        raise StepNotPossible
    return current


def _locked(version: DocumentVersion) -> DocumentVersion:
    document = Document.objects.select_for_update(of=("self",)).get(pk=version.document_id)
    current = document.versions.get(pk=version.pk)
    current.document = document
    return current


def _stand(
    version: DocumentVersion, state: VersionState, event: str, *, by: Actor, reason: str | None = None
) -> DocumentVersion:
    version.state = state
    version.save()
    facts = {
        "version": version.number,
        "valid_from": version.valid_from.isoformat() if version.valid_from else None,
        "reason": reason,
    }
    record(event, by=by, about=_about(version.document), facts=facts)
    return version


def _described(document: Document) -> dict[str, object]:
    return {
        "document_kind": document.kind,
        "title": document.title,
        "category": document.category.name if document.category else "",
        "procedures": sorted(document.procedures.values_list("code", flat=True)),
    }


def _about(document: Document) -> About:
    return About(DOCUMENT, document.number)
