"""Who sees which evaluations, what may be chosen, what stands beside the sheet."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Direction, Outcome
from madoguchi.contacts.models import Contact, ContactMark
from madoguchi.contacts.records.queries import recorded_contacts
from madoguchi.contacts.rules import Kind
from madoguchi.contacts.telephone.queries import contact_of_call
from madoguchi.contacts.telephone.rules import BY_TELEPHONE
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.quality.models import Case, CoachingNote, Draw, Rating
from madoguchi.quality.rules import Origin, RatingState, Source, month_after
from madoguchi.quality.sheet import is_evaluated

MAY_VIEW = "quality.view"
MAY_RATE = "quality.edit"
MAY_EXPORT = "quality.export"
MAY_SEE_OWN = "own_quality.view"
MAY_ANSWER = "own_quality.edit"
MAY_SEE_FIGURES = "quality_figures.view"
MOST_OFFERED = 20


def cases_visible_to(actor: Actor) -> QuerySet[Case]:
    """Of everybody but oneself: one's own stand on a page of their own, when they are complete."""
    shown = Case.objects.select_related("contact", "draw").prefetch_related("ratings")
    return shown.exclude(operator=actor.key) if actor.may(MAY_VIEW) and is_evaluated() else shown.none()


def own_cases(actor: Actor) -> QuerySet[Case]:
    """What was rated of one's own calls, by whomever, once it is complete. Nobody else's."""
    shown = Case.objects.select_related("contact").prefetch_related("ratings")
    may = actor.may(MAY_SEE_OWN) and is_evaluated() and actor.key
    return shown.filter(operator=actor.key, is_complete=True) if may else shown.none()


def ratings_visible_to(actor: Actor, case: Case) -> list[Rating]:
    """Until everybody who has to rate has finished, one's own alone: whoever could be the second must not see the
    first."""
    ratings = list(case.ratings.select_related("sheet").prefetch_related("scores").order_by("place"))
    if case.is_complete:
        is_own_call = actor.may(MAY_SEE_OWN) and case.operator == actor.key
        return ratings if actor.may(MAY_VIEW) and not is_own_call else ratings[:1] if is_own_call else []
    return [rating for rating in ratings if actor.may(MAY_RATE) and rating.rater == actor.key]


def notes_visible_to(actor: Actor, case: Case) -> QuerySet[CoachingNote]:
    """Whoever evaluates, and the operator whom they are for."""
    is_own = case.operator == actor.key and actor.may(MAY_SEE_OWN)
    return case.notes.all() if actor.may(MAY_VIEW) or is_own else case.notes.none()


def unread_notes_of(actor: Actor) -> int:
    if not actor.may(MAY_SEE_OWN) or not is_evaluated():
        return 0
    return CoachingNote.objects.filter(case__operator=actor.key, read_at=None).count()


def draws_visible_to(actor: Actor) -> QuerySet[Draw]:
    shown = Draw.objects.prefetch_related("shares").annotate(drawn_cases=Count("cases"))
    return shown if actor.may(MAY_VIEW) and is_evaluated() else shown.none()


def waiting_for(actor: Actor) -> QuerySet[Case]:
    """What this person could rate now: nobody has begun, or a second is wanted and it is somebody else."""
    if not actor.may(MAY_RATE):
        return Case.objects.none()
    open_cases = cases_visible_to(actor).filter(is_complete=False)
    ratings = Rating.objects.filter(case=OuterRef("pk"))
    own = ratings.filter(rater=actor.key)
    own_draft = Exists(own.filter(state=RatingState.DRAFT))
    nobody = ~Exists(ratings)
    second = Q(is_for_two=True) & ~Exists(ratings.filter(place=2)) & ~Exists(own)
    return open_cases.filter(own_draft | nobody | second)


def source_for(month: date) -> Source:
    return Source.CALLS if _answered_in(month).exists() else Source.RECORDS


def populations_of(month: date, source: Source) -> Mapping[str, list[str]]:
    """By operator: the keys of what has not been chosen yet, in their order."""
    found: dict[str, list[str]] = defaultdict(list)
    if source is Source.CALLS:
        taken = Case.objects.exclude(call_key="").values("call_key")
        rows = _answered_in(month).exclude(key__in=taken).order_by("key")
        for login_id, key in rows.values_list("agent__staff__login_id", "key"):
            found[login_id].append(key)
    else:
        with_case = Case.objects.filter(contact__isnull=False).values("contact")
        contacts = _telephoned_in(month).exclude(pk__in=with_case).order_by("pk")
        for login_id, number in contacts.values_list("handler", "pk"):
            found[login_id].append(str(number))
    return dict(sorted((who, sorted(keys)) for who, keys in found.items()))


