"""Scripts and manuals as screens show them, and files as they leave the house."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.knowledge.models import Attachment, Category, Document, DocumentVersion
from tests.knowledge.shelf import published
from tests.knowledge.test_documents import A_PDF
from tests.web.pages import client_of, seen, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
LIST = "/staff/knowledge/documents/"


@pytest.fixture
def writer() -> Client:
    return client_of(Role.DATA_STAFF)


@pytest.fixture
def draft(writer: Client) -> str:
    """The address of a first draft."""
    seen(writer, f"{LIST}new/", {"kind": "manual", "title": "交付の手順"})
    return f"{LIST}{Document.objects.get().number}/versions/1/"


def a_file(name: str = "手順 第2版.pdf", content: bytes = A_PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


@pytest.mark.req("OPC-04", "FAQ-14")
def test_a_manual_is_written_approved_and_opened_by_the_operator(
    writer: Client, clerk: Client, operator: Client, draft: str
) -> None:
    text = "・本人確認\n<script>alert(1)</script>"
    answer = writer.post(draft, {"text": text, "edition": "1", "file": a_file()}, follow=True)
    assert "手順 第2版.pdf" in answer.content.decode()
    assert "交付の手順" not in seen(operator, LIST)
    assert operator.get(draft).status_code == 404
    seen(writer, f"{draft}hand_in/", {})
    assert "交付の手順 第1版" in seen(clerk, "/staff/knowledge/waiting/")
    assert "承認しました" in seen(clerk, f"{draft}approve/", {})
    page = seen(operator, f"{LIST}{Document.objects.get().number}/")
    assert "有効な版" in page
    assert "&lt;script&gt;alert(1)" in page
    file = operator.get(f"/staff/knowledge/files/{Attachment.objects.get().pk}/")
    assert file.content == A_PDF
    assert file["Content-Type"] == "application/pdf"
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "no-store" in file["Cache-Control"]


@pytest.mark.req("FAQ-14", "SEC-06")
def test_files_are_only_for_whom_may_see_their_version(writer: Client, operator: Client, draft: str) -> None:
    writer.post(draft, {"text": "", "edition": "1", "file": a_file()})
    url = f"/staff/knowledge/files/{Attachment.objects.get().pk}/"
    assert operator.get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert operator.post(draft, {"text": "", "edition": "2", "remove": "1"}).status_code == 404
    seen(writer, draft, {"text": "外す前に書いた文", "edition": "2", "remove": str(Attachment.objects.get().pk)})
    assert not Attachment.objects.exists()
    assert DocumentVersion.objects.get().text == "外す前に書いた文"


def test_what_is_no_pdf_is_refused_in_words_and_what_was_typed_stays(writer: Client, draft: str) -> None:
    for file, said in (
        (a_file("x.pdf", b"<html>"), "付けられるのは、PDF"),
        (a_file("x.pdf", b""), "ファイルが空です"),
        (a_file("123456789018.pdf"), "12桁の番号"),
    ):
        answer = writer.post(draft, {"text": "打ちかけの文", "edition": "1", "file": file}, follow=True)
        page = answer.content.decode()
        assert said in page
        assert "打ちかけの文" in page
    assert DocumentVersion.objects.get().text == ""


def test_two_people_at_one_draft_see_both_texts(writer: Client, clerk: Client, draft: str) -> None:
    seen(clerk, draft, {"text": "市の文", "edition": "1"})
    answer = writer.post(draft, {"text": "書き手の文", "edition": "1"})
    assert answer.status_code == 409
    said = words(answer.content.decode())
    assert "相手の内容（保存済み）" in said
    assert answer.context["form"]["text"].value() == "書き手の文"
    assert DocumentVersion.objects.get().text == "市の文"
    seen(writer, draft, {"text": "二人の文", "edition": answer.context["form"]["edition"].value()})
    assert DocumentVersion.objects.get().text == "二人の文"


def test_sent_back_and_retired_with_reasons(writer: Client, clerk: Client, draft: str) -> None:
    seen(writer, draft, {"text": "文", "edition": "1"})
    seen(writer, f"{draft}hand_in/", {})
    seen(clerk, f"{draft}return/", {"why": "文が長い"})
    assert "文が長い" in seen(writer, draft)
    seen(writer, f"{draft}hand_in/", {})
    seen(clerk, f"{draft}approve/", {})
    seen(clerk, f"{draft}retire/", {"why": "誤り"})
    assert "有効な版がありません" in seen(clerk, f"{LIST}{Document.objects.get().number}/")


@pytest.mark.req("OPC-04")
def test_what_holds_stands_with_the_articles_of_its_category(
    writer: Client, clerk: Client, operator: Client, draft: str
) -> None:
    category = Category.objects.create(name="交付")
    number = Document.objects.get().number
    seen(writer, f"{LIST}{number}/edit/", {"kind": "manual", "title": "交付の手順", "category": str(category.pk)})
    article = published(category=category).article
    page = f"/staff/knowledge/articles/{article.number}/"
    assert "交付の手順" not in seen(operator, page)
    seen(writer, draft, {"text": "文", "edition": "1"})
    seen(writer, f"{draft}hand_in/", {})
    seen(clerk, f"{draft}approve/", {})
    assert "交付の手順" in seen(operator, page)


def test_the_list_narrows_by_kind_and_the_next_version_is_begun(writer: Client, clerk: Client, draft: str) -> None:
    assert "交付の手順" in seen(writer, f"{LIST}?kind=manual")
    assert "交付の手順" not in seen(writer, f"{LIST}?kind=script")
    seen(writer, draft, {"text": "文", "edition": "1"})
    seen(writer, f"{draft}hand_in/", {})
    seen(clerk, f"{draft}approve/", {})
    number = Document.objects.get().number
    assert "第2版" in seen(writer, f"{LIST}{number}/draft/", {})


def test_an_administrator_erases_a_document(admin: Client, clerk: Client, draft: str) -> None:
    url = f"{LIST}{Document.objects.get().number}/erase/"
    assert clerk.post(url, {"why": "重複"}).status_code == 403
    seen(admin, url, {"why": "重複"})
    assert not Document.objects.exists()
