"""Every citizens' page says which counter it is, how to reach it, and speaks the languages of the contract."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

from madoguchi.municipality import queries
from madoguchi.municipality.actions import change_settings
from madoguchi.web.frame.place import Place, place_known_last, this_place
from tests.worlds import ADMIN, PRESENT, TODAY, applied

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.frame.urls")]


@pytest.fixture
def hatsukaichi() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        yield


def page(address: str = "/parts/plain/") -> str:
    return Client().get(address).content.decode()


@pytest.mark.usefixtures("hatsukaichi")
@pytest.mark.preset_key("telephone.number")
def test_the_telephone_number_stands_on_every_page_once_there_is_one() -> None:
    assert "tel:" not in page()
    change_settings({"telephone.number": "0120123456"}, effective_on=TODAY, by=ADMIN)
    shown = page()
    assert '<a href="tel:0120123456">0120-123-456</a>' in shown
    assert "今日の電話受付 8:30〜17:00" in shown


@pytest.mark.usefixtures("hatsukaichi")
@pytest.mark.preset_key("languages.web")
def test_only_the_languages_of_the_contract_are_offered() -> None:
    assert "English" in page()
    change_settings({"languages.web": ["ja", "ja-easy"]}, effective_on=TODAY, by=ADMIN)
    assert "English" not in page()
    assert "やさしい日本語" in page()


def test_a_page_stands_before_any_preset() -> None:
    assert this_place() == place_known_last()
    assert "マイナンバーカード窓口の予約" in page()


@pytest.mark.usefixtures("hatsukaichi")
def test_without_database_the_pages_say_what_was_known_last(monkeypatch: pytest.MonkeyPatch) -> None:
    known = this_place()

    def away(key: str) -> object:
        raise OperationalError

    monkeypatch.setattr(queries, "value_of", away)
    assert this_place() == known != Place()
