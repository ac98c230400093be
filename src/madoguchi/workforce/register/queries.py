"""Reading the register, each post held against the contract."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from madoguchi.accounts.rights import ROLE_LABELS, Role
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import kept_value, value_of, values_of
from madoguchi.workforce.register.models import Assignment, Career, Worker
from madoguchi.workforce.register.rules import (
    DUTIES_TABLE,
    POST_LABELS,
    Counted,
    Employment,
    Held,
    Post,
    Required,
    lacks,
)

MAY_VIEW, MAY_EDIT = "workers.view", "workers.edit"
NUMBERS = {Post.MANAGER: "managers", Post.SUPERVISOR: "supervisors", Post.DATA_STAFF: "data_staff"}


def workers_visible_to(actor: Actor) -> QuerySet[Worker]:
    rows = Worker.objects.select_related("staff").prefetch_related("careers", "assignments")
    return rows if actor.may(MAY_VIEW) else rows.none()


def assignments_visible_to(actor: Actor) -> QuerySet[Assignment]:
    return Assignment.objects.select_related("worker").filter(worker__in=workers_visible_to(actor))


def careers_visible_to(actor: Actor) -> QuerySet[Career]:
    return Career.objects.select_related("worker").filter(worker__in=workers_visible_to(actor))


def in_post(day: date) -> QuerySet[Assignment]:
    held = Assignment.objects.filter(since__lte=day).filter(Q(until=None) | Q(until__gte=day))
    return held.select_related("worker__staff").prefetch_related("worker__careers").order_by("worker__name", "pk")


def required_of(post: Post, day: date | None = None) -> Required:
    """What the contract asks of whoever holds a post (003 第2-2(3), 004 §12, 002 No.2)."""
    asked = values_of("staffing", day)
    counted = Counted(asked.get("experience_in", Counted.CALL_CENTRE))
    leads = post in {Post.MANAGER, Post.SUPERVISOR}
    months = {
        Post.OPERATOR: asked.get("operator_experience_months", 0),
        Post.SUPERVISOR: asked.get("supervisor_experience_months", 0),
    }
    return Required(
        months=months.get(post, 0),
        counted=counted,
        directly_employed=post is Post.OPERATOR and asked.get("operators_directly_employed", False),
        municipalities=asked.get("municipalities_min", 0) if leads else 0,
        within_years=asked.get("municipalities_years", 0),
        management_only=post is Post.MANAGER,
        may_double=post is not Post.MANAGER or asked.get("manager_may_double", True),
    )


def number_required(post: Post, day: date | None = None) -> int:
    """0: the contract names no number."""
    return int(value_of(f"staffing.{NUMBERS[post]}", day)) if post in NUMBERS else 0


def counted_on(assignment: Assignment) -> date:
    """The contract's day (002 No.2), else the day on which the post begins."""
    fixed: date | None = value_of("staffing.experience_on", assignment.since)
    return fixed or assignment.since


def faults_of(assignment: Assignment) -> list[str]:
    """What is missing, and where posts are not kept apart (004 §12)."""
    worker = assignment.worker
    held = Held(
        Employment(worker.employment),
        [career.value for career in worker.careers.all()],
        assignment.also_elsewhere,
    )
    post = Post(assignment.post)
    return [
        *lacks(held, required_of(post, assignment.since), on=counted_on(assignment)),
        *_account_differs(worker, post),
    ]


def _account_differs(worker: Worker, post: Post) -> Iterator[str]:
    if worker.staff and worker.staff.role != post.value:
        yield f"アカウントの役割が「{ROLE_LABELS[Role(worker.staff.role)]}」です"


@dataclass(frozen=True)
class InPost:
    assignment: Assignment
    faults: list[str]


@dataclass(frozen=True)
class PostOnDay:
    post: Post
    wanted: int
    people: list[InPost]

    @property
    def label(self) -> str:
        return POST_LABELS[self.post]

    @property
    def vacant(self) -> int:
        return max(self.wanted - len(self.people), 0)


def posts_on(day: date | None = None) -> list[PostOnDay]:
    on = day or clock.today()
    by_post: dict[str, list[Assignment]] = {}
    for row in in_post(on):
        by_post.setdefault(row.post, []).append(row)
    twice = _held_twice(row for rows in by_post.values() for row in rows)
    return [
        PostOnDay(
            post,
            number_required(post, on),
            [InPost(row, [*faults_of(row), *twice.get(row.worker_id, ())]) for row in by_post.get(post, [])],
        )
        for post in Post
    ]


def _held_twice(rows: Iterable[Assignment]) -> Mapping[int, list[str]]:
    """004 §12: 明確に区分."""
    posts: dict[int, list[str]] = {}
    for row in sorted(rows, key=lambda one: list(Post).index(Post(one.post))):
        posts.setdefault(row.worker_id, []).append(row.post_label)
    return {
        worker: [f"役割が重なっています（{'、'.join(labels)}）"]
        for worker, labels in posts.items()
        if len(labels) > 1
    }


def duties_of_posts(day: date | None = None) -> dict[Post, list[tuple[str, str]]]:
    """WFM-19: what belongs to each post and where it is written, in the order of the table."""
    found: dict[Post, list[tuple[str, str]]] = {post: [] for post in Post}
    for row in kept_value(DUTIES_TABLE, day) or ():
        found[Post(row["post"])].append((row["duty"], row["source"]))
    return found
