"""「お手元にあるのは？」: a question that suggests a procedure for each person, and what to know before choosing."""

from collections.abc import Iterator

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from madoguchi.booking.items import Words
from madoguchi.booking.triage import TRIAGE_TABLE, answers
from madoguchi.municipality.kept import change_table
from madoguchi.municipality.models import Procedure
from madoguchi.municipality.procedures import change_procedure, revise_text
from tests.worlds import ADMIN, PRESENT, TODAY, open_for_booking

pytestmark = pytest.mark.django_db
HEAD = "code,procedures,label_ja,label_ja_easy,label_en,text_ja,text_ja_easy,text_en\n"


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        open_for_booking()
        yield


def first_step(language: str = "", **asked: str) -> str:
    answer = Client().get(f"{language}/book/", asked)
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def is_chosen(page: str, person: int, procedure: str) -> bool:
    return f'name="procedure_{person}" value="{procedure}"' in page and any(
        "checked" in tag and f'value="{procedure}"' in tag and f'name="procedure_{person}"' in tag
        for tag in page.split("<input")
    )


@pytest.mark.req("RSV-03", "RSV-16")
@pytest.mark.preset_key("triage.csv")
def test_what_is_in_the_hands_leads_to_a_procedure(  # the preset's own data
) -> None:
    page = first_step(people="1", do="holds-1-postcard", next="1")
    assert is_chosen(page, 1, "pickup")
    assert "カードができています" in page
    page = first_step(people="1", do="holds-1-blue_envelope", next="1")
    assert not any(is_chosen(page, 1, code) for code in ("certificate", "application"))
    assert page.index('value="certificate"') < page.index('value="application"') < page.index('value="pickup"')


@pytest.mark.req("RSV-03")
def test_the_question_may_be_skipped() -> None:
    answer = Client().get("/book/", {"people": "1", "next": "1", "procedure_1": "pin"})
    assert answer.status_code == 302
    assert "procedure=pin" in answer["Location"]


@pytest.mark.req("RSV-03", "RSV-07")
def test_each_person_has_a_question_and_another_s_answer_stays() -> None:
    page = first_step(people="1", do="holds-1-postcard", next="1")
    page = first_step(people="1", procedure_1="pickup", holds_1="postcard", do="add", next="1")
    assert "2人目の方のお手元にあるのは何ですか" in page.replace("\n", "")
    assert is_chosen(page, 1, "pickup")
    page = first_step(
        people="2", procedure_1="pickup", holds_1="postcard", procedure_2="", do="holds-2-neither", next="1"
    )
    assert is_chosen(page, 1, "pickup")
    assert 'name="holds_1" value="postcard"' in page
    assert 'name="holds_2" value="neither"' in page


@pytest.mark.req("RSV-03")
def test_without_answers_there_is_no_question() -> None:
    assert "お手元にある" in first_step()
    change_table(TRIAGE_TABLE, HEAD, by=ADMIN, effective_on=TODAY)
    assert "お手元にある" not in first_step()


@pytest.mark.parametrize("do", ["holds-9-postcard", "holds-1-nothing", "holds--", "holds-²-postcard", "<script>"])
def test_an_odd_answer_suggests_nothing(do: str) -> None:
    page = first_step(people="1", do=do, next="1")
    assert "suggestion" not in page


def test_what_is_not_offered_is_not_suggested() -> None:
    change_procedure(Procedure.objects.get(code="pickup"), by=ADMIN, is_active=False)
    page = first_step(people="1", do="holds-1-postcard", next="1")
    assert 'value="pickup"' not in page


def test_an_answer_speaks_the_readers_language() -> None:
    assert "A blue envelope" in first_step("/en")
    assert answers()[0].label.in_language("en").startswith("A postcard")
    assert Words("ja", "", "").in_language("en") == "ja"


@pytest.mark.req("RSV-16")
def test_what_concerns_children_and_proxies_is_said_when_a_procedure_is_chosen() -> None:
    page = first_step()
    assert page.count("choice-warning") == 4  # the preset warns of four of five
    assert "成年被後見人" in page
    assert "legal representative" in first_step("/en")
    revise_text(
        Procedure.objects.get(code="pickup"),
        "ja",
        by=ADMIN,
        bring="はがき",
        notes="本人",
        warning="<b>赤ちゃん</b>も一緒に",
    )
    assert "&lt;b&gt;赤ちゃん&lt;/b&gt;も一緒に" in first_step()
