"""How an article gets from a draft to what citizens read, and what two people's texts have in common. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum

from madoguchi.knowledge.languages import TRANSLATED


class RevisionState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    RETIRED = "retired"
    REPLACED = "replaced"


STATE_LABELS = {
    RevisionState.DRAFT: "下書き",
    RevisionState.IN_REVIEW: "所管課の確認中",
    RevisionState.APPROVED: "承認済み（公開前）",
    RevisionState.PUBLISHED: "公開中",
    RevisionState.RETIRED: "取下げ",
    RevisionState.REPLACED: "旧い版",
}
# On its way to publication. An article has at most one such revision.
OPEN_STATES = frozenset({RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.APPROVED})

MAY_VIEW, MAY_EDIT, MAY_DELETE = "faq.view", "faq.edit", "faq.delete"
MAY_APPROVE, MAY_SEE_WAITING = "faq_approval.edit", "faq_approval.view"


class Move(StrEnum):
    HAND_IN = "hand_in"
    RETURN = "return"
    APPROVE = "approve"
    PUBLISH = "publish"
    RETIRE = "retire"
    REPLACE = "replace"


@dataclass(frozen=True)
class Step:
    """From where to where, and with which right; the city approves (000 Q44; 004 §7①(ウ))."""

    label: str
    begins: frozenset[RevisionState]
    ends: RevisionState
    right: str


STEPS = {
    Move.HAND_IN: Step("所管課の確認に出す", frozenset({RevisionState.DRAFT}), RevisionState.IN_REVIEW, MAY_EDIT),
    Move.RETURN: Step(
        "書き手に戻す",
        frozenset({RevisionState.IN_REVIEW, RevisionState.APPROVED}),
        RevisionState.DRAFT,
        MAY_APPROVE,
    ),
    Move.APPROVE: Step("承認する", frozenset({RevisionState.IN_REVIEW}), RevisionState.APPROVED, MAY_APPROVE),
    Move.PUBLISH: Step("公開する", frozenset({RevisionState.APPROVED}), RevisionState.PUBLISHED, MAY_EDIT),
    Move.RETIRE: Step("公開をやめる", frozenset({RevisionState.PUBLISHED}), RevisionState.RETIRED, MAY_APPROVE),
    # A newer text takes the place: written on top of an open one, or published in place of the old one.
    Move.REPLACE: Step(
        "新しい版に替える", OPEN_STATES | {RevisionState.PUBLISHED}, RevisionState.REPLACED, MAY_EDIT
    ),
}


def may_move(move: Move, state: RevisionState) -> bool:
    return state in STEPS[move].begins


class Audience(StrEnum):
    INTERNAL = "internal"
    PUBLIC = "public"


AUDIENCE_LABELS = {Audience.INTERNAL: "内部のみ", Audience.PUBLIC: "市民に公開"}


class CategoryVerb(StrEnum):
    WRITE = "write"
    APPROVE = "approve"


CATEGORY_VERB_LABELS = {CategoryVerb.WRITE: "編集", CategoryVerb.APPROVE: "承認"}


def may_in_category(named: Iterable[str], *, key: str) -> bool:
    """FAQ-09. A category that names nobody is open to everybody who has the right; else only to those named."""
    people = set(named)
    return not people or key in people


@dataclass(frozen=True)
class Translated:
    """The article in another language. Reviewed: somebody has compared it with the Japanese text."""

    question: str
    short_answer: str = ""
    full_answer: str = ""
    phrasings: tuple[str, ...] = ()
    is_reviewed: bool = False


@dataclass(frozen=True)
class Content:
    """What a revision says. `belongings` are codes of procedures, `related` numbers of articles."""

    question: str
    phrasings: tuple[str, ...] = ()
    short_answer: str = ""
    full_answer: str = ""
    belongings: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    audience: Audience = Audience.INTERNAL
    source: str = ""
    review_on: date | None = None
    to_confirm: bool = False
    translations: Mapping[str, Translated] = field(default_factory=dict)


FIELD_LABELS = {
    "question": "質問",
    "phrasings": "市民の言い方",
    "short_answer": "電話での短い答え",
    "full_answer": "くわしい答え",
    "belongings": "持ち物を示す手続き",
    "related": "関連するFAQ",
    "audience": "公開の範囲",
    "source": "出典",
    "review_on": "次の見直し日",
    "to_confirm": "要確認",
    "translations": "ほかの言語",
}
# A translation says what these say.
TRANSLATED_FIELDS = ("question", "short_answer", "full_answer")


def lines_of(text: str) -> tuple[str, ...]:
    """One a line; empty lines and repetitions are left out."""
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def changed_fields(before: Content, after: Content) -> tuple[str, ...]:
    return tuple(one.name for one in fields(Content) if getattr(before, one.name) != getattr(after, one.name))


def with_translations_marked(before: Content, after: Content) -> Content:
    """What was translated from a text that reads differently now is a 参考訳 again, unless it was changed with it."""
    if not any(getattr(before, name) != getattr(after, name) for name in TRANSLATED_FIELDS):
        return after
    return replace(
        after,
        translations={
            language: replace(text, is_reviewed=False) if text == before.translations.get(language) else text
            for language, text in after.translations.items()
        },
    )


@dataclass(frozen=True)
class Merge:
    """Two people began with the same text. What only one of them changed is clear; the rest a person decides."""

    merged: Content
    theirs_taken: tuple[str, ...]
    disputed: tuple[str, ...]


def merge(*, base: Content, mine: Content, theirs: Content) -> Merge:
    by_me, by_them = set(changed_fields(base, mine)), set(changed_fields(base, theirs))
    taken = tuple(name for name in FIELD_LABELS if name in by_them - by_me)
    disputed = tuple(
        name for name in FIELD_LABELS if name in by_me & by_them and getattr(mine, name) != getattr(theirs, name)
    )
    return Merge(replace(mine, **{name: getattr(theirs, name) for name in taken}), taken, disputed)


def unknown_languages(content: Content) -> Sequence[str]:
    return [language for language in content.translations if language not in TRANSLATED]
