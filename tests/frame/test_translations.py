"""The citizens' texts are whole in every language, and the check of that can fail."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tools import translations

Check = Callable[[str], tuple[int, str]]
CATALOGUE = translations.LOCALE / "en/LC_MESSAGES/django.po"


@pytest.fixture(scope="module")
def texts() -> list[translations.Text]:
    return list(translations.all_texts())


@pytest.fixture
def check(
    texts: list[translations.Text],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Check:
    """The check of the source as it stands, with another English catalogue: its exit code and its words."""

    def check(catalogue: str) -> tuple[int, str]:
        for path in translations.LOCALE.rglob("*.po"):
            copy = tmp_path / path.relative_to(translations.LOCALE)
            copy.parent.mkdir(parents=True)
            copy.write_text(catalogue if path == CATALOGUE else path.read_text())
        monkeypatch.setattr(translations, "LOCALE", tmp_path)
        monkeypatch.setattr(translations, "all_texts", lambda: texts)
        return translations.check(), capsys.readouterr().err

    return check


@pytest.mark.req("LNG-07")
def test_every_text_for_citizens_stands_in_every_language(check: Check) -> None:
    assert check(CATALOGUE.read_text()) == (0, "")


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        pytest.param('msgstr "Next month"', 'msgstr ""', "no translation of '次の月'", id="missing"),
        pytest.param("", '\nmsgid "もう使わない文"\nmsgstr "gone"\n', "stands nowhere any more", id="unused"),
        pytest.param('"%(left)s left"', '"some left"', "other placeholders", id="drops a value"),
    ],
)
def test_a_translation_that_is_not_right_is_found(check: Check, was: str, becomes: str, fault: str) -> None:
    text = CATALOGUE.read_text()
    code, words = check(text.replace(was, becomes) if was else text + becomes)
    assert code == 1
    assert fault in words
