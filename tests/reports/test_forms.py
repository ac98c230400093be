"""The forms of the four contracts, and what a preset is refused for."""

from pathlib import Path

import pytest

from madoguchi.config.presets import folder_of
from madoguchi.core.preset import PresetRefused
from madoguchi.municipality.files import read_folder
from madoguchi.reports.content import from_json, to_json
from madoguchi.reports.drafting import counted_for
from madoguchi.reports.forms import form_of, kinds_on
from tests.reports.conftest import NOVEMBER
from tests.worlds import applied


@pytest.mark.parametrize("preset", ["hatsukaichi", "kawagoe", "nishitokyo", "digital-agency"])
@pytest.mark.req("REP-05", "REP-19", "REP-27")
@pytest.mark.preset_key("report_sections.csv")
@pytest.mark.django_db
def test_every_form_of_every_contract_can_be_counted(preset: str) -> None:
    applied(preset)

    for kind in kinds_on().values():
        if form_of(kind.code):
            content = counted_for(kind, NOVEMBER)
            assert [section.heading for section in content.sections]
            assert from_json(to_json(content)) == content


@pytest.mark.preset_key("reports.csv")
@pytest.mark.django_db
def test_what_is_handed_in_stands_in_the_order_of_the_contract() -> None:
    applied("kawagoe")

    assert list(kinds_on()) == ["desk_daily", "desk_monthly", "centre_monthly", "all_records"]
    assert not form_of("all_records")  # its contents are made elsewhere


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("nothing,10,見出し,text,words,,,", "報告の一覧にない記号です"),
        ("monthly,900,見出し,figures,no_such_figure,,,", "知らない指標です：no_such_figure"),
        ("monthly,900,見出し,table,no_such_table,,,", "知らない表です：no_such_table"),
        ("monthly,900,見出し,chart,calls_by_day,,,", "グラフの種類が要ります"),
        ("monthly,10,見出し,text,words,,,", "位置10に2行あります"),
    ],
)
@pytest.mark.preset_key("report_sections.csv")
def test_a_form_that_cannot_be_counted_is_refused_before_it_is_applied(
    tmp_path: Path, line: str, words: str
) -> None:
    for file in folder_of("hatsukaichi").rglob("*"):
        if file.is_file():
            (copy := tmp_path / file.relative_to(folder_of("hatsukaichi"))).parent.mkdir(exist_ok=True)
            copy.write_bytes(file.read_bytes())
    with (tmp_path / "report_sections.csv").open("a") as sections:
        sections.write(f"{line}\n")

    with pytest.raises(PresetRefused, match=words):
        read_folder(tmp_path)
