"""The categories, and who writes and approves in each."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.accounts.models import Staff
from madoguchi.core.refusals import Refusal
from madoguchi.knowledge.articles.categories import change_category, make_category, name_people
from madoguchi.knowledge.articles.queries import may_write_in, people_named
from madoguchi.knowledge.articles.rules import MAY_APPROVE, MAY_EDIT, CategoryVerb
from madoguchi.knowledge.models import Category
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.saying import refusal_in

FORM = require_http_methods(["GET", "HEAD", "POST"])


class CategoryForm(FrameForm):
    name = forms.CharField(label="名称", max_length=60)
    position = forms.IntegerField(label="並び順", min_value=0, max_value=9999, help_text="小さい順に並びます。")
    is_active = forms.BooleanField(label="使用中（外すと、新しいFAQに選べなくなります）", required=False)


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.get_role_display()}）"


class PeopleForm(FrameForm):
    write = PeopleField(
        label="編集できる人",
        queryset=Staff.objects.none(),
        required=False,
        help_text="だれも選ばなければ、FAQの編集の権限を持つ全員です。",
    )
    approve = PeopleField(
        label="承認できる人",
        queryset=Staff.objects.none(),
        required=False,
        help_text="だれも選ばなければ、FAQの承認の権限を持つ全員です。",
    )

    def __init__(self, data: Any = None, *, category: Category) -> None:
        people = list(Staff.objects.get_queryset().active().prefetch_related("right_changes").order_by("name"))
        super().__init__(data)
        for verb, right in ((CategoryVerb.WRITE, MAY_EDIT), (CategoryVerb.APPROVE, MAY_APPROVE)):
            able = [one.pk for one in people if one.actor.may(right)]
            field = self.fields[verb.value]
            field.queryset = Staff.objects.get_queryset().filter(pk__in=able).order_by("name")  # type: ignore[attr-defined]
            field.initial = [one.pk for one in people if one.login_id in people_named(category, verb)]


@never_cache
@require_safe
@staff_view(MAY_EDIT)
def categories(request: StaffRequest) -> HttpResponse:
    known = Category.objects.annotate(
        articles_in_it=Count("articles", distinct=True),
        writers=Count("rights", filter=Q(rights__may=CategoryVerb.WRITE), distinct=True),
        approvers=Count("rights", filter=Q(rights__may=CategoryVerb.APPROVE), distinct=True),
    )
    return render(request, "knowledge/categories.html", {"categories": known})


@never_cache
@FORM
@staff_view(MAY_EDIT)
def new(request: StaffRequest) -> HttpResponse:
    position = 10 * (Category.objects.count() + 1)
    form = CategoryForm(request.POST or None, initial={"position": position, "is_active": True})
    if form.is_valid():
        with refusal_in(form, at="name"):
            make_category(form.cleaned_data["name"], position=form.cleaned_data["position"], by=request.actor)
            messages.success(request, "分類を作りました。")
            return redirect("knowledge:categories")
    del form.fields["is_active"]
    return render(request, "knowledge/category.html", {"form": form, "breadcrumb": _trail()})


@never_cache
@FORM
@staff_view(MAY_EDIT)
def category(request: StaffRequest, pk: int) -> HttpResponse:
    """Two forms with a button each: the category itself, and who may do what in it."""
    found = get_object_or_404(Category, pk=pk)
    do = request.POST.get("do", "")
    initial = {"name": found.name, "position": found.position, "is_active": found.is_active}
    form = CategoryForm(request.POST if do == "change" else None, initial=initial)
    people = PeopleForm(request.POST if do == "people" else None, category=found)
    if form.is_valid() or people.is_valid():
        try:
            if do == "change":
                change_category(found, **form.cleaned_data, by=request.actor)
            else:
                named = {verb: list(people.cleaned_data[verb.value]) for verb in CategoryVerb}
                name_people(found, named, by=request.actor)
        except Refusal as refusal:
            (form if do == "change" else people).add_error(None, refusal.message)
        else:
            messages.success(request, "保存しました。")
            return redirect("knowledge:category", pk)
    context = {
        "form": form,
        "people": people,
        "forms": [form, people],
        "category": found,
        "may_change": may_write_in(request.actor, found),
        "may_name": request.actor.may(MAY_APPROVE),
        "named": [(verb, people_named(found, verb)) for verb in CategoryVerb],
        "breadcrumb": _trail(),
    }
    return render(request, "knowledge/category.html", context)


def _trail() -> list[tuple[str, str]]:
    return [("FAQの分類", reverse("knowledge:categories"))]
