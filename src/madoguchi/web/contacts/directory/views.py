"""Finding the right place while the caller waits, and keeping the directory."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.accounts.models import Staff
from madoguchi.core import clock
from madoguchi.core.history.record import About
from madoguchi.municipality.departments.actions import MAY_EDIT, change_department, make_department, set_members
from madoguchi.municipality.departments.history import DEPARTMENT, MAY_VIEW
from madoguchi.municipality.departments.models import Department
from madoguchi.municipality.departments.queries import departments_found, departments_visible_to, members_of
from madoguchi.web.contacts.directory.forms import DepartmentForm, MembersForm, NewDepartmentForm, SearchForm
from madoguchi.web.contacts.directory.shown import shown
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in

FORM = require_http_methods(["GET", "HEAD", "POST"])
MAY_EXPORT = "directory.export"


def back_home() -> list[tuple[str, str]]:
    return [("所管課の案内", reverse("directory:home"))]


def back_to(department: Department) -> list[tuple[str, str]]:
    return [*back_home(), (department.name, reverse("directory:department", args=[department.code]))]


@never_cache
@FORM  # what is searched stays out of the address
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    form = SearchForm(request.POST if request.method == "POST" else None)
    phrase = form.cleaned_data["q"] if form.is_valid() else ""
    among = departments_visible_to(request.actor)
    in_use = among.filter(is_active=True)
    found = departments_found(phrase, in_use) if phrase else list(in_use)
    now = clock.now()
    context = {
        "form": form,
        "phrase": phrase,
        "found": [shown(one, now) for one in found],
        "dormant": among.filter(is_active=False),
        "may_edit": request.actor.may(MAY_EDIT),
        "may_export": request.actor.may(MAY_EXPORT),
    }
    return render(request, "contacts/directory/home.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def department(request: StaffRequest, code: str) -> HttpResponse:
    found = _department(request, code)
    context = {
        "shown": shown(found, clock.now()),
        "members": members_of(found),
        "may_edit": request.actor.may(MAY_EDIT),
        "breadcrumb": back_home(),
    }
    return render(request, "contacts/directory/department.html", context)


@never_cache
@FORM
@staff_view(MAY_EDIT)
def make(request: StaffRequest) -> HttpResponse:
    form = NewDepartmentForm(request.POST or None)
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            made = make_department(
                form.cleaned_data["code"],
                by=request.actor,
                position=Department.objects.count() + 1,
                **form.values(),
            )
            lifted(About(DEPARTMENT, made.code))
            messages.success(request, f"{made.name}を登録しました。")
            return redirect("directory:department", code=made.code)
    context = {
        "form": form,
        "title": "所管課・出先施設を加える",
        "back": back_home()[-1][1],
        "breadcrumb": back_home(),
    }
    return render(request, "contacts/directory/change.html", context)


@never_cache
@FORM
@staff_view(MAY_EDIT)
def change(request: StaffRequest, code: str) -> HttpResponse:
    found = _department(request, code)
    form = DepartmentForm(request.POST or None, department=found)
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            change_department(found, by=request.actor, **form.values())
            lifted(About(DEPARTMENT, found.code))
            messages.success(request, f"{found.name}を変えました。")
            return redirect("directory:department", code=code)
    trail = back_to(Department.objects.get(pk=found.pk))
    context = {"form": form, "title": f"{trail[-1][0]}を変える", "back": trail[-1][1], "breadcrumb": trail}
    return render(request, "contacts/directory/change.html", context)


@never_cache
@FORM
@staff_view(MAY_EDIT)
def members(request: StaffRequest, code: str) -> HttpResponse:
    found = _department(request, code)
    chosen = [one.login_id for one in members_of(found)]
    form = MembersForm(request.POST if request.method == "POST" else None, chosen=chosen)
    if form.is_valid():
        people = Staff.objects.get_queryset().filter(login_id__in=form.cleaned_data["members"])
        set_members(found, people, by=request.actor)
        messages.success(request, f"{found.name}に属する人を変えました。")
        return redirect("directory:department", code=code)
    context = {"form": form, "department": found, "breadcrumb": back_to(found)}
    return render(request, "contacts/directory/members.html", context)


def _department(request: StaffRequest, code: str) -> Department:
    return get_object_or_404(departments_visible_to(request.actor), code=code)
