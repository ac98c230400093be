"""A small world for the history: one registered kind of object, people who may and may not see it."""

from collections.abc import Iterator

import pytest

from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

CLERK = Actor(UserKind.CITY, "clerk-1", frozenset({"parcels.view", "history.view", "history.delete"}))
OPERATOR = Actor(UserKind.CALL_CENTRE, "operator-1", frozenset({"parcels.view", "history.view"}))
STRANGER = Actor(UserKind.CALL_CENTRE, "stranger", frozenset({"history.view"}))


@pytest.fixture(autouse=True)
def parcels() -> Iterator[None]:
    registry.register_object(ObjectKind("parcel", label="小包", viewable_with="parcels.view"))
    yield
    registry.forget_object("parcel")
