"""The categories, and who writes and approves in each (FAQ-01, FAQ-09)."""

from collections.abc import Collection, Mapping

from django.db import IntegrityError, transaction

from madoguchi.accounts.models import Staff
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import MissingRight
from madoguchi.knowledge.articles import searchable
from madoguchi.knowledge.articles.history import CATEGORY
from madoguchi.knowledge.articles.models import Category, CategoryRight
from madoguchi.knowledge.articles.queries import may_write_in, people_named, published_articles
from madoguchi.knowledge.articles.rules import MAY_APPROVE, MAY_EDIT, CategoryVerb
from madoguchi.knowledge.refusals import CategoryInUse, NotInThisCategory


def make_category(name: str, *, position: int = 0, by: Actor) -> Category:
    by.need(MAY_EDIT, also=[UserKind.SYSTEM])
    with transaction.atomic():
        category = _saved(Category(name=name, position=position))
        record("faq_category.made", by=by, about=About(CATEGORY, str(category.pk)), facts={"name": name})
        return category


def change_category(category: Category, *, name: str, position: int, is_active: bool, by: Actor) -> Category:
    """Its articles go with it. One that is not in use is offered no more; what stands in it stays."""
    with transaction.atomic():
        current = Category.objects.select_for_update().get(pk=category.pk)
        if not may_write_in(by, current):
            raise NotInThisCategory if by.may(MAY_EDIT) else MissingRight(MAY_EDIT)
        changes = {
            field: (getattr(current, field), value)
            for field, value in (("name", name), ("position", position), ("is_active", is_active))
            if getattr(current, field) != value
        }
        current.name, current.position, current.is_active = name, position, is_active
        _saved(current)
        if changes:
            record("faq_category.changed", by=by, about=About(CATEGORY, str(current.pk)), changes=changes)
        if "name" in changes:
            for article in published_articles().filter(category=current):
                searchable.index_article(article)
        return current


def name_people(category: Category, named: Mapping[CategoryVerb, Collection[Staff]], *, by: Actor) -> None:
    """From now on only these write, or approve, in it; nobody named: everybody who has the right."""
    by.need(MAY_APPROVE)
    with transaction.atomic():
        current = Category.objects.select_for_update().get(pk=category.pk)
        changes = {}
        for verb, people in named.items():
            before, after = sorted(people_named(current, verb)), sorted(one.login_id for one in people)
            if before == after:
                continue
            CategoryRight.objects.filter(category=current, may=verb).delete()
            CategoryRight.objects.bulk_create(
                CategoryRight(category=current, staff=one, may=verb) for one in people
            )
            changes[f"category_{verb.value}"] = (before, after)
        if changes:
            about = About(CATEGORY, str(current.pk))
            record("faq_category.rights_changed", by=by, about=about, changes=changes)


def _saved(category: Category) -> Category:
    try:
        with transaction.atomic():
            category.save()
    except IntegrityError as error:
        raise CategoryInUse from error
    return category
