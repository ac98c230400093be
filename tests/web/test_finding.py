"""Searching the FAQ on screen, the log of it, and the synonyms."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.core.search.models import Synonym
from madoguchi.knowledge.models import Choice, Search
from tests.knowledge.shelf import content, published
from tests.web.pages import client_of, seen, words
from tests.worlds import PRESENT, applied

pytestmark = pytest.mark.django_db
FIND, WORDS = "/staff/knowledge/find/", "/staff/knowledge/words/"


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        applied("nishitokyo")
        yield


@pytest.fixture
def operator() -> Client:
    return client_of(Role.OPERATOR)


@pytest.fixture
def writer() -> Client:
    return client_of(Role.MANAGER)


@pytest.mark.req("FAQ-01", "FAQ-08")
def test_an_operator_searches_opens_what_fits_and_the_log_knows_both(operator: Client) -> None:
    article = published(content("<i>暗証番号</i>を忘れました", short_answer="窓口で決め直せます。")).article
    page = seen(operator, f"{FIND}?q=暗証番号")
    assert "<i>" not in page.split("<main")[1].split("</main")[0]
    assert "<mark>暗証番号</mark>" in page
    opened = seen(operator, f"{FIND}open/{article.number}/?q=暗証番号")
    assert "決め直せます" in opened
    assert (Search.objects.count(), Choice.objects.count()) == (1, 1)
    log = words(seen(operator, f"{FIND}log/?result=opened"))
    assert "暗証番号" in log
    assert article.number in log


@pytest.mark.req("FAQ-10")
def test_what_nobody_could_answer_leads_the_log(operator: Client) -> None:
    assert "見つかりませんでした" in seen(operator, f"{FIND}?q=犬の登録")
    log = words(seen(operator, f"{FIND}log/?result=none"))
    assert "答えが見つからなかった言葉（30日間）" in log
    assert "犬の登録" in log


@pytest.mark.req("FAQ-01")
def test_suggestions_come_while_somebody_types(operator: Client) -> None:
    article = published(content("暗証番号を忘れました")).article
    answer = operator.get(f"{FIND}suggest/", {"q": "あんしょう"}).json()
    assert answer["words"] == ["暗証番号"]
    (found,) = operator.get(f"{FIND}suggest/", {"q": "暗証番号"}).json()["articles"]
    assert found["question"] == "暗証番号を忘れました"
    assert f"/open/{article.number}/" in found["url"]
    assert not Search.objects.exists()  # what is not sent is not a search


@pytest.mark.req("FAQ-01")
def test_synonyms_are_added_changed_and_removed_and_a_circle_is_refused(writer: Client) -> None:
    published(content("暗証番号を忘れました"))
    page = seen(writer, f"{WORDS}new/", {"canonical": "暗証番号", "variants": "ひみつの数\nPIN、ピン"})
    assert "ひみつの数、PIN、ピン" in page
    assert "open/FAQ-0001/" in seen(writer, f"{FIND}?q=ひみつの数")
    page = seen(writer, f"{WORDS}new/", {"canonical": "PIN", "variants": "暗証番号"})
    assert "循環" in page
    key = Synonym.objects.order_by("pk").first()
    assert key is not None
    seen(writer, f"{WORDS}{key.pk}/", {"canonical": "暗証番号", "variants": "PIN"})
    assert list(Synonym.objects.values_list("variant", flat=True)) == ["PIN"]
    (left,) = Synonym.objects.all()
    seen(writer, f"{WORDS}{left.pk}/", {"do": "remove"})
    assert not Synonym.objects.exists()


@pytest.mark.req("FAQ-01")
def test_synonyms_go_out_and_come_back_and_a_faulty_file_changes_nothing(writer: Client) -> None:
    seen(writer, f"{WORDS}new/", {"canonical": "手数料", "variants": "お金、=いくら"})
    for form in ("csv", "csv_cp932", "xlsx"):
        file = writer.get(f"{WORDS}file/{form}/").content
        sent = {"file": SimpleUploadedFile("words.csv", file), "how": "replace"}
        writer.post(f"{WORDS}file/", sent)
        assert writer.get(f"{WORDS}file/csv/").content.decode("utf-8-sig").splitlines()[1:] == [
            "手数料,お金",
            "手数料,'=いくら",
        ]
    faulty = "代表の言葉,言い方\r\n甲,乙\r\n乙,甲\r\n".encode("cp932")
    page = writer.post(
        f"{WORDS}file/", {"file": SimpleUploadedFile("a.csv", faulty), "how": "add"}
    ).content.decode()
    assert "3行目：「乙」は、すでに「甲」の言い方です" in page or "循環" in page
    assert Synonym.objects.count() == 2


def test_an_operator_reads_synonyms_and_cannot_change_them(operator: Client, writer: Client) -> None:
    seen(writer, f"{WORDS}new/", {"canonical": "手数料", "variants": "お金"})
    key = Synonym.objects.get().pk
    page = seen(operator, f"{WORDS}{key}/")
    assert "お金" in page
    assert "保存する" not in page
    assert operator.post(f"{WORDS}{key}/", {"canonical": "手数料", "variants": ""}).status_code == 403
    assert operator.post(f"{WORDS}{key}/", {"do": "remove"}).status_code == 403
    assert operator.get(f"{WORDS}new/").status_code == 403
    assert Synonym.objects.exists()
