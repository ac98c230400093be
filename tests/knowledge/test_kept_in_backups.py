"""What FAQ and manuals hold is in the backup, files and all, and comes back from it."""

from pathlib import Path
from typing import Any

import pytest

from madoguchi.config.backups import make_backup, restore_backup
from madoguchi.knowledge.documents.actions import add_file, erase_document, make_document
from madoguchi.knowledge.documents.rules import DocumentKind
from madoguchi.knowledge.models import Attachment
from tests.knowledge.shelf import WRITER
from tests.knowledge.test_documents import A_PDF
from tests.worlds import ADMIN

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.req("FAQ-14", "SEC-20")
def test_a_file_that_was_erased_after_the_backup_comes_back_with_it(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    version = make_document(kind=DocumentKind.MANUAL, title="交付の手順", by=WRITER)
    add_file(version, name="手順.pdf", content=A_PDF, by=WRITER)
    make_backup(tmp_path / "copy.madoguchi")
    erase_document(version.document, reason="誤って", by=ADMIN)
    restore_backup(tmp_path / "copy.madoguchi", replace=True)
    assert bytes(Attachment.objects.get().content) == A_PDF
