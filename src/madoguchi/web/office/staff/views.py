"""People: who there is, issuing an ID, and everything that an administrator does for somebody else."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.actions import change_person, issue_account, set_rights
from madoguchi.accounts.allow_lists.queries import roles_without_allow_list
from madoguchi.accounts.disclosure import record_export, record_view
from madoguchi.accounts.models import Staff
from madoguchi.accounts.queries import staff_administered_by, staff_visible_to
from madoguchi.accounts.rights import RIGHTS_BY_ROLE, ROLE_LABELS, Role, right_label
from madoguchi.accounts.sign_in.queries import second_factors_of, staff_with_second_factor
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.clock import in_tokyo
from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.office.staff.csv_file import staff_as_csv
from madoguchi.web.office.staff.forms import NewPersonForm, PeopleFilter, PersonForm, ReasonForm, RightsForm
from madoguchi.web.office.staff.operations import OPERATIONS, may_be_done

FORM = require_http_methods(["GET", "HEAD", "POST"])


def _columns(secured: set[int]) -> tuple[Column, ...]:
    return (
        Column(
            "login_id",
            "ログインID",
            lambda staff: staff.login_id,
            url=lambda staff: reverse("office_staff:person", args=[staff.login_id]),
            order_by=("login_id",),
            is_header=True,
        ),
        Column("name", "氏名", lambda staff: staff.name, order_by=("name",)),
        Column("role", "役割", lambda staff: staff.get_role_display(), order_by=("role",)),
        Column("state", "利用", state_of),
        Column("mfa", "多要素認証", lambda staff: "設定済み" if staff.pk in secured else "未設定"),
        Column(
            "last_login",
            "最後のログイン",
            lambda staff: f"{in_tokyo(staff.last_login):%Y-%m-%d %H:%M}" if staff.last_login else "まだありません",
            order_by=("last_login",),
        ),
    )


def state_of(staff: Staff) -> str:
    if not staff.is_active:
        return "停止中"
    return "利用中（仮パスワード）" if staff.must_change_password else "利用中"


@require_safe
@staff_view("staff.view")
def people(request: StaffRequest) -> HttpResponse:
    form = PeopleFilter(request.GET, by=request.actor)
    table = Table(
        _columns(staff_with_second_factor()),
        staff_visible_to(request.actor).filter(**form.conditions()),
        request,
        caption="職員・従事者",
        filters=form,
        sort="login_id",
    )
    context = {
        "table": table,
        "may_edit": request.actor.may("staff.edit"),
        "may_export": request.actor.may("staff.export"),
        "may_see_access": request.actor.may("access.view"),
        "may_edit_access": request.actor.may("access.edit"),
        "open_roles": [ROLE_LABELS[role] for role in roles_without_allow_list()],
    }
    return render(request, "office/staff/people.html", context)


@require_POST
@staff_view("staff.export")
def export(request: StaffRequest) -> HttpResponse:
    people = list(staff_visible_to(request.actor))
    record_export("staff", by=request.actor, rows=len(people), form="csv")
    answer = HttpResponse(
        staff_as_csv(people, secured=staff_with_second_factor()), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="staff-{clock.now():%Y%m%d-%H%M}.csv"'
    return answer


@require_safe
@staff_view("staff.view")
def person(request: StaffRequest, login_id: str) -> HttpResponse:
    staff = get_object_or_404(staff_visible_to(request.actor), login_id=login_id)
    record_view(About("staff", staff.login_id), by=request.actor)
    is_administered = _is_administered(request.actor, staff)
    context = {
        "person": staff,
        "state": state_of(staff),
        "second_factors": second_factors_of(staff),
        "differences": [(change, right_label(change.right)) for change in staff.right_changes.all()],
        "is_administered": is_administered,
        "is_oneself": staff.login_id == request.actor.key,
        "operations": [
            operation
            for operation in OPERATIONS.values()
            if is_administered and may_be_done(operation, staff, request.actor)
        ],
        "may_see_history": request.actor.may("history.view"),
        "breadcrumb": [("職員・従事者", reverse("office_staff:people"))],
    }
    return render(request, "office/staff/person.html", context)


@FORM
@staff_view("staff.edit")
def new(request: StaffRequest) -> HttpResponse:
    form = NewPersonForm(request.POST or None, by=request.actor)
    if form.is_valid():
        with refusal_in(form, at="login_id"), form.guard_lifted(by=request.actor) as lifted:
            issued = issue_account(
                name=form.cleaned_data["name"],
                role=Role(form.cleaned_data["role"]),
                email=form.cleaned_data["email"],
                login_id=form.cleaned_data["login_id"],
                by=request.actor,
            )
            lifted(About("staff", issued.staff.login_id))
            return _show_password(request, issued.staff, issued.temporary_password, "ログインIDを発行しました")
    context = {"form": form, "breadcrumb": [("職員・従事者", reverse("office_staff:people"))]}
    return render(request, "office/staff/new.html", context)


@FORM
@staff_view("staff.edit")
def edit(request: StaffRequest, login_id: str) -> HttpResponse:
    staff = get_object_or_404(staff_administered_by(request.actor), login_id=login_id)
    initial = {"name": staff.name, "role": staff.role, "email": staff.email}
    form = PersonForm(request.POST or None, initial=initial, by=request.actor)
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            change_person(
                staff,
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                role=Role(form.cleaned_data["role"]),
                by=request.actor,
            )
            lifted(About("staff", login_id))
            messages.success(request, "登録内容を変更しました。")
            return redirect("office_staff:person", login_id)
    return render(request, "office/staff/edit.html", {"form": form, "person": staff, "breadcrumb": _trail(staff)})


@FORM
@staff_view("staff.edit")
def rights(request: StaffRequest, login_id: str) -> HttpResponse:
    staff = get_object_or_404(staff_administered_by(request.actor), login_id=login_id)
    form = RightsForm(request.POST or None, staff=staff, by=request.actor)
    if form.is_valid():
        with refusal_in(form):
            set_rights(staff, form.chosen, reason=form.cleaned_data["reason"], by=request.actor)
            messages.success(request, "権限を変更しました。")
            return redirect("office_staff:person", login_id)
    context = {
        "form": form,
        "person": staff,
        "of_role": sorted(map(right_label, RIGHTS_BY_ROLE[Role(staff.role)])),
        "breadcrumb": _trail(staff),
    }
    return render(request, "office/staff/rights.html", context)


@FORM
@staff_view("staff.edit")
def confirm(request: StaffRequest, login_id: str, operation: str) -> HttpResponse:
    """Everything that ends or opens something for a person asks on a page of its own."""
    staff = get_object_or_404(staff_administered_by(request.actor), login_id=login_id)
    wanted = OPERATIONS.get(operation)
    if wanted is None:
        raise Http404
    form = ReasonForm(request.POST or None) if wanted.needs_reason else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            password = wanted.do(staff, form.cleaned_data["reason"] if form else "", request.actor)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            if password:
                return _show_password(request, staff, password, wanted.done)
            messages.success(request, wanted.done)
        return redirect("office_staff:person", login_id)
    context = {
        "operation": wanted,
        "person": staff,
        "form": form,
        "question": f"{staff.name}さん（{staff.login_id}）：{wanted.question}",
        "consequences": wanted.consequences,
        "action_label": wanted.label,
        "button": wanted.button,
        "cancel_url": reverse("office_staff:person", args=[login_id]),
        "breadcrumb": _trail(staff),
    }
    return render(request, "office/staff/confirm.html", context)


def _show_password(request: StaffRequest, staff: Staff, password: str, title: str) -> HttpResponse:
    """Once, in the answer itself: a temporary password is kept nowhere, so there is no page to come back to."""
    context = {"person": staff, "password": password, "title": title, "breadcrumb": _trail(staff)}
    return render(request, "office/staff/password.html", context)


def _is_administered(actor: Actor, staff: Staff) -> bool:
    return staff_administered_by(actor).filter(pk=staff.pk).exists()


def _trail(staff: Staff) -> list[tuple[str, str]]:
    return [
        ("職員・従事者", reverse("office_staff:people")),
        (staff.name, reverse("office_staff:person", args=[staff.login_id])),
    ]
