"""Procedures on the screen, with the texts that citizens read."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.core.history.record import About
from madoguchi.municipality import queries
from madoguchi.municipality.history import PROCEDURE
from madoguchi.municipality.models import LANGUAGES, Procedure, ProcedureText
from madoguchi.municipality.procedures import change_procedure, make_procedure, revise_text
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.office.settings.forms import ProcedureForm, ProcedureTextForm
from madoguchi.web.office.settings.views import back_home, history_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@staff_view("settings.view")
def procedures(request: StaffRequest) -> HttpResponse:
    rows = [(found, _texts(found)) for found in queries.procedures_visible_to(request.actor)]
    context = {
        "rows": rows,
        "takes_bookings": queries.is_on("own_reservations"),
        "may_edit": request.actor.may("settings.edit"),
        "breadcrumb": back_home(),
    }
    return render(request, "office/settings/procedures.html", context)


def _texts(procedure: Procedure) -> list[tuple[str, str, ProcedureText | None]]:
    """Each language with its own text; None where citizens read the Japanese one."""
    texts = {language: queries.text_in_force(procedure, language) for language in LANGUAGES}
    return [
        (language, name, text if (text := texts[language]) and text.language == language else None)
        for language, name in LANGUAGES.items()
    ]


@require_safe
@staff_view("settings.view")
def procedure(request: StaffRequest, code: str) -> HttpResponse:
    found = get_object_or_404(queries.procedures_visible_to(request.actor), code=code)
    context = {
        "procedure": found,
        "texts": _texts(found),
        "may_edit": request.actor.may("settings.edit"),
        "history_url": history_of(request, PROCEDURE, code),
        "breadcrumb": _to_procedures(),
    }
    return render(request, "office/settings/procedure.html", context)


@FORM
@staff_view("settings.edit")
def new_procedure(request: StaffRequest) -> HttpResponse:
    form = ProcedureForm(
        request.POST or None, initial={"is_active": True, "needs_national_system": True, "position": 1}
    )
    if form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name in Procedure.SHOWN}
        with refusal_in(form, at="code"), form.guard_lifted(by=request.actor) as lifted:
            made = make_procedure(form.cleaned_data["code"], by=request.actor, **fields)
            lifted(About(PROCEDURE, made.code))
            messages.success(request, f"手続き「{made.label_ja}」を登録しました。案内文を書いてください。")
            return redirect("office_settings:procedure", code=made.code)
    return _procedure_form(request, form, "手続きの登録", reverse("office_settings:procedures"))


@FORM
@staff_view("settings.edit")
def edit_procedure(request: StaffRequest, code: str) -> HttpResponse:
    found = get_object_or_404(queries.procedures_visible_to(request.actor), code=code)
    initial = {name: getattr(found, name) for name in Procedure.SHOWN}
    form = ProcedureForm(request.POST or None, procedure=found, initial=initial)
    if form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name in Procedure.SHOWN}
        with form.guard_lifted(by=request.actor) as lifted:
            change_procedure(found, by=request.actor, **fields)
            lifted(About(PROCEDURE, code))
        messages.success(request, f"手続き「{found.label_ja}」を変えました。")
        return redirect("office_settings:procedure", code=code)
    return _procedure_form(request, form, found.label_ja, reverse("office_settings:procedure", args=[code]))


def _procedure_form(request: StaffRequest, form: ProcedureForm, title: str, cancel_url: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "action_label": "保存する",
        "cancel_url": cancel_url,
        "breadcrumb": _to_procedures(),
    }
    return render(request, "office/settings/form.html", context)


def _to_procedures() -> list[tuple[str, str]]:
    return [*back_home(), ("手続き", reverse("office_settings:procedures"))]


@FORM
@staff_view("settings.edit")
def edit_text(request: StaffRequest, code: str, language: str) -> HttpResponse:
    if language not in LANGUAGES:
        raise Http404
    found = get_object_or_404(queries.procedures_visible_to(request.actor), code=code)
    last = queries.text_in_force(found, language)
    names = ("bring", "notes", "warning", "source", "reviewed_on")
    form = ProcedureTextForm(request.POST or None, initial={name: getattr(last, name, "") for name in names})
    is_preview = request.POST.get("do") == "preview"
    if form.is_valid() and not is_preview:
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            fields = {name: form.cleaned_data[name] for name in names}
            made = revise_text(found, language, by=request.actor, **fields)
            lifted(About(PROCEDURE, code))
            said = (
                f"{LANGUAGES[language]}の案内文を第{made.number}版にしました。"
                if made
                else "案内文は前と同じです。"
            )
            messages.success(request, said)
            return redirect("office_settings:procedure", code=code)
    context = {
        "form": form,
        "procedure": found,
        "label": found.label(language),
        "language": language,
        "language_name": LANGUAGES[language],
        "preview": form.cleaned_data if is_preview and form.is_valid() else None,
        "versions": ProcedureText.objects.filter(procedure=found, language=language).order_by("-number"),
        "breadcrumb": [*_to_procedures(), (found.label_ja, reverse("office_settings:procedure", args=[code]))],
    }
    return render(request, "office/settings/text.html", context)
