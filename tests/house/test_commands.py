"""What somebody at the keyboard of the machine is told when a command cannot do its work."""

from pathlib import Path

import pytest

from madoguchi.config.cli import main


@pytest.mark.django_db(transaction=True)
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert main(["backup", str(tmp_path / "file" / "below")]) == 2
    assert f"「{tmp_path / 'file'}" in capsys.readouterr().err


def test_a_day_that_is_none_is_named_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["slots", "publish", "--until", "banana"])
    assert "'banana' is no day such as 2027-01-31" in capsys.readouterr().err
