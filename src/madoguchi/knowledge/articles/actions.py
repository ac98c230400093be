"""Writing articles: each saving is a revision, and each step towards publication is one action."""

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import MissingRight
from madoguchi.knowledge.articles import searchable
from madoguchi.knowledge.articles.history import ARTICLE
from madoguchi.knowledge.articles.models import Article, Category, Revision, Translation
from madoguchi.knowledge.articles.queries import may_do, may_write_in, newest_revision
from madoguchi.knowledge.articles.rules import (
    MAY_DELETE,
    MAY_EDIT,
    STEPS,
    Content,
    Move,
    RevisionState,
    changed_fields,
    may_move,
    unknown_languages,
    with_translations_marked,
)
from madoguchi.knowledge.numbers import next_number, note_given
from madoguchi.knowledge.refusals import (
    EditedMeanwhile,
    NoAnswerYet,
    NothingChanged,
    NotInThisCategory,
    NumberTaken,
    ReasonNeeded,
    StepNotPossible,
    StillPublished,
    StillUsed,
    UnknownNumbers,
)
from madoguchi.knowledge.requests.answering import answer_published, begin_answer
from madoguchi.knowledge.requests.models import UpdateRequest
from madoguchi.municipality.models import Procedure


def write_draft(
    content: Content,
    *,
    category: Category,
    by: Actor,
    department: str = "",
    reason: str = "",
    number: str = "",
    answers: UpdateRequest | None = None,
    also_known: frozenset[str] = frozenset(),
) -> Revision:
    """A new article. `number`: the one it had elsewhere (an import), if it is still free. `also_known`: numbers of
    articles that this transaction will still write."""
    _need_write(category, by)
    with transaction.atomic():
        if number:
            if Article.objects.filter(number=number).exists():
                raise NumberTaken
            note_given(number)
        article = Article.objects.create(
            number=number or next_number("FAQ"), category=category, department=department, made_at=clock.now()
        )
        _refuse_unknown(content, also_known)
        revision = _add_revision(article, content, number=1, reason=reason, by=by)
        record(
            "article.made",
            by=by,
            about=_about(article),
            facts={"category": category.name, "department": department or None, "reason": reason or None},
        )
        if answers is not None:
            begin_answer(answers, revision, by=by)
        return revision


def revise(
    article: Article,
    content: Content,
    *,
    based_on: int,
    by: Actor,
    category: Category | None = None,
    department: str | None = None,
    reason: str = "",
    answers: UpdateRequest | None = None,
    also_known: frozenset[str] = frozenset(),
) -> Revision:
    """The next revision, as a draft. `based_on`: the number of the revision that the writer saw when beginning;
    when somebody has saved another one since, nothing is written and both are shown."""
    with transaction.atomic():
        current = Article.objects.select_for_update(of=("self",)).select_related("category").get(pk=article.pk)
        _need_write(current.category, by)
        newest = newest_revision(current)
        if newest.number != based_on:
            raise EditedMeanwhile
        changes = _file_under(current, category or current.category, department, by=by)
        content = with_translations_marked(newest.content, content)
        changed = changed_fields(newest.content, content)
        if not changed and newest.is_open and not changes and answers is None:
            raise NothingChanged
        _refuse_unknown(content, also_known)
        if newest.is_open:
            _end(newest, RevisionState.REPLACED)
        revision = _add_revision(current, content, number=newest.number + 1, reason=reason, by=by)
        record(
            "article.revised",
            by=by,
            about=_about(current),
            facts={"revision": revision.number, "changed": list(changed) or None, "reason": reason or None},
            changes=changes,
        )
        if answers is not None:
            begin_answer(answers, revision, by=by)
        return revision


def hand_in(revision: Revision, *, by: Actor) -> Revision:
    with transaction.atomic():
        current = _held(revision, Move.HAND_IN, by)
        if not (current.short_answer or current.full_answer):
            raise NoAnswerYet
        current.handed_in_at = clock.now()
        return _stand(current, Move.HAND_IN, "article.handed_in", by=by, also=("handed_in_at",))


def send_back(revision: Revision, *, remark: str, by: Actor) -> Revision:
    """The department wants something else. It says what."""
    if not remark.strip():
        raise ReasonNeeded
    with transaction.atomic():
        current = _held(revision, Move.RETURN, by)
        current.remark = remark.strip()
        current.approved_by, current.approved_at = "", None
        return _stand(
            current, Move.RETURN, "article.sent_back", by=by, also=("remark", "approved_by", "approved_at")
        )


def approve(revision: Revision, *, by: Actor) -> Revision:
    with transaction.atomic():
        current = _held(revision, Move.APPROVE, by)
        current.approved_by, current.approved_at = by.key, clock.now()
        return _stand(current, Move.APPROVE, "article.approved", by=by, also=("approved_by", "approved_at"))


def publish(revision: Revision, *, by: Actor) -> Revision:
    """From now on this is the answer. The one before it is an old revision; a request for it is answered."""
    with transaction.atomic():
        current = _held(revision, Move.PUBLISH, by)
        article = current.article
        if article.current is not None:
            _end(article.current, RevisionState.REPLACED)
        current.published_at = clock.now()
        _stand(current, Move.PUBLISH, "article.published", by=by, also=("published_at",))
        article.current = current
        article.save(update_fields=["current"])
        searchable.index_article(article)
        answer_published(article, current, by=by)
        return current


