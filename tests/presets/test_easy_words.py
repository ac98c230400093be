"""やさしい日本語: what citizens read of a procedure can be read by who knows no kanji."""

import re
from pathlib import Path

import pytest

PRESETS = Path(__file__).resolve().parents[2] / "presets"
# A word of two or more kanji, and what stands behind it.
WORD = re.compile(r"[一-鿿々]{2,}(?P<behind>（[ぁ-ゖー]+）)?")


@pytest.mark.parametrize("file", sorted(PRESETS.glob("*/procedures/*.ja-easy.txt")), ids=lambda file: file.stem)
def test_each_word_of_an_easy_text_says_how_it_is_read(file: Path) -> None:
    lines = file.read_text().split("\n\n", 1)[1].splitlines()
    text = "\n".join(line for line in lines if not line.startswith("["))
    assert [word[0] for word in WORD.finditer(text) if not word["behind"]] == []
