"""Asking for a change of the FAQ, and taking up, declining or withdrawing what was asked."""

from datetime import date

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import NotAllowed
from madoguchi.knowledge.articles.models import Article
from madoguchi.knowledge.articles.rules import MAY_EDIT
from madoguchi.knowledge.numbers import next_number
from madoguchi.knowledge.refusals import ContactsDoNotAsk, ReasonNeeded, RequestIsClosed
from madoguchi.knowledge.requests.history import REQUEST
from madoguchi.knowledge.requests.models import UpdateRequest
from madoguchi.knowledge.requests.queries import MAY_ASK, contacts_may_ask
from madoguchi.knowledge.requests.rules import Origin, RequestKind, RequestState, may_become


def ask_for_update(
    *,
    kind: RequestKind,
    subject: str,
    wish: str,
    by: Actor,
    article: Article | None = None,
    source: str = "",
    department: str = "",
    wanted_on: date | None = None,
    origin: Origin = Origin.DEPARTMENT,
    origin_key: str = "",
) -> UpdateRequest:
    """From now on the time until publication is measured (004 §7①(エ))."""
    by.need(MAY_ASK, also=[UserKind.SYSTEM])
    if origin is Origin.CONTACT and not contacts_may_ask():
        raise ContactsDoNotAsk
    with transaction.atomic():
        request = UpdateRequest.objects.create(
            number=next_number("REQ"),
            kind=kind,
            origin=origin,
            origin_key=origin_key,
            article=article,
            subject=subject,
            wish=wish,
            source=source,
            department=department,
            wanted_on=wanted_on,
            state=RequestState.ASKED,
            asked_by=by.key,
            asked_at=clock.now(),
        )
        facts = {
            "request_kind": kind.value,
            "origin": origin.value,
            "article": article.number if article else None,
            "department": department or None,
        }
        record("update_request.asked", by=by, about=_about(request), facts=facts)
        return request


def take_up(request: UpdateRequest, *, by: Actor) -> UpdateRequest:
    """This person works on it. Whoever takes it from somebody else is on record too."""
    _need_writer(by)
    with transaction.atomic():
        current = _open(request, RequestState.TAKEN)
        before, current.owner = current.owner, by.key
        current.state = RequestState.TAKEN
        current.taken_at = current.taken_at or clock.now()
        current.save(update_fields=["owner", "state", "taken_at"])
        record("update_request.taken", by=by, about=_about(current), changes={"owner": (before, by.key)})
        return current


def decline(request: UpdateRequest, *, answer: str, by: Actor) -> UpdateRequest:
    """It is not done, and who asked reads why."""
    _need_writer(by)
    if not answer.strip():
        raise ReasonNeeded
    with transaction.atomic():
        return _close(_open(request, RequestState.DECLINED), RequestState.DECLINED, by=by, answer=answer.strip())


def withdraw(request: UpdateRequest, *, by: Actor) -> UpdateRequest:
    """Only who asked takes it back."""
    with transaction.atomic():
        current = _open(request, RequestState.WITHDRAWN)
        if current.asked_by != by.key or not by.may(MAY_ASK):
            raise NotAllowed
        return _close(current, RequestState.WITHDRAWN, by=by)


def _open(request: UpdateRequest, then: RequestState) -> UpdateRequest:
    current = UpdateRequest.objects.select_for_update().get(pk=request.pk)
    state = RequestState(current.state)
    if not (may_become(state, then) or (state is then and current.is_open)):
        raise RequestIsClosed
    return current


def _close(request: UpdateRequest, state: RequestState, *, by: Actor, answer: str = "") -> UpdateRequest:
    request.state, request.closed_at, request.answer = state, clock.now(), answer
    request.save(update_fields=["state", "closed_at", "answer"])
    record(f"update_request.{state.value}", by=by, about=_about(request), facts={"reason": answer or None})
    return request


def _need_writer(by: Actor) -> None:
    by.need(MAY_EDIT)


def _about(request: UpdateRequest) -> About:
    return About(REQUEST, request.number)