def already_drawn(month: date) -> Mapping[str, int]:
    counted = (
        Case.objects.filter(draw__month=month, origin=Origin.RANDOM)
        .order_by()
        .values_list("operator")
        .annotate(Count("pk"))
    )
    return dict(counted)


@dataclass(frozen=True)
class Offered:
    """Somebody may want to look at it: a complaint, or one of the longest."""

    call_key: str
    contact: Contact | None
    operator: str
    happened_at: datetime | None
    minutes: int
    origin: Origin


def offered_in(month: date, actor: Actor) -> list[Offered]:
    if not actor.may(MAY_RATE):
        return []
    taken_contacts = set(Case.objects.filter(contact__isnull=False).values_list("contact", flat=True))
    complaints = (
        _telephoned_in(month)
        .filter(
            Q(kind=Kind.COMPLAINT) | Exists(ContactMark.objects.filter(contact=OuterRef("pk"), withdrawn_at=None))
        )
        .exclude(pk__in=taken_contacts)
        .exclude(handler=actor.key)
        .order_by("-started_at")
    )
    found = [
        Offered("", one, one.handler, one.started_at, _minutes_of(one), Origin.COMPLAINT)
        for one in complaints[:MOST_OFFERED]
    ]
    taken = Case.objects.exclude(call_key="").values("call_key")
    longest = (
        _answered_in(month)
        .exclude(key__in=taken)
        .exclude(agent__staff__login_id=actor.key)
        .select_related("agent__staff")
        .order_by("-talk_seconds", "key")
    )
    for call in longest[:MOST_OFFERED]:
        assert call.agent  # noqa: S101 - asked for above
        operator = call.agent.staff.login_id
        found.append(
            Offered(call.key, None, operator, call.answered_at, round(call.talk_seconds / 60), Origin.LONG)
        )
    return found


def call_of(case: Case) -> Call | None:
    if not case.call_key:
        return None
    return Call.objects.select_related("agent__staff", "line").filter(key=case.call_key).first()


def contact_now(case: Case) -> Contact | None:
    """The record may have been written after the call was chosen."""
    if case.contact is not None:
        return case.contact
    call = call_of(case)
    return contact_of_call(call) if call else None


def finished_first_ratings(since: date, until: date) -> QuerySet[Rating]:
    """What counts: first ratings of complete cases that were drawn, by the month of the call."""
    return Rating.objects.filter(
        place=1,
        state=RatingState.FINISHED,
        case__is_complete=True,
        case__origin=Origin.RANDOM,
        case__happened_at__gte=clock.start_of(since),
        case__happened_at__lt=clock.start_of(until),
    )


def compared_ratings(since: date, until: date) -> Sequence[tuple[Rating, Rating]]:
    """First and second of what two have rated, by the month of the call."""
    cases = (
        Case.objects.filter(
            is_for_two=True,
            is_complete=True,
            happened_at__gte=clock.start_of(since),
            happened_at__lt=clock.start_of(until),
        )
        .prefetch_related("ratings__scores", "ratings__sheet")
        .order_by("happened_at")
    )
    pairs = []
    for case in cases:
        by_place = {rating.place: rating for rating in case.ratings.all()}
        if 1 in by_place and 2 in by_place:
            pairs.append((by_place[1], by_place[2]))
    return pairs


def _answered_in(month: date) -> QuerySet[Call]:
    return Call.objects.filter(
        direction=Direction.INCOMING,
        outcome=Outcome.ANSWERED,
        agent__isnull=False,
        ended_at__isnull=False,
        answered_at__gte=clock.start_of(month),
        answered_at__lt=clock.start_of(month_after(month)),
    )


def _telephoned_in(month: date) -> QuerySet[Contact]:
    return (
        recorded_contacts()
        .filter(
            channel__in=BY_TELEPHONE,
            takeover=None,
            started_at__gte=clock.start_of(month),
            started_at__lt=clock.start_of(month_after(month)),
        )
        .exclude(handler="")
    )


def _minutes_of(contact: Contact) -> int:
    return round((contact.ended_at - contact.started_at).total_seconds() / 60) if contact.ended_at else 0
