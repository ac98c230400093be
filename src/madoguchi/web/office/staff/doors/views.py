"""The sign-in policy, the allow-lists, the rights table, and the description of them for the city."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.accounts.allow_lists.actions import set_allow_list
from madoguchi.accounts.allow_lists.queries import allow_list_of
from madoguchi.accounts.allow_lists.requests import address_of_request
from madoguchi.accounts.rights import RIGHTS_BY_ROLE, ROLE_LABELS, SUBJECT_LABELS, VERB_LABELS, Role, right
from madoguchi.accounts.sign_in.actions import change_policy
from madoguchi.accounts.sign_in.queries import sign_in_policy
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.office.staff.doors.described import access_control
from madoguchi.web.office.staff.doors.forms import AllowListForm, PolicyForm

FORM = require_http_methods(["GET", "HEAD", "POST"])
HOME = ("職員・従事者", "office_staff:people")


@require_safe
@staff_view("staff.view")
def rights_table(request: StaffRequest) -> HttpResponse:
    context = {"roles": list(ROLE_LABELS.values()), "rows": rights_rows(), "breadcrumb": _trail()}
    return render(request, "office/staff/rights_table.html", context)


def rights_rows() -> list[tuple[str, list[list[str]]]]:
    """For every subject, what each role may do with it, in words."""
    return [
        (
            label,
            [
                [words for verb, words in VERB_LABELS.items() if right(subject, verb) in RIGHTS_BY_ROLE[role]]
                for role in Role
            ],
        )
        for subject, label in SUBJECT_LABELS.items()
    ]


@FORM
@staff_view("access.edit")
def policy(request: StaffRequest) -> HttpResponse:
    form = PolicyForm(request.POST or None, initial=vars(sign_in_policy()))
    if form.is_valid():
        change_policy(form.policy, by=request.actor)
        messages.success(request, "ログインの決まりを保存しました。")
        return redirect("office_staff:access")
    return render(request, "office/staff/policy.html", {"form": form, "breadcrumb": _trail()})


@require_safe
@staff_view("access.view")
def allow_lists(request: StaffRequest) -> HttpResponse:
    context = {
        "lists": [(role.value, ROLE_LABELS[role], allow_list_of(role)) for role in Role],
        "own_address": address_of_request(request),
        "may_edit": request.actor.may("access.edit"),
        "breadcrumb": _trail(),
    }
    return render(request, "office/staff/allow_lists.html", context)


@FORM
@staff_view("access.edit")
def allow_list(request: StaffRequest, role: str) -> HttpResponse:
    if role not in set(Role):
        raise Http404
    before = "\n".join(f"{line.cidr} {line.note}".strip() for line in allow_list_of(Role(role)))
    form = AllowListForm(request.POST if request.method == "POST" else None, initial={"lines": before})
    own_address = address_of_request(request)
    if form.is_valid():
        with refusal_in(form, at="lines"):
            set_allow_list(
                Role(role),
                form.allowed,
                by=request.actor,
                own_role=Role(request.user.role),
                own_address=own_address,
            )
            messages.success(request, "接続元の一覧を保存しました。")
            return redirect("office_staff:allow_lists")
    context = {
        "form": form,
        "role_label": ROLE_LABELS[Role(role)],
        "own_address": own_address,
        "breadcrumb": [*_trail(), ("接続元の制限", reverse("office_staff:allow_lists"))],
    }
    return render(request, "office/staff/allow_list.html", context)


@require_safe
@staff_view("access.view")
def description(request: StaffRequest) -> HttpResponse:
    context = {
        "control": access_control(),
        "roles": list(ROLE_LABELS.values()),
        "rows": rights_rows(),
        "may_edit": request.actor.may("access.edit"),
        "breadcrumb": _trail(),
    }
    return render(request, "office/staff/access.html", context)


def _trail() -> list[tuple[str, str]]:
    label, name = HOME
    return [(label, reverse(name))]
