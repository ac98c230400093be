"""Writing a file, staging one, and taking it in whole or not at all."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from madoguchi.accounts.disclosure import record_export
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM, Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.text.kana import tidy
from madoguchi.core.text.my_number import contains_my_number
from madoguchi.knowledge.articles.actions import approve, hand_in, publish, revise, write_draft
from madoguchi.knowledge.articles.models import Article, Category, Revision
from madoguchi.knowledge.articles.queries import articles_visible_to, may_approve_in
from madoguchi.knowledge.articles.rules import MAY_EDIT
from madoguchi.knowledge.exchange.formats import FORMS, read_table
from madoguchi.knowledge.exchange.history import FAQ_FILE
from madoguchi.knowledge.exchange.models import FaqImport
from madoguchi.knowledge.exchange.queries import Which, as_table, comparison_of, seen_mark
from madoguchi.knowledge.exchange.refusals import (
    ChangedSinceShown,
    ImportIsOver,
    MayOnlyDraft,
    NotAllLinesFit,
    NothingToTakeIn,
    TooMuchAtOnce,
)
from madoguchi.knowledge.exchange.rules import (
    MOST_WRITTEN,
    Comparison,
    ImportState,
    Judged,
    Mode,
    Verdict,
    guarded_cells,
)

REASON = "ファイルから取込み"
KEPT = timedelta(hours=24)


def write_file(form: str, which: Which, *, category: Category | None = None, by: Actor) -> bytes:
    """Refused by name before a byte is sent when the form cannot hold it."""
    articles = articles_visible_to(by)
    headings, rows = as_table(articles.filter(category=category) if category else articles, which)
    content = FORMS[form].write(headings, rows)
    facts = {"category": category.name if category else None, "digest": hashlib.sha256(content).hexdigest()}
    record_export("faq", by=by, rows=len(rows), form=form, facts=facts)
    return content


def read_file(file_name: str, content: bytes, *, by: Actor) -> FaqImport:
    """Staged: nothing is written to the FAQ yet. What looks like a My Number is not kept, only where it stood."""
    _need_edit(by)
    table = read_table(content)
    refused = guarded_cells(table.lines)
    lines = dict(table.lines)
    for number, place in refused:
        lines[number][place] = ""
    name = tidy(file_name)[-120:]
    with transaction.atomic():
        faq_import = FaqImport.objects.create(
            key=uuid.uuid4(),
            state=ImportState.READ,
            file_name="（番号を含む名前）" if contains_my_number(name) else name,
            digest=hashlib.sha256(content).hexdigest(),
            read_at=clock.now(),
            read_by=by.key,
            headings=json.dumps(
                ["（番号）" if contains_my_number(heading) else heading for heading in table.headings],
                ensure_ascii=False,
            ),
            cells=json.dumps(list(lines.items()), ensure_ascii=False),
            refused_cells=json.dumps(refused) if refused else "",
            lines=len(lines),
        )
        record(
            "faq_file.read",
            by=by,
            about=_about(faq_import),
            facts={"lines": faq_import.lines, "digest": faq_import.digest},
        )
    return faq_import


def take_in(faq_import: FaqImport, *, mode: Mode, seen: str, by: Actor) -> Comparison:
    """Every line or none. `seen`: the mark of the preview on which somebody decided."""
    _need_edit(by)
    with transaction.atomic():
        current = _open(faq_import)
        comparison = comparison_of(current, by)
        _refuse_unless_ready(comparison, seen, most=MOST_WRITTEN[mode])
        categories = _categories(comparison)
        named = frozenset(one.filed.number for one in comparison.written if one.filed)
        # Those that bring their number first: none of them is given to another line meanwhile.
        for one in sorted(comparison.written, key=lambda one: not (one.filed and one.filed.number)):
            revision = _write(one, categories, named, by=by)
            if mode is Mode.PUBLISH:
                _bring_out(revision, by=by)
        _end(current, ImportState.TAKEN_IN)
        record(
            "faq_file.taken_in",
            by=by,
            about=_about(current),
            facts={
                "articles_new": comparison.counts[Verdict.NEW],
                "articles_changed": comparison.counts[Verdict.CHANGED],
                "digest": current.digest,
            },
        )
        return comparison


def give_up_import(faq_import: FaqImport, *, by: Actor) -> None:
    with transaction.atomic():
        current = _open(faq_import)
        _end(current, ImportState.GIVEN_UP)
        record("faq_file.given_up", by=by, about=_about(current))


def forget_unfinished() -> int:
    """Files that nobody took in."""
    old = FaqImport.objects.filter(state=ImportState.READ, read_at__lt=clock.now() - KEPT)
    for faq_import in old:
        give_up_import(faq_import, by=SYSTEM)
    return len(old)


def _refuse_unless_ready(comparison: Comparison, seen: str, *, most: int) -> None:
    if not comparison.fits:
        raise NotAllLinesFit
    if not comparison.written:
        raise NothingToTakeIn
    if len(comparison.written) > most:
        raise TooMuchAtOnce(
            f"一度に書けるのは{most}件までです（新しい行と変わった行が{len(comparison.written)}件あります）。"
            "ファイルを分けてください。"
        )
    if seen != seen_mark(comparison):
        raise ChangedSinceShown


def _categories(comparison: Comparison) -> Mapping[str, Category]:
    """New ones stand after those that are there, in the order of the file."""
    last = Category.objects.aggregate(last=Max("position"))["last"] or 0
    for place, name in enumerate(comparison.new_categories, start=last + 1):
        Category.objects.create(name=name, position=place)
    return {one.name: one for one in Category.objects.all()}


def _write(judged: Judged, categories: Mapping[str, Category], in_file: frozenset[str], *, by: Actor) -> Revision:
    filed = judged.filed
    assert filed is not None  # noqa: S101 - a line without one is refused
    category = categories[filed.category]
    if judged.standing is None:
        return write_draft(
            filed.content,
            category=category,
            by=by,
            department=filed.department,
            reason=REASON,
            number=filed.number,
            also_known=in_file,
        )
    return revise(
        Article.objects.get(number=filed.number),
        filed.content,
        based_on=judged.standing.revision,
        by=by,
        category=category,
        department=filed.department,
        reason=REASON,
        also_known=in_file,
    )


def _bring_out(revision: Revision, *, by: Actor) -> None:
    if not may_approve_in(by, revision.article.category):
        raise MayOnlyDraft
    publish(approve(hand_in(revision, by=by), by=by), by=by)


def _open(faq_import: FaqImport) -> FaqImport:
    current = FaqImport.objects.select_for_update().get(pk=faq_import.pk)
    if current.state != ImportState.READ:
        raise ImportIsOver
    return current


def _end(faq_import: FaqImport, state: ImportState) -> None:
    """The text is not kept; the history has its digest."""
    faq_import.state, faq_import.ended_at = state, clock.now()
    faq_import.headings, faq_import.cells, faq_import.refused_cells = "[]", "", ""
    faq_import.save(update_fields=["state", "ended_at", "headings", "cells", "refused_cells"])


def _need_edit(by: Actor) -> None:
    by.need(MAY_EDIT)


def _about(faq_import: FaqImport) -> About:
    return About(FAQ_FILE, str(faq_import.key))
