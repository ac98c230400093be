"""Articles as people read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from madoguchi.accounts.queries import names_by_key
from madoguchi.core import clock
from madoguchi.core.actors import USER_KIND_LABELS, UserKind
from madoguchi.knowledge.articles.difference import Pair, pairs_of
from madoguchi.knowledge.articles.rules import (
    AUDIENCE_LABELS,
    FIELD_LABELS,
    STEPS,
    Content,
    Move,
    RevisionState,
    Translated,
)
from madoguchi.knowledge.languages import LANGUAGE_LABELS, UNREVIEWED_MARK
from madoguchi.knowledge.models import Article, Revision
from madoguchi.municipality.queries import procedure_name

STATE_KINDS = {
    RevisionState.DRAFT: "",
    RevisionState.IN_REVIEW: "warning",
    RevisionState.APPROVED: "key",
    RevisionState.PUBLISHED: "success",
}


def state_kind(state: str) -> str:
    """The colour beside the word."""
    return STATE_KINDS.get(RevisionState(state), "")


def trail(article: Article | None = None) -> list[tuple[str, str]]:
    first = [("FAQの一覧", reverse("knowledge:articles"))]
    return [*first, (article.number, reverse("knowledge:article", args=[article.number]))] if article else first


def written_day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def written_moment(moment: datetime | None) -> str:
    at = clock.in_tokyo(moment) if moment else None
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}" if at else ""


def procedure_names(codes: Iterable[str]) -> list[str]:
    return [procedure_name(code) for code in codes]


@dataclass(frozen=True)
class RevisionShown:
    revision: Revision
    writer: str
    approver: str

    @property
    def state_kind(self) -> str:
        return state_kind(self.revision.state)

    @property
    def written(self) -> str:
        return written_moment(self.revision.written_at)

    @property
    def user_kind(self) -> str:
        return USER_KIND_LABELS[UserKind(self.revision.written_kind)]


def revisions_shown(revisions: Iterable[Revision]) -> list[RevisionShown]:
    every = list(revisions)
    keys = {one.written_by for one in every} | {one.approved_by for one in every}
    names = names_by_key(keys - {""})
    return [
        RevisionShown(
            one,
            names.get(one.written_by, one.written_by) or USER_KIND_LABELS[UserKind(one.written_kind)],
            names.get(one.approved_by, one.approved_by),
        )
        for one in every
    ]


@dataclass(frozen=True)
class LanguageShown:
    code: str
    label: str
    text: Translated
    mark: str

    @property
    def lang(self) -> str:
        """What a reader's voice is told: やさしい日本語 is Japanese."""
        return "ja" if self.code.startswith("ja") else self.code


def languages_shown(content: Content) -> list[LanguageShown]:
    return [
        LanguageShown(code, LANGUAGE_LABELS[code], text, "" if text.is_reviewed else UNREVIEWED_MARK)
        for code, text in content.translations.items()
    ]


@dataclass(frozen=True)
class FieldDifference:
    label: str
    pairs: Sequence[Pair]


def differences(before: Content, after: Content) -> list[FieldDifference]:
    """Field by field, only those that differ, in the order of the page."""
    old, new = as_texts(before), as_texts(after)
    labels = [label for label in [*new, *old] if old.get(label, "") != new.get(label, "")]
    return [
        FieldDifference(label, pairs_of(old.get(label, ""), new.get(label, ""))) for label in dict.fromkeys(labels)
    ]


def as_texts(content: Content) -> dict[str, str]:
    """Everything that a revision says, by the label under which it stands."""
    texts = {
        "question": content.question,
        "phrasings": "\n".join(content.phrasings),
        "short_answer": content.short_answer,
        "full_answer": content.full_answer,
        "belongings": "\n".join(procedure_names(content.belongings)),
        "related": "\n".join(content.related),
        "audience": AUDIENCE_LABELS[content.audience],
        "source": content.source,
        "review_on": written_day(content.review_on),
        "to_confirm": "要確認" if content.to_confirm else "",
    }
    said = {FIELD_LABELS[name]: text for name, text in texts.items()}
    for one in languages_shown(content):
        said[one.label] = "\n".join(
            filter(
                None,
                [one.mark, one.text.question, *one.text.phrasings, one.text.short_answer, one.text.full_answer],
            )
        )
    return said


@dataclass(frozen=True)
class Button:
    label: str
    url: str
    kind: str = ""
    asks: bool = False  # it leads to a page that asks why


ASKS = frozenset({Move.RETURN, Move.RETIRE})


def buttons_of(revision: Revision, moves: Sequence[Move]) -> list[Button]:
    """What this person may do with it now; the one that leads on comes first."""
    onwards = [move for move in moves if move not in ASKS]
    found = [_button(revision, move, "" if move is onwards[0] else "secondary") for move in onwards]
    if Move.APPROVE in moves:
        url = reverse("knowledge:step", args=[revision.article.number, revision.number, "approve_and_publish"])
        found = [Button("承認して公開する", url), *[_button(revision, move, "secondary") for move in onwards]]
    return found + [_button(revision, move, "secondary") for move in moves if move in ASKS]


def _button(revision: Revision, move: Move, kind: str) -> Button:
    url = reverse("knowledge:step", args=[revision.article.number, revision.number, move.value])
    return Button(STEPS[move].label, url, kind, asks=move in ASKS)
