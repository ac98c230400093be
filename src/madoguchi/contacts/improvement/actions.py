"""Needs: counted every night, taken up, asked about, closed; a FAQ proposed out of a record."""

from django.db import transaction

from madoguchi.contacts.improvement.history import NEED
from madoguchi.contacts.improvement.queries import signals
from madoguchi.contacts.improvement.refusals import AskedAlready, NotThisMove, OutcomeMissing
from madoguchi.contacts.improvement.rules import MOVES, NeedKind, NeedState
from madoguchi.contacts.models import Contact, Need
from madoguchi.contacts.records.actions import about as about_contact
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.text.masking import masked
from madoguchi.knowledge.articles.models import Article
from madoguchi.knowledge.requests.actions import ask_for_update
from madoguchi.knowledge.requests.models import UpdateRequest
from madoguchi.knowledge.requests.rules import Origin, RequestKind

MAY_EDIT = "improvement.edit"
SUBJECT_ROOM = 200


def count_needs() -> int:
    """What the figures say now. A need that somebody has closed stays closed; one that nobody has taken up and that
    the figures no longer say goes."""
    now = clock.now()
    found, said = list(signals(now)), []
    with transaction.atomic():
        for one in found:
            need, is_new = Need.objects.get_or_create(
                kind=one.kind,
                key=one.key,
                defaults={
                    "subject": one.subject[:SUBJECT_ROOM],
                    "count": one.count,
                    "before": one.before,
                    "found_at": now,
                    "counted_at": now,
                },
            )
            if not is_new:
                need.count, need.before, need.counted_at = one.count, one.before, now
                need.save(update_fields=["count", "before", "counted_at"])
            said.append(need.pk)
        Need.objects.filter(state=NeedState.FOUND, owner="").exclude(pk__in=said).delete()
    return len(found)


def take_up(need: Need, *, by: Actor) -> Need:
    """From now on this person sees to it."""
    return _move(need, NeedState.TAKEN, by=by, owner=by.key)


def close_need(need: Need, *, to: NeedState, outcome: str, by: Actor) -> Need:
    if not outcome.strip():
        raise OutcomeMissing
    return _move(need, to, by=by, outcome=outcome.strip())


def open_again(need: Need, *, by: Actor) -> Need:
    return _move(need, NeedState.TAKEN, by=by, owner=by.key)


def ask_for_faq(need: Need, *, wish: str, by: Actor) -> UpdateRequest:
    """The need becomes a request to whoever writes the FAQ; its answer is measured from now on."""
    by.need(MAY_EDIT)
    with transaction.atomic():
        now = Need.objects.select_for_update().get(pk=need.pk)
        if now.request_number:
            raise AskedAlready
        article = Article.objects.filter(number=now.key).first() if now.kind == NeedKind.UNHELPFUL else None
        request = ask_for_update(
            kind=RequestKind.CHANGE if article else RequestKind.NEW,
            subject=f"{now.kind_label}：{now.subject}"[:SUBJECT_ROOM],
            wish=masked(wish),
            article=article,
            origin=Origin.NEED,
            origin_key=str(now.pk),
            by=by,
        )
        now.request_number = request.number
        now.save(update_fields=["request_number"])
        record("need.asked", by=by, about=_about(now), facts={"request": request.number})
        if now.state == NeedState.FOUND:
            take_up(now, by=by)
        return request


def propose_faq(contact: Contact, *, question: str, answer: str, by: Actor) -> UpdateRequest:
    """FAQ-07: what was asked and answered, without who asked, as a request for a FAQ."""
    with transaction.atomic():
        request = ask_for_update(
            kind=RequestKind.NEW,
            subject=masked(question)[:SUBJECT_ROOM],
            wish=f"質問：{masked(question)}\n回答：{masked(answer)}",
            source=f"応対 {contact.written_number}",
            origin=Origin.CONTACT,
            origin_key=str(contact.number),
            by=by,
        )
        record("contact.faq_proposed", by=by, about=about_contact(contact), facts={"request": request.number})
        return request


def _move(need: Need, to: NeedState, *, by: Actor, owner: str = "", outcome: str = "") -> Need:
    by.need(MAY_EDIT)
    with transaction.atomic():
        now = Need.objects.select_for_update().get(pk=need.pk)
        before = NeedState(now.state)
        if to not in MOVES[before]:
            raise NotThisMove
        now.state, now.owner = to, owner or now.owner or by.key
        now.outcome = outcome or now.outcome
        now.closed_at = clock.now() if to in (NeedState.DONE, NeedState.LEFT) else None
        now.save(update_fields=["state", "owner", "outcome", "closed_at"])
        changes = {"need_state": (before.value, to.value)}
        record("need.moved", by=by, about=_about(now), changes=changes, facts={"outcome": outcome or None})
        return now


def _about(need: Need) -> About:
    return About(NEED, str(need.pk))
