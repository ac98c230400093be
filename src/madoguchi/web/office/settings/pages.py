"""What the citizens' pages say: each text in three languages, looked at on the real page, from a day on (RSV-06)."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal
from madoguchi.municipality import parts, queries
from madoguchi.municipality.history import SETTING
from madoguchi.municipality.models import LANGUAGES
from madoguchi.municipality.page_places import PAGES, Page, Place
from madoguchi.municipality.page_texts import key_of, page_text, revise_page_texts
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.page_words import usual_words
from madoguchi.web.office.settings import shown
from madoguchi.web.office.settings.forms import when_and_why
from madoguchi.web.office.settings.previews import Links, draft_to_look_at, forget_draft
from madoguchi.web.office.settings.views import back_home

MOST_CHARACTERS = 1000
# What else makes up the citizens' pages, each with a screen of its own.
OF_THE_PAGES = ("booking.few_up_to", "booking.step_order")
TABLES_OF_THE_PAGES = ("booking_items.csv", "triage.csv", "accommodations.csv")


class PageTextsForm(FrameForm):
    """A text for each place and language of a page. Empty ones say what the product says."""

    may_override = True

    def __init__(self, data: object = None, *, page: Page) -> None:
        self.page = page
        made: dict[str, forms.Field] = {
            _name(place, language): _field(place, language, label)
            for place in page.places
            for language, label in LANGUAGES.items()
        }
        self.base_fields = {**made, **when_and_why()}  # type: ignore[misc]  # made for this page
        super().__init__(data)

    def places(self) -> list[tuple[Place, list[forms.BoundField]]]:
        self.is_valid()
        return [(place, [self[_name(place, language)] for language in LANGUAGES]) for place in self.page.places]

    def texts(self) -> dict[tuple[str, str], str]:
        return {
            (place.code, language): self.cleaned_data[_name(place, language)]
            for place in self.page.places
            for language in LANGUAGES
        }


def _name(place: Place, language: str) -> str:
    return f"{place.code}.{language}"


def _field(place: Place, language: str, label: str) -> forms.CharField:
    usual = usual_words(place.code, language)
    return forms.CharField(
        label=label,
        required=False,
        max_length=80 if place.is_one_line else MOST_CHARACTERS,
        initial=page_text(place.code, language),
        help_text=f"空なら：{usual}" if usual else "空なら、何も表示しません。",
        widget=forms.TextInput() if place.is_one_line else forms.Textarea(attrs={"rows": 3}),
    )


@require_safe
@staff_view("settings.view")
def pages(request: StaffRequest) -> HttpResponse:
    planned = shown.next_changes(queries.PAGE_TEXT)
    rows = []
    for page in PAGES:
        keys = [key_of(place.code, language) for place in page.places for language in LANGUAGES]
        own = sum(1 for key in keys if queries.kept_value(key))
        rows.append((page, own, min((planned[key] for key in keys if key in planned), default=None)))
    context = {
        "rows": rows,
        "keys": [
            (key, shown.value_in_words(key, queries.value_of(key.name))) for key in map(parts.key, OF_THE_PAGES)
        ]
        if queries.has_contract()
        else [],
        "tables": [
            (file, queries.KEPT_TABLES[file], len(queries.kept_value(file) or ())) for file in TABLES_OF_THE_PAGES
        ],
        "breadcrumb": back_home(),
    }
    return render(request, "office/settings/pages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_view("settings.view")
def page(request: StaffRequest, code: str) -> HttpResponse:
    found = next((one for one in PAGES if one.code == code), None)
    if found is None:
        raise Http404
    may_edit = request.actor.may("settings.edit")
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    form = PageTextsForm(request.POST if request.method == "POST" else None, page=found)
    previews: Links = []
    if form.is_valid():
        if request.POST.get("do") == "preview":
            texts = [[place, language, text] for (place, language), text in form.texts().items()]
            previews = draft_to_look_at(request, [found.code], texts=texts)
        elif _save(request, form):
            return redirect("office_settings:pages")
    context = {
        "page": found,
        "form": form,
        "may_edit": may_edit,
        "previews": previews,
        "planned": [
            (row, queries.describe_setting(row.key), shown.stored_in_words(row))
            for row in queries.planned_changes_visible_to(request.actor).filter(
                key__startswith=f"{queries.PAGE_TEXT}{found.code}."
            )
        ],
        "breadcrumb": [*back_home(), ("市民の画面", reverse("office_settings:pages"))],
    }
    return render(request, "office/settings/page.html", context)


def _save(request: StaffRequest, form: PageTextsForm) -> bool:
    asked = form.cleaned_data
    try:
        with transaction.atomic(), form.guard_lifted(by=request.actor) as lifted:
            changed = revise_page_texts(
                form.texts(), by=request.actor, effective_on=asked["effective_on"], note=asked["note"]
            )
            lifted(About(SETTING, f"{queries.PAGE_TEXT}{form.page.code}"))
    except Refusal as refusal:
        form.add_error("effective_on", refusal.message)
        return False
    forget_draft(request)
    day = asked["effective_on"]
    said = (
        f"{day.year}年{day.month}月{day.day}日からの言葉を{changed}か所変えました。"
        if changed
        else "言葉は前と同じです。"
    )
    messages.success(request, f"「{form.page.label}」の画面：{said}")
    return True
