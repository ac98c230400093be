"""The frame alone, whatever the tests before it have made known of a place."""

import pytest

from madoguchi.web.frame import place


@pytest.fixture(autouse=True)
def no_place_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "_known", place.Place())
