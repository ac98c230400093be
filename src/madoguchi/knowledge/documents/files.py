"""Which file somebody has sent: told by its own first bytes, never by its name or by what the browser says. Pure."""

import io
import re
import unicodedata
import zipfile
from pathlib import PurePosixPath

from madoguchi.knowledge.documents.rules import DOCX, ENDINGS, MOST_BYTES, PDF, XLSX
from madoguchi.knowledge.refusals import FileRefused

NAME_LENGTH = 120
INSIDE = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX}
MACROS = re.compile(r"vbaProject|macrosheets|activeX", re.IGNORECASE)


def media_type_of(content: bytes) -> str:
    if not content:
        raise FileRefused("ファイルが空です。")
    if len(content) > MOST_BYTES:
        raise FileRefused(f"ファイルが大きすぎます（{MOST_BYTES // 1024 // 1024}MBまで）。分けて付けてください。")
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise FileRefused("PDFが途中で切れています。もう一度保存し直してから、選んでください。")
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _type_of_package(content)
    raise FileRefused("付けられるのは、PDF、Excel（.xlsx）、Word（.docx）です。古い形式は、PDFにしてください。")


def _type_of_package(content: bytes) -> str:
    """Only the list of what is inside is read; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileRefused("ファイルが壊れています。") from error
    found = {kind for part, kind in INSIDE.items() if part in names}
    if len(found) != 1 or "[Content_Types].xml" not in names:
        raise FileRefused("付けられるのは、PDF、Excel（.xlsx）、Word（.docx）です。ZIPは付けられません。")
    if any(MACROS.search(name) for name in names):
        raise FileRefused("マクロを含むファイルは付けられません。マクロのない形式で保存し直してください。")
    return found.pop()


def tidy_name(name: str, media_type: str) -> str:
    """A name for people, with the ending of what the file is; no path, nothing that cannot be seen."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip(" .")
    stem = PurePosixPath(seen).stem[:NAME_LENGTH].strip(" .") or "file"
    return f"{stem}{ENDINGS[media_type]}"
