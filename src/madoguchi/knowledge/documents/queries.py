"""Reading scripts and manuals: everybody reads what is in force, drafts and old versions only who writes or approves."""

from collections.abc import Collection
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.knowledge.articles.rules import MAY_SEE_WAITING
from madoguchi.knowledge.documents.models import Attachment, Document, DocumentVersion
from madoguchi.knowledge.documents.rules import (
    MAY_EDIT,
    MAY_VIEW,
    OPEN_STATES,
    DocumentKind,
    VersionState,
    valid_version,
)
from madoguchi.knowledge.models import Category
from madoguchi.municipality.queries import kept_value


def documents_visible_to(actor: Actor) -> QuerySet[Document]:
    seen = Document.objects.all() if actor.may(MAY_VIEW) else Document.objects.none()
    if not sees_drafts(actor):
        seen = seen.filter(pk__in=_in_force(clock.today()).values("document"))
    return seen.select_related("category").prefetch_related(
        "procedures", Prefetch("versions", queryset=DocumentVersion.objects.order_by("-number"))
    )


def kinds_offered() -> list[DocumentKind]:
    """What a former contractor leaves behind is filed apart where the contract speaks of it (FAQ-14)."""
    takes_over = bool(kept_value("contacts.takes_over_manuals"))
    return [kind for kind in DocumentKind if kind is not DocumentKind.FORMER or takes_over]


def sees_drafts(actor: Actor) -> bool:
    return actor.may(MAY_EDIT) or actor.may(MAY_SEE_WAITING)


def version_in_force(document: Document, *, on: date | None = None) -> DocumentVersion | None:
    return valid_version(document.versions.all(), on=on or clock.today())


def open_version(document: Document) -> DocumentVersion | None:
    return next((one for one in document.versions.all() if one.state in OPEN_STATES), None)


def versions_visible_to(actor: Actor, document: Document) -> QuerySet[DocumentVersion]:
    if sees_drafts(actor):
        return document.versions.all()
    valid = version_in_force(document) if actor.may(MAY_VIEW) else None
    return document.versions.filter(pk=valid.pk) if valid else document.versions.none()


def files_visible_to(actor: Actor) -> QuerySet[Attachment]:
    """Without their content: a list of files is not a list of megabytes."""
    files = Attachment.objects.select_related("version__document").defer("content")
    if sees_drafts(actor) and actor.may(MAY_VIEW):
        return files
    versions = [
        version.pk
        for document in documents_visible_to(actor)
        if (version := version_in_force(document)) is not None
    ]
    return files.filter(version__in=versions)


def documents_for(
    actor: Actor, *, category: Category | None = None, procedures: Collection[str] = ()
) -> list[Document]:
    """OPC-04: what is in force today for this category, or for one of these procedures."""
    asked = Q(procedures__code__in=procedures)
    if category is not None:
        asked |= Q(category=category)
    found = documents_visible_to(actor).filter(asked).distinct()
    return [document for document in found if version_in_force(document) is not None]


def versions_in_review(actor: Actor) -> QuerySet[DocumentVersion]:
    waiting = DocumentVersion.objects.filter(state=VersionState.IN_REVIEW).select_related("document")
    return waiting.order_by("written_at") if actor.may(MAY_SEE_WAITING) else DocumentVersion.objects.none()


def _in_force(day: date) -> QuerySet[DocumentVersion]:
    return DocumentVersion.objects.filter(state=VersionState.APPROVED, valid_from__lte=day)
