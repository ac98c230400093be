"""The exchange of the tests comes by itself, and says what it is made of."""

from pathlib import Path

import pytest
from tools import exchange_bundle
from tools.exchange_bundle import Package
from tools.ground import CannotStart

ASTERISK = Package("asterisk", "1:22.10.1-1", "a" * 64)


def test_the_lock_names_the_version_and_the_digest_of_every_package() -> None:
    packages = exchange_bundle.locked()
    assert {"asterisk", "asterisk-modules", "sip-tester"} <= {package.name for package in packages}
    assert [package for package in packages if len(package.sha256) != 64] == []


def test_a_package_that_moved_on_is_said_and_taken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(exchange_bundle, "locked", lambda: [ASTERISK])
    exchange_bundle._judge([Package("asterisk", "1:22.11.0-1", "b" * 64)])
    assert "Debian has moved on: asterisk 1:22.10.1-1 -> 1:22.11.0-1" in capsys.readouterr().out


def test_what_is_as_proven_needs_no_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(exchange_bundle, "locked", lambda: [ASTERISK])
    exchange_bundle._judge([ASTERISK])
    assert capsys.readouterr().out == ""


def test_another_major_version_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_bundle, "locked", lambda: [ASTERISK])
    with pytest.raises(CannotStart, match=r"Debian has Asterisk 23\.0\.0-1 now"):
        exchange_bundle._judge([Package("asterisk", "1:23.0.0-1", "c" * 64)])


def test_a_machine_without_debians_apt_is_told_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_bundle.shutil, "which", lambda name: None)
    with pytest.raises(CannotStart, match="MADOGUCHI_EXCHANGE_BUNDLE"):
        exchange_bundle._mirror()


def test_a_folder_that_was_named_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MADOGUCHI_EXCHANGE_BUNDLE", str(tmp_path))
    with pytest.raises(CannotStart, match="without bin/asterisk"):
        exchange_bundle.provide()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "asterisk").touch()
    assert exchange_bundle.provide() == tmp_path


def test_what_could_not_be_finished_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def breaks_off(state: Path) -> list[Path]:
        raise CannotStart("no network")

    monkeypatch.setattr(exchange_bundle, "_download", breaks_off)
    with pytest.raises(CannotStart, match="no network"):
        exchange_bundle._make(tmp_path / "exchange")
    assert list(tmp_path.iterdir()) == []