def approve_and_publish(revision: Revision, *, by: Actor) -> Revision:
    """The department has read it and it is out in the same minute (004 §7①(エ))."""
    with transaction.atomic():
        return publish(approve(revision, by=by), by=by)


def retire(revision: Revision, *, reason: str, by: Actor) -> Revision:
    """Nobody is answered with it any more. It stays, with all its revisions, and may be written anew."""
    if not reason.strip():
        raise ReasonNeeded
    with transaction.atomic():
        current = _held(revision, Move.RETIRE, by)
        article = current.article
        current.ended_at = clock.now()
        _stand(current, Move.RETIRE, "article.retired", by=by, also=("ended_at",), reason=reason.strip())
        article.current = None
        article.save(update_fields=["current"])
        searchable.forget_article(article)
        answer_published(article, current, by=by)
        return current


def erase_article(article: Article, *, reason: str, by: Actor) -> None:
    """With all its revisions. The number is not used again; the history keeps that it was. What somebody was answered
    with stays: the record of that contact names it."""
    by.need(MAY_DELETE)
    if not reason.strip():
        raise ReasonNeeded
    with transaction.atomic():
        current = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        if current.current_id is not None:
            raise StillPublished
        if current.uses.filter(used__gt=0).exists():
            raise StillUsed
        record("article.erased", by=by, about=_about(current), facts={"reason": reason.strip()})
        searchable.forget_article(current)
        current.delete()


def _held(revision: Revision, move: Move, by: Actor) -> Revision:
    """The revision as it is now, with its article's row held: who moves it at the same moment comes second."""
    article = Article.objects.select_for_update(of=("self",)).get(pk=revision.article_id)
    current = article.revisions.get(pk=revision.pk)
    current.article = Article.objects.select_related("category", "current").get(pk=article.pk)
    if not _may(move, by, current.article.category):
        raise _missing(STEPS[move].right, by)
    if not may_move(move, RevisionState(current.state)):
        raise StepNotPossible
    return current


def _stand(
    revision: Revision, move: Move, event: str, *, by: Actor, also: tuple[str, ...], reason: str | None = None
) -> Revision:
    before, revision.state = revision.state, STEPS[move].ends
    revision.save(update_fields=["state", *also])
    record(
        event,
        by=by,
        about=_about(revision.article),
        facts={"revision": revision.number, "reason": reason},
        changes={"revision_state": (str(before), revision.state.value)},
    )
    return revision


def _end(revision: Revision, state: RevisionState) -> None:
    revision.state, revision.ended_at = state, clock.now()
    revision.save(update_fields=["state", "ended_at"])


def _add_revision(article: Article, content: Content, *, number: int, reason: str, by: Actor) -> Revision:
    revision = Revision.objects.create(
        article=article,
        number=number,
        state=RevisionState.DRAFT,
        question=content.question,
        phrasings="\n".join(content.phrasings),
        short_answer=content.short_answer,
        full_answer=content.full_answer,
        belongings=" ".join(content.belongings),
        related=" ".join(content.related),
        audience=content.audience,
        source=content.source,
        review_on=content.review_on,
        to_confirm=content.to_confirm,
        reason=reason,
        written_by=by.key,
        written_kind=by.kind.value,
        written_at=clock.now(),
    )
    Translation.objects.bulk_create(
        Translation(
            revision=revision,
            language=language,
            question=text.question,
            phrasings="\n".join(text.phrasings),
            short_answer=text.short_answer,
            full_answer=text.full_answer,
            is_reviewed=text.is_reviewed,
        )
        for language, text in content.translations.items()
    )
    return revision


def _file_under(
    article: Article, category: Category, department: str | None, *, by: Actor
) -> dict[str, tuple[str, str]]:
    changes = {}
    if category != article.category:
        _need_write(category, by)
        changes["category"] = (article.category.name, category.name)
        article.category = category
    if department is not None and department != article.department:
        changes["department"] = (article.department, department)
        article.department = department
    if changes:
        article.save(update_fields=["category", "department"])
    return changes


def _refuse_unknown(content: Content, also_known: frozenset[str]) -> None:
    if unknown := unknown_languages(content):
        raise UnknownNumbers("言語", list(unknown))
    if content.belongings:
        known = set(Procedure.objects.filter(code__in=content.belongings).values_list("code", flat=True))
        if unknown := [code for code in content.belongings if code not in known]:
            raise UnknownNumbers("持ち物を示す手続き", unknown)
    if content.related:
        known = set(Article.objects.filter(number__in=content.related).values_list("number", flat=True))
        if unknown := [number for number in content.related if number not in known | also_known]:
            raise UnknownNumbers("関連するFAQ", unknown)


def _need_write(category: Category, by: Actor) -> None:
    if by.kind is not UserKind.SYSTEM and not may_write_in(by, category):
        raise _missing(MAY_EDIT, by)


def _may(move: Move, by: Actor, category: Category) -> bool:
    return by.kind is UserKind.SYSTEM or may_do(move, by, category)


def _missing(right: str, by: Actor) -> Exception:
    return NotInThisCategory() if by.may(right) else MissingRight(right)


def _about(article: Article) -> About:
    return About(ARTICLE, article.number)
