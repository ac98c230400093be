"""Articles that tests start from."""

from typing import Any

from madoguchi.accounts.rights import Role
from madoguchi.core.actors import SYSTEM, Actor
from madoguchi.knowledge.articles.actions import approve, hand_in, publish, write_draft
from madoguchi.knowledge.articles.rules import Content
from madoguchi.knowledge.models import Category, Revision
from tests.worlds import actor

WRITER = actor(Role.DATA_STAFF)
APPROVER = actor(Role.CITY_CLERK)


def content(question: str = "カードの受取に何を持っていけばよいですか", **more: Any) -> Content:
    return Content(question=question, **{"short_answer": "通知のはがきと本人確認書類です。", **more})


def draft(
    said: Content | None = None, *, by: Actor = WRITER, category: Category | None = None, **more: Any
) -> Revision:
    category = category or Category.objects.get_or_create(name="カードの受取")[0]
    return write_draft(said or content(), category=category, by=by, **more)


def published(said: Content | None = None, *, by: Actor = SYSTEM, **more: Any) -> Revision:
    return bring_out(draft(said, by=by, **more), by=by)


def bring_out(revision: Revision, *, by: Actor = SYSTEM) -> Revision:
    return publish(approve(hand_in(revision, by=by), by=by), by=by)
