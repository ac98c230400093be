"""Scripts and manuals: which version holds, who sees which, and which files are taken."""

import io
import zipfile
from datetime import timedelta

import pytest
import time_machine

from madoguchi.accounts.rights import Role
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.knowledge.documents.actions import (
    add_file,
    approve_version,
    begin_version,
    erase_document,
    hand_in_version,
    make_document,
    open_file,
    remove_file,
    retire_version,
    save_draft,
    send_back_version,
)
from madoguchi.knowledge.documents.files import media_type_of, tidy_name
from madoguchi.knowledge.documents.queries import (
    documents_for,
    documents_visible_to,
    files_visible_to,
    kinds_offered,
    version_in_force,
    versions_visible_to,
)
from madoguchi.knowledge.documents.rules import DOCX, MOST_BYTES, PDF, XLSX, DocumentKind, valid_version
from madoguchi.knowledge.models import Category, Document, DocumentVersion
from madoguchi.knowledge.refusals import (
    DraftChangedMeanwhile,
    FileRefused,
    NothingToApprove,
    ReasonNeeded,
    StepNotPossible,
)
from madoguchi.municipality.models import Procedure
from tests.knowledge.shelf import APPROVER, WRITER
from tests.worlds import ADMIN, OPERATOR, TODAY, actor, applied

pytestmark = pytest.mark.django_db
A_PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def package(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as found:
        for name in ("[Content_Types].xml", *names):
            found.writestr(name, "x")
    return file.getvalue()


def written(
    text: str = "お待たせしました。", *, document: Document | None = None, starts: int = 0
) -> DocumentVersion:
    if document is None:
        version = make_document(kind=DocumentKind.SCRIPT, title="受取の案内", by=WRITER)
    else:
        version = begin_version(document, by=WRITER)
    starts_on = TODAY + timedelta(days=starts)
    return save_draft(version, text=text, reason="", valid_from=starts_on, edition=version.edition, by=WRITER)


def in_force(text: str = "お待たせしました。", **more: object) -> DocumentVersion:
    return approve_version(hand_in_version(written(text, **more), by=WRITER), by=APPROVER)  # type: ignore[arg-type]


@pytest.mark.req("OPC-04")
def test_only_what_the_city_approved_holds_and_only_from_its_day(present: time_machine.Traveller) -> None:
    first = in_force("第1版の文")
    document = first.document
    assert documents_visible_to(OPERATOR).get() == document
    second = approve_version(
        hand_in_version(written("第2版の文", document=document, starts=7), by=WRITER), by=APPROVER
    )
    assert version_in_force(documents_visible_to(OPERATOR).get()) == first
    assert list(versions_visible_to(OPERATOR, document)) == [first]
    present.shift(timedelta(days=7))
    assert version_in_force(documents_visible_to(OPERATOR).get()) == second
    retire_version(second, reason="誤り", by=APPROVER)
    assert version_in_force(documents_visible_to(OPERATOR).get()) == first
    in_force("来週からの文", starts=14)
    assert documents_visible_to(OPERATOR).get() == document, "what holds from later on is not there yet"


@pytest.mark.req("OPC-04", "SEC-06")
def test_drafts_are_seen_by_who_writes_or_approves_and_by_nobody_else() -> None:
    version = written()
    assert not documents_visible_to(OPERATOR)
    assert list(versions_visible_to(APPROVER, version.document)) == [version]
    with pytest.raises(MissingRight):
        make_document(kind=DocumentKind.MANUAL, title="x", by=OPERATOR)
    hand_in_version(version, by=WRITER)
    with pytest.raises(MissingRight):
        approve_version(version, by=WRITER)
    with pytest.raises(StepNotPossible):
        save_draft(version, text="x", reason="", valid_from=None, edition=2, by=WRITER)
    with pytest.raises(ReasonNeeded):
        send_back_version(version, remark="", by=APPROVER)
    assert send_back_version(version, remark="文が長い", by=APPROVER).remark == "文が長い"


@pytest.mark.req("OPC-04")
def test_what_holds_is_found_by_category_and_by_procedure() -> None:
    applied("hatsukaichi")
    pickup, category = Procedure.objects.get(code="pickup"), Category.objects.create(name="暗証番号")
    by_procedure = make_document(kind=DocumentKind.SCRIPT, title="受取", procedures=[pickup], by=WRITER)
    by_category = make_document(kind=DocumentKind.MANUAL, title="暗証番号", category=category, by=WRITER)
    for version in (by_procedure, by_category):
        save_draft(version, text="x", reason="", valid_from=None, edition=1, by=WRITER)
    assert documents_for(OPERATOR, category=category, procedures=["pickup"]) == []
    for version in (by_procedure, by_category):
        approve_version(hand_in_version(version, by=WRITER), by=APPROVER)
    assert documents_for(OPERATOR, procedures=["pickup"]) == [by_procedure.document]
    assert documents_for(OPERATOR, category=category) == [by_category.document]
    assert len(documents_for(OPERATOR, category=category, procedures=["pickup"])) == 2


def test_the_newest_day_holds_and_of_one_day_the_higher_number() -> None:
    one, two, late = (
        DocumentVersion(number=number, state="approved", valid_from=TODAY + timedelta(days=days))
        for number, days in ((1, 0), (2, 0), (3, 5))
    )
    assert valid_version([one, two, late], on=TODAY) is two
    assert valid_version([one], on=TODAY - timedelta(days=1)) is None
    assert valid_version([DocumentVersion(number=1, state="draft", valid_from=TODAY)], on=TODAY) is None


def test_two_people_at_one_draft_do_not_overwrite_each_other() -> None:
    version = make_document(kind=DocumentKind.SCRIPT, title="受取の案内", by=WRITER)
    save_draft(version, text="先の文", reason="", valid_from=None, edition=1, by=APPROVER)
    with pytest.raises(DraftChangedMeanwhile):
        save_draft(version, text="あとの文", reason="", valid_from=None, edition=1, by=WRITER)
    assert DocumentVersion.objects.get().text == "先の文"


def test_the_next_version_begins_with_the_words_and_files_of_the_last() -> None:
    version = written("一つ目の文")
    add_file(version, name="手順.pdf", content=A_PDF, by=WRITER)
    approve_version(hand_in_version(version, by=WRITER), by=APPROVER)
    second = begin_version(version.document, by=WRITER)
    assert (second.text, second.files.get().name) == ("一つ目の文", "手順.pdf")
    with pytest.raises(StepNotPossible):
        begin_version(version.document, by=WRITER)
    remove_file(second.files.get(), by=WRITER)
    assert version.files.count() == 1


def test_an_empty_version_is_not_handed_in() -> None:
    version = make_document(kind=DocumentKind.FORMER, title="旧マニュアル", by=WRITER)
    with pytest.raises(NothingToApprove):
        hand_in_version(version, by=WRITER)
    add_file(version, name="旧マニュアル.pdf", content=A_PDF, by=WRITER)
    assert hand_in_version(version, by=WRITER).state == "in_review"


@pytest.mark.req("FAQ-14")
def test_a_pdf_of_a_former_contractor_is_kept_whole_and_opening_it_is_on_record() -> None:
    version = make_document(kind=DocumentKind.FORMER, title="旧マニュアル", by=WRITER)
    file = add_file(version, name="C:\\旧\\マニュアル第2版.PDF", content=A_PDF, by=WRITER)
    assert (file.name, file.media_type, file.size) == ("マニュアル第2版.pdf", PDF, len(A_PDF))
    assert open_file(file, by=WRITER) == A_PDF
    assert Event.objects.filter(kind="document.file_opened", actor_key="data_staff").count() == 1
    assert not files_visible_to(OPERATOR)
    approve_version(hand_in_version(version, by=WRITER), by=APPROVER)
    assert list(files_visible_to(OPERATOR)) == [file]
    with pytest.raises(StepNotPossible):
        remove_file(file, by=WRITER)


@pytest.mark.req("FAQ-14")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空"),
        (b"MZ\x90\x00" + b"x" * 100, "PDF、Excel"),
        (b"<html><script>alert(1)</script></html>", "PDF、Excel"),
        (b"%PDF-1.7 cut off", "途中で切れて"),
        (A_PDF + b"x" * MOST_BYTES, "大きすぎます"),
        (b"PK\x03\x04 broken", "壊れて"),
        (package("readme.txt"), "ZIP"),
        (package("xl/workbook.xml", "xl/vbaProject.bin"), "マクロ"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "古い形式"),
    ],
)
def test_a_file_is_what_its_bytes_say_and_not_what_it_is_called(content: bytes, said: str) -> None:
    version = make_document(kind=DocumentKind.FORMER, title="旧マニュアル", by=WRITER)
    with pytest.raises(FileRefused, match=said):
        add_file(version, name="マニュアル.pdf", content=content, by=WRITER)
    assert not version.files.exists()


