"""A change of the citizens' pages before it is saved: kept in the session of who writes it, looked at on the real pages."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from madoguchi.municipality.models import LANGUAGES
from madoguchi.municipality.page_places import PAGES
from madoguchi.web.frame.access import StaffRequest

DRAFT = "preview"
Links = list[tuple[str, list[tuple[str, str]]]]


def draft_to_look_at(request: StaffRequest, pages: Iterable[str], **draft: Any) -> Links:
    """Where the pages can be seen with this change: (page, [(language, address)])."""
    request.session[DRAFT] = draft
    names = {page.code: page.label for page in PAGES}
    return [
        (
            names[page],
            [
                (language, reverse("citizen_preview:page", args=[page, code]))
                for code, language in LANGUAGES.items()
            ],
        )
        for page in pages
    ]


def forget_draft(request: StaffRequest) -> None:
    request.session.pop(DRAFT, None)
