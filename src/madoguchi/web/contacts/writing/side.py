"""What stands beside the form: who this is, what was prepared for them, what fits in the FAQ."""

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.accounts.disclosure import record_search
from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.models import Booking
from madoguchi.booking.queries import bookings_visible_to
from madoguchi.booking.queries import found_by as bookings_found_by
from madoguchi.booking.telephone.queries import bookings_ahead
from madoguchi.contacts.call_backs.actions import tell_answer
from madoguchi.contacts.drafts.actions import note_article
from madoguchi.contacts.finding.queries import earlier_contacts
from madoguchi.contacts.marks.actions import mark_contact, take_step, withdraw_mark
from madoguchi.contacts.marks.queries import Guide, guides_of, marks_of
from madoguchi.contacts.marks.rules import KIND_OF, MARK_LABELS, Mark
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import contacts_visible_to
from madoguchi.core.actors import Actor
from madoguchi.core.text.phone import normalise_phone
from madoguchi.knowledge.articles.models import Article
from madoguchi.web.contacts.faq import (
    Hits,
    article_numbered,
    hits_for,
    note_article_chosen,
    note_search_asked,
)


@dataclass(frozen=True)
class Side:
    earlier: list[Contact]
    bookings: list[Booking]
    hits: Hits
    opened: Article | None
    used: frozenset[str]  # numbers of the articles that the answer was given out of
    guides: list[Guide]  # of the marks that stand: what is to be done, what was done
    seen: str  # whom this screen has shown already: told to the history once, not with every letter

    @property
    def marks_offered(self) -> list[tuple[str, str, str]]:
        """(value, label, key) of those that do not stand yet."""
        standing = {guide.mark.kind for guide in self.guides}
        return [(mark.value, MARK_LABELS[mark], MARK_KEYS[mark]) for mark in Mark if mark not in standing]

    @property
    def waiting(self) -> list[Contact]:
        return [contact for contact in self.earlier if contact.prepared_answer]


@dataclass(frozen=True)
class Press:
    """A button of the side: what it does ("use") with what ("FAQ-0001")."""

    what: str
    key: str

    @classmethod
    def of(cls, do: str) -> "Press | None":
        what, colon, key = do.partition(":")
        return cls(what, key) if colon and what in PRESSES and key.isprintable() else None


PRESSES = frozenset({"open", "use", "book", "from", "told", "mark", "unmark", "step"})
MARKING = ("mark", "unmark", "step")
MARK_KEYS = {Mark.COMPLAINT: "4", Mark.HARASSMENT: "6", Mark.EMERGENCY: "9"}
BY_MISTAKE = "押し間違い"


def side_of(actor: Actor, typed: Mapping[str, str], contact: Contact | None) -> Side:
    typed = {name: text.replace("\0", "") for name, text in typed.items()}  # PostgreSQL looks for none
    earlier = earlier_contacts(
        actor, phone=typed.get("party_phone", ""), name=typed.get("party_name", ""), without=contact
    )
    seen = set(typed.get("seen", "").split())
    new = {str(one.number) for one in earlier} - seen
    if new:
        record_search("contacts", by=actor, found=len(new))
    articles = contact.articles.all() if contact is not None else ()
    return Side(
        earlier=earlier,
        bookings=_bookings(actor, typed),
        hits=hits_for(actor, _phrase(typed)),
        opened=article_numbered(actor, typed["opened"]) if typed.get("opened") else None,
        used=frozenset(one.article_number for one in articles if one.is_used),
        guides=guides_of(contact) if contact is not None else [],
        seen=" ".join(sorted(seen | new)),
    )


def pressed(
    press: Press, typed: Mapping[str, str], contact: Contact, *, call_key: str = "", by: Actor
) -> dict[str, str]:
    """What the press changes in what is typed."""
    if press.what in MARKING:
        return _mark_pressed(press, contact, call_key, by=by)
    if press.what in ("open", "use"):
        return _article_pressed(press, typed, contact, by=by)
    if press.what == "book":
        found = bookings_visible_to(by).filter(number=press.key).first()
        return {"booking_number": found.spoken_number} if found else {}
    is_number = press.key.isascii() and press.key.isdigit() and len(press.key) < 12
    earlier = contacts_visible_to(by).filter(number=press.key).first() if is_number else None
    if earlier is None:
        return {}
    if press.what == "told":
        tell_answer(earlier, by=by)
        return {"earlier": press.key}
    person = {name: getattr(earlier, name) for name in ("party_name", "party_kana", "party_phone", "party_mail")}
    return {**{name: value for name, value in person.items() if value}, "earlier": press.key}


def _mark_pressed(press: Press, contact: Contact, call_key: str, *, by: Actor) -> dict[str, str]:
    kind, _, step = press.key.partition(":")
    if kind not in set(Mark):
        return {}
    mark = Mark(kind)
    if press.what == "mark":
        mark_contact(contact, mark, call_key=call_key, by=by)
        return {"kind": KIND_OF[mark].value} if mark in KIND_OF else {}
    standing = next((one for one in marks_of(contact) if one.kind == mark), None)
    if standing is not None and press.what == "unmark":
        withdraw_mark(standing, reason=BY_MISTAKE, by=by)
    elif standing is not None:
        take_step(standing, step, by=by)
    return {}


def _article_pressed(press: Press, typed: Mapping[str, str], contact: Contact, *, by: Actor) -> dict[str, str]:
    article = article_numbered(by, press.key)
    if article is None or article.current is None:
        return {}
    is_used = press.what == "use"
    if not contact.articles.filter(article_number=article.number).exists():
        note_article_chosen(by, _phrase(typed), article)
    note_article(contact, article.number, is_used=is_used, by=by)
    changed = {"opened": article.number}
    answer, given = typed.get("answer", ""), article.current.short_answer or article.current.question
    if is_used and given not in answer:
        changed["answer"] = f"{answer}\n{given}".strip()
    return changed


def looked(typed: Mapping[str, str], *, by: Actor) -> None:
    """「探す」 was pressed."""
    if typed.get("faq_words"):
        note_search_asked(by, typed["faq_words"])


def _phrase(typed: Mapping[str, str]) -> str:
    return typed.get("faq_words") or typed.get("content", "")


def _bookings(actor: Actor, typed: Mapping[str, str]) -> list[Booking]:
    """By the number that was typed, or those that this telephone has ahead."""
    if not takes_bookings():
        return []
    visible = bookings_visible_to(actor)
    if number := "".join(filter(str.isdigit, typed.get("booking_number", ""))):
        return list(bookings_found_by(visible, number)[:1]) if len(number) == 8 else []
    if phone := normalise_phone(typed.get("party_phone", "")):
        return bookings_ahead(actor, phone)
    return []
