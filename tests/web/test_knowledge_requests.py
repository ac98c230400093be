"""The queue of what departments ask, as its screens show it."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.knowledge.models import Category, Revision, UpdateRequest
from madoguchi.municipality.models import Department, DepartmentMember
from tests.knowledge.shelf import published
from tests.services.signed_in import staff_of
from tests.web.pages import client_of, seen, words
from tests.web.test_knowledge import typed
from tests.worlds import PRESENT

pytestmark = pytest.mark.django_db
LIST = "/staff/knowledge/requests/"


@pytest.fixture(autouse=True)
def present() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def writer() -> Client:
    return client_of(Role.DATA_STAFF)


@pytest.mark.req("FAQ-04", "FAQ-03")
def test_a_department_asks_it_is_written_reviewed_and_out_in_the_same_minute(
    writer: Client, clerk: Client, present: time_machine.Traveller
) -> None:
    department = Department.objects.create(code="shimin", name="市民課")
    DepartmentMember.objects.create(department=department, staff=staff_of(Role.CITY_CLERK))
    article = published().article
    about = f"/staff/knowledge/articles/{article.number}/"
    assert clerk.get(f"{about}ask/").context["form"]["department"].value() == "市民課"
    sent = {"kind": "change", "subject": "手数料が変わる", "wish": "1,000円になります", "department": "市民課"}
    assert "依頼 REQ-0001 を受け付けました" in seen(clerk, f"{about}ask/", sent)
    present.shift(15)
    assert "手数料が変わる" in seen(writer, LIST)
    page = writer.get(f"{LIST}REQ-0001/write/")
    held = page.context["form"]
    form = {
        name: "" if (value := held[name].value()) is None else str(value)
        for name in held.fields
        if name not in ("belongings", "to_confirm")
    }
    assert "REQ-0001" in form["reason"]
    seen(writer, f"{LIST}REQ-0001/write/", {**form, "short_answer": "1,000円です。"})
    present.shift(15)
    step = f"{about}revisions/2/"
    seen(writer, f"{step}hand_in/", {})
    assert "REQ-0001" in seen(clerk, step)
    present.shift(15)
    seen(clerk, f"{step}approve_and_publish/", {})
    assert "1,000円です。" in seen(client_of(Role.OPERATOR), about)
    request = UpdateRequest.objects.get()
    assert request.published_at is not None
    assert (request.published_at - request.asked_at).total_seconds() == 45
    said = words(seen(clerk, f"{LIST}REQ-0001/"))
    assert "公開済み" in said
    assert "1分未満" in said


def test_a_new_article_is_written_from_what_was_asked(writer: Client, clerk: Client) -> None:
    category = Category.objects.create(name="受取")
    seen(
        clerk,
        f"{LIST}new/",
        {"subject": "代理人は来られるか", "wish": "・委任状\n・本人確認書類", "source": "要領"},
    )
    form = writer.get(f"{LIST}REQ-0001/write/").context["form"]
    assert (form["question"].value(), form["source"].value()) == ("代理人は来られるか", "要領")
    seen(writer, f"{LIST}REQ-0001/write/", typed(category))
    assert UpdateRequest.objects.get().answered_from == Revision.objects.get()


def test_a_request_is_declined_with_a_reason_that_its_asker_reads(writer: Client, clerk: Client) -> None:
    seen(clerk, f"{LIST}new/", {"subject": "休みの日", "wish": "載せてほしい"})
    assert "「理由」を入力してください" in seen(writer, f"{LIST}REQ-0001/close/decline/", {"why": ""})
    seen(writer, f"{LIST}REQ-0001/close/decline/", {"why": "すでにFAQ-0003にあります"})
    assert "すでにFAQ-0003にあります" in seen(clerk, f"{LIST}REQ-0001/")
    assert writer.get(f"{LIST}REQ-0001/write/").status_code == 404
    assert "REQ-0001" not in words(seen(clerk, f"{LIST}?state=open"))


def test_only_who_asked_takes_it_back(operator: Client, clerk: Client) -> None:
    seen(clerk, f"{LIST}new/", {"subject": "休みの日", "wish": "載せてほしい"})
    assert "依頼を取り消す" not in seen(operator, f"{LIST}REQ-0001/")
    assert "権限がありません" in seen(operator, f"{LIST}REQ-0001/close/withdraw/", {})
    assert "依頼を取り消しました" in seen(clerk, f"{LIST}REQ-0001/close/withdraw/", {})


def test_somebody_becomes_the_owner(writer: Client, clerk: Client) -> None:
    seen(clerk, f"{LIST}new/", {"subject": "休みの日", "wish": "載せてほしい"})
    assert "あなたが担当者になりました" in seen(writer, f"{LIST}REQ-0001/take/", {})
    assert staff_of(Role.DATA_STAFF).name in seen(clerk, LIST)


@pytest.mark.req("SEC-06")
def test_an_operator_asks_and_an_auditor_only_reads(operator: Client) -> None:
    assert operator.get(f"{LIST}new/").status_code == 200
    auditor = client_of(Role.AUDITOR)
    assert auditor.get(LIST).status_code == 200
    assert auditor.get(f"{LIST}new/").status_code == 403