def test_excel_and_word_are_known_and_a_name_is_only_a_name() -> None:
    assert media_type_of(package("xl/workbook.xml")) == XLSX
    assert media_type_of(package("word/document.xml")) == DOCX
    assert tidy_name("../../etc/passwd", PDF) == "passwd.pdf"
    assert tidy_name("a\x00b\u202egnp.exe", PDF) == "abgnp.pdf"
    assert tidy_name("", XLSX) == "file.xlsx"


def test_the_same_file_is_attached_once() -> None:
    version = written()
    add_file(version, name="a.pdf", content=A_PDF, by=WRITER)
    with pytest.raises(FileRefused, match="すでに"):
        add_file(version, name="b.pdf", content=A_PDF, by=WRITER)


@pytest.mark.req("SEC-06")
def test_only_whom_may_delete_erases_a_document_with_its_files() -> None:
    version = written()
    add_file(version, name="a.pdf", content=A_PDF, by=WRITER)
    for stranger in (WRITER, APPROVER, actor(Role.MANAGER)):
        with pytest.raises(MissingRight):
            erase_document(version.document, reason="重複", by=stranger)
    erase_document(version.document, reason="重複", by=ADMIN)
    assert not Document.objects.exists()


@pytest.mark.preset_key("contacts.takes_over_manuals")
@pytest.mark.req("FAQ-14")
@pytest.mark.parametrize(("preset", "offered"), [("digital-agency", True), ("nishitokyo", False)])
def test_papers_of_a_former_contractor_are_filed_apart_where_the_contract_speaks_of_them(
    preset: str, offered: bool
) -> None:
    applied(preset)
    assert (DocumentKind.FORMER in kinds_offered()) is offered
