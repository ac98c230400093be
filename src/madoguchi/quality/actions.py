"""Choosing calls, and rating them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError, transaction

from madoguchi.calls.ledger.models import Call
from madoguchi.contacts.models import Contact
from madoguchi.contacts.telephone.queries import call_keys_of, contact_of_call
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, MachineKey, record
from madoguchi.quality.history import DRAW, about
from madoguchi.quality.models import Case, Draw, DrawnMonth, DrawShare, Rating, Score, SheetVersion
from madoguchi.quality.queries import MAY_RATE, already_drawn, populations_of, source_for
from madoguchi.quality.refusals import (
    AlreadyChosen,
    IsFinished,
    ItemsMissing,
    MonthAhead,
    NotComplete,
    NothingIsEvaluated,
    NothingToDraw,
    OwnCall,
    RatedByOthers,
    ReasonMissing,
    TooLateForTwo,
    WordsHaveEnded,
)
from madoguchi.quality.rules import (
    Origin,
    RatingState,
    SheetItem,
    Source,
    drawn,
    fatal_faults,
    first_of_month,
    population_digest,
    total_percent,
    unanswered,
)
from madoguchi.quality.sheet import as_text, calls_per_person, digest_of, is_evaluated, sheet_on

SEED_BYTES = 16


@dataclass(frozen=True)
class Filled:
    """A sheet as somebody has filled it in so far. An item that is in neither is still open."""

    levels: Mapping[str, int | None] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    good: str = ""
    better: str = ""


@transaction.atomic
def draw_cases(month: date, *, twice: int = 0, by: Actor) -> Draw:
    """So many of each person's calls of the month as the contract says; what is there already counts. `twice`: so
    many of each person's are rated by two. The seed is made at this moment, and kept with what was drawn from."""
    by.need(MAY_RATE)
    month = first_of_month(month)
    if not is_evaluated():
        raise NothingIsEvaluated
    if month > clock.today():
        raise MonthAhead
    DrawnMonth.objects.get_or_create(month=month)
    DrawnMonth.objects.select_for_update().get(month=month)
    source, wanted, there = source_for(month), calls_per_person(), already_drawn(month)
    populations = populations_of(month, source)
    draw = Draw(month=month, source=source, seed=secrets.token_hex(SEED_BYTES), per_person=wanted, twice=twice)
    draw.made_by, draw.made_at = by.key, clock.now()
    shares = [
        (who, keys, drawn(draw.seed, keys, wanted - there.get(who, 0)), there.get(who, 0))
        for who, keys in populations.items()
    ]
    if not any(chosen for _, _, chosen, _ in shares):
        raise NothingToDraw
    draw.save(force_insert=True)
    for who, keys, chosen, before in shares:
        DrawShare.objects.create(
            draw=draw, operator=who, size=len(keys), population="\n".join(keys),
            digest=population_digest(keys), count=len(chosen),
        )  # fmt: skip
        for place, key in enumerate(chosen, start=before):
            _add_drawn(draw, key, is_for_two=place < twice, by=by)
    facts = {
        "drawn_month": f"{month:%Y-%m}", "drawn_from": source.value, "seed": draw.seed,
        "drawn_cases": sum(len(chosen) for _, _, chosen, _ in shares), "draw_people": len(shares),
    }  # fmt: skip
    record("evaluation.drawn", by=by, about=About(DRAW, str(draw.key)), facts=facts)
    return draw


@transaction.atomic
def pick_call(call: Call, *, origin: Origin, why: str, is_for_two: bool = False, by: Actor) -> Case:
    """One that somebody wants to look at. It does not count in the trend: it was not left to chance."""
    contact = contact_of_call(call)
    return _pick(call, contact, origin=origin, why=why, is_for_two=is_for_two, by=by)


@transaction.atomic
def pick_contact(contact: Contact, *, origin: Origin, why: str, is_for_two: bool = False, by: Actor) -> Case:
    keys = call_keys_of(contact)
    call = Call.objects.filter(key=keys[0]).first() if keys else None
    return _pick(call, contact, origin=origin, why=why, is_for_two=is_for_two, by=by)


def _pick(
    call: Call | None, contact: Contact | None, *, origin: Origin, why: str, is_for_two: bool, by: Actor
) -> Case:
    by.need(MAY_RATE)
    if not is_evaluated():
        raise NothingIsEvaluated
    if not why.strip():
        raise ReasonMissing
    case = _case_of(call, contact)
    if case.operator == by.key:
        raise OwnCall
    case.origin, case.why, case.is_for_two = origin.value, why.strip(), is_for_two
    return _add(case, by=by, event="evaluation.picked")


def _add_drawn(draw: Draw, key: str, *, is_for_two: bool, by: Actor) -> None:
    if draw.source == Source.CALLS:
        call = Call.objects.select_related("agent__staff").get(key=key)
        contact = contact_of_call(call)
        # A record that was picked by itself stays the only one of its own.
        if contact is not None and Case.objects.filter(contact=contact).exists():
            contact = None
        case = _case_of(call, contact)
    else:
        contact = Contact.objects.get(pk=int(key))
        case = _case_of(None, contact)
    case.origin, case.draw, case.is_for_two = Origin.RANDOM.value, draw, is_for_two
    _add(case, by=by)


def _case_of(call: Call | None, contact: Contact | None) -> Case:
    answered = call.answered_at if call else None
    operator = call.agent.staff.login_id if call and call.agent else contact.handler if contact else ""
    happened = answered or (contact.started_at if contact else clock.now())
    return Case(
        call_key=call.key if call else "",
        contact=contact,
        had_contact=contact is not None,
        operator=operator,
        happened_at=happened,
    )


