"""The register: posts, people, one person, what belongs to each post."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.rights import RIGHTS_BY_ROLE, SUBJECT_LABELS, VERB_LABELS, Role
from madoguchi.core.history.record import About
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.manager.staffing.register.forms import CareerForm, EndForm, PostForm, WorkerForm
from madoguchi.workforce.history import WORKER
from madoguchi.workforce.register.actions import add_career, end_post, give_post, remove_career, save_worker
from madoguchi.workforce.register.models import Worker
from madoguchi.workforce.register.queries import (
    MAY_EDIT,
    MAY_VIEW,
    assignments_visible_to,
    careers_visible_to,
    duties_of_posts,
    faults_of,
    posts_on,
    workers_visible_to,
)
from madoguchi.workforce.register.rules import POST_LABELS, Employment, Post

FORMS = {"career": (CareerForm, "経歴を加える"), "post": (PostForm, "役割に就ける")}


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    posts = posts_on()
    in_post = {one.assignment.worker_id for post in posts for one in post.people}
    context = {
        "posts": posts,
        "others": [row for row in workers_visible_to(request.actor) if row.pk not in in_post],
        "may_edit": request.actor.may(MAY_EDIT),
    }
    return render(request, "manager/staffing/register/home.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def posts(request: StaffRequest) -> HttpResponse:
    """WFM-19: each post with its tasks and its rights, side by side."""
    duties = duties_of_posts()
    context = {
        "posts": [(POST_LABELS[post], duties[post], _rights(Role(post.value))) for post in Post],
        "breadcrumb": [("従事者名簿", reverse("manager:register"))],
    }
    return render(request, "manager/staffing/register/posts.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def worker(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(workers_visible_to(request.actor), pk=pk)
    held = assignments_visible_to(request.actor).filter(worker=row)
    context = {
        "worker": row,
        "assignments": [(one, faults_of(one)) for one in held],
        "may_edit": request.actor.may(MAY_EDIT),
        "breadcrumb": [("従事者名簿", reverse("manager:register"))],
    }
    return render(request, "manager/staffing/register/worker.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def edit(request: StaffRequest, pk: int = 0) -> HttpResponse:
    row = get_object_or_404(workers_visible_to(request.actor), pk=pk) if pk else None
    form = WorkerForm(request.POST if request.method == "POST" else None, worker=row)

    def save() -> Worker:
        typed = form.cleaned_data
        return save_worker(
            name=typed["name"],
            employment=Employment(typed["employment"]),
            employer=typed["employer"],
            staff=typed["staff"],
            worker=row,
            by=request.actor,
        )

    title = f"{row.name}さんの登録を変える" if row else "従事者を加える"
    return _form_page(request, form, save, title=title, done="名簿に保存しました。", back=row)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def add(request: StaffRequest, pk: int, what: str) -> HttpResponse:
    row = get_object_or_404(workers_visible_to(request.actor), pk=pk)
    if what not in FORMS:
        raise Http404
    kind, title = FORMS[what]
    form = kind(request.POST if request.method == "POST" else None)

    def save() -> Worker:
        if isinstance(form, CareerForm):
            add_career(row, form.experience(), by=request.actor)
        else:
            typed = form.cleaned_data
            give_post(
                row,
                Post(typed["post"]),
                since=typed["since"],
                until=typed["until"],
                also_elsewhere=typed["also_elsewhere"],
                by=request.actor,
            )
        return row

    return _form_page(request, form, save, title=f"{title}（{row.name}さん）", done="保存しました。", back=row)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def end(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(assignments_visible_to(request.actor), pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None)

    def save() -> Worker:
        end_post(row, until=form.cleaned_data["until"], by=request.actor)
        return row.worker

    title = f"{row.post_label}を終える（{row.worker.name}さん）"
    return _form_page(request, form, save, title=title, done="役割の最後の日を記録しました。", back=row.worker)


@require_POST
@staff_view(MAY_EDIT)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(careers_visible_to(request.actor), pk=pk)
    with saying(request, "経歴を消しました。"):
        remove_career(row, by=request.actor)
    return redirect("manager:worker", row.worker_id)


def _form_page(
    request: StaffRequest,
    form: FrameForm,
    save: Callable[[], Worker],
    *,
    title: str,
    done: str,
    back: Worker | None,
) -> HttpResponse:
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            saved = save()
            lifted(About(WORKER, str(saved.pk)))
            messages.success(request, done)
            return redirect("manager:worker", saved.pk)
    crumbs = [("従事者名簿", reverse("manager:register"))]
    if back:
        crumbs.append((f"{back.name}さん", reverse("manager:worker", args=[back.pk])))
    context = {"form": form, "title": title, "breadcrumb": crumbs, "back": crumbs[-1][1]}
    return render(request, "manager/staffing/register/form.html", context)


def _rights(role: Role) -> list[tuple[str, str]]:
    """Subject by subject, what the role may do with it."""
    found: dict[str, list[str]] = {}
    for right in RIGHTS_BY_ROLE[role]:
        subject, _, verb = right.partition(".")
        found.setdefault(subject, []).append(verb)
    return [
        (label, "・".join(word for verb, word in VERB_LABELS.items() if verb in found[subject]))
        for subject, label in SUBJECT_LABELS.items()
        if subject in found
    ]