def _add(case: Case, *, by: Actor, event: str = "") -> Case:
    case.added_by, case.added_at = by.key, clock.now()
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyChosen from error
    if event:
        facts = {
            "evaluated_operator": case.operator,
            "chosen_as": case.origin,
            "call": MachineKey(case.call_key) if case.call_key else None,
        }
        record(event, by=by, about=about(case.key), facts=facts)
    return case


@transaction.atomic
def want_two(case: Case, *, by: Actor) -> Case:
    """Only while nobody has finished: whoever has seen the first cannot be the blind second."""
    by.need(MAY_RATE)
    current = Case.objects.select_for_update().get(pk=case.pk)
    if current.is_for_two:
        return current
    if current.ratings.filter(state=RatingState.FINISHED).exists():
        raise TooLateForTwo
    current.is_for_two = True
    current.save(update_fields=["is_for_two"])
    record("evaluation.for_two", by=by, about=about(current.key))
    return current


@transaction.atomic
def begin_rating(case: Case, *, by: Actor) -> Rating:
    """The first, or the second where two are wanted; by the same version of the sheet. Begun twice it is the same."""
    by.need(MAY_RATE)
    current = Case.objects.select_for_update().get(pk=case.pk)
    if current.operator == by.key:
        raise OwnCall
    if current.words_ended_at is not None:
        raise WordsHaveEnded
    ratings = list(current.ratings.select_related("sheet").order_by("place"))
    mine = next((rating for rating in ratings if rating.rater == by.key), None)
    if mine is not None:
        return mine
    if len(ratings) >= (2 if current.is_for_two else 1):
        raise RatedByOthers
    sheet = ratings[0].sheet if ratings else _version_of(sheet_on())
    made = Rating.objects.create(
        case=current, place=len(ratings) + 1, sheet=sheet, rater=by.key, started_at=clock.now()
    )
    facts = {"sheet_version": sheet.number, "rating_place": made.place}
    record("evaluation.begun", by=by, about=about(current.key), facts=facts)
    return made


@transaction.atomic
def save_rating(rating: Rating, filled: Filled, *, by: Actor) -> Rating:
    current = _own_draft(rating, by)
    _fill(current, filled)
    record("evaluation.saved", by=by, about=about(current.case_id), facts={"rating_place": current.place})
    return current


@transaction.atomic
def finish_rating(rating: Rating, filled: Filled, *, by: Actor) -> Rating:
    """From now on it stands as it is. With the last one that was wanted the case is complete."""
    current = _own_draft(rating, by)
    items = current.sheet.items
    if missing := unanswered(items, filled.levels):
        raise ItemsMissing([item.label for item in missing])
    _fill(current, filled)
    current.state, current.finished_at = RatingState.FINISHED.value, clock.now()
    current.total = total_percent(items, filled.levels)
    current.is_fatal = bool(fatal_faults(items, filled.levels))
    current.save(update_fields=["state", "finished_at", "total", "is_fatal"])
    case = current.case
    finished = case.ratings.filter(state=RatingState.FINISHED).count()
    if finished >= (2 if case.is_for_two else 1):
        case.is_complete = True
        case.save(update_fields=["is_complete"])
    facts = {"sheet_version": current.sheet.number, "rating_place": current.place}
    record("evaluation.finished", by=by, about=about(case.key), facts=facts)
    return current


@transaction.atomic
def note_agreed(case: Case, text: str, *, by: Actor) -> Case:
    """What the two have found together, written by one of them. Neither sheet changes."""
    by.need(MAY_RATE)
    current = Case.objects.select_for_update().get(pk=case.pk)
    if not (current.is_for_two and current.is_complete):
        raise NotComplete
    if current.words_ended_at is not None:
        raise WordsHaveEnded
    if not current.ratings.filter(rater=by.key).exists():
        raise RatedByOthers
    if current.agreed != text.strip():
        current.agreed = text.strip()
        current.save(update_fields=["agreed"])
        record("evaluation.agreed", by=by, about=about(current.key))
    return current


def _own_draft(rating: Rating, by: Actor) -> Rating:
    by.need(MAY_RATE)
    # The case first, as whoever begins does: both wait at the same door.
    case = Case.objects.select_for_update().get(pk=rating.case_id)
    current = Rating.objects.select_for_update().select_related("sheet").get(pk=rating.pk)
    current.case = case
    if current.rater != by.key:
        raise RatedByOthers
    if current.is_finished:
        raise IsFinished
    if case.words_ended_at is not None:
        raise WordsHaveEnded
    return current


def _fill(rating: Rating, filled: Filled) -> None:
    rating.good, rating.better = filled.good.strip(), filled.better.strip()
    rating.save(update_fields=["good", "better"])
    rating.scores.all().delete()
    known: Mapping[str, SheetItem] = {item.item: item for item in rating.sheet.items}
    for name, level in filled.levels.items():
        item = known[name]
        if level is not None and not 1 <= level <= len(item.levels):
            raise ValueError(f"{name} has no level {level}")
        Score.objects.create(rating=rating, item=name, level=level, comment=filled.comments.get(name, "").strip())


def _version_of(items: tuple[SheetItem, ...]) -> SheetVersion:
    """A sheet with the same words is the same version, whenever it is in force again."""
    if not items:
        raise NothingIsEvaluated
    digest = digest_of(items)
    there = SheetVersion.objects.filter(digest=digest).first()
    if there is not None:
        return there
    last = SheetVersion.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    try:
        with transaction.atomic():
            return SheetVersion.objects.create(
                number=number, digest=digest, content=as_text(items), first_used_at=clock.now()
            )
    except IntegrityError:  # somebody else was the first to use it, at this moment
        return SheetVersion.objects.get(digest=digest)
