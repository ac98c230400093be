"""A preset is applied whole or not at all, a second time without a trace, and comes out as it went in."""

import shutil
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from madoguchi.config import presets
from madoguchi.core.history.models import Event
from madoguchi.core.preset import PresetRefused
from madoguchi.municipality import parts, queries
from madoguchi.municipality.files import read_folder
from madoguchi.municipality.models import Site

NAMES = ("digital-agency", "hatsukaichi", "kawagoe", "nishitokyo")
pytestmark = pytest.mark.django_db


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def fresh() -> None:
    call_command("flush", interactive=False, verbosity=0)


@pytest.mark.req("PLT-13")
def test_the_four_bodies_are_presets_of_one_product() -> None:
    assert tuple(presets.preset_names()) == NAMES


@pytest.mark.req("PLT-13")
@pytest.mark.parametrize("name", NAMES)
def test_applied_twice_changes_nothing_and_leaves_no_event(name: str) -> None:
    assert presets.apply_preset(presets.folder_of(name)) > 0
    events = Event.objects.count()
    assert presets.apply_preset(presets.folder_of(name)) == 0
    assert Event.objects.count() == events


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", NAMES)
def test_exported_is_the_same_and_byte_for_byte_stable(name: str, tmp_path: Path) -> None:
    source = read_folder(presets.folder_of(name))
    presets.apply_preset(presets.folder_of(name))
    first = presets.export_preset()
    exported = write(tmp_path / "first", first)
    assert read_folder(exported) == source

    assert presets.apply_preset(exported) == 0
    fresh()
    presets.apply_preset(exported)
    assert presets.export_preset() == first


@pytest.mark.req("PLT-13")
@pytest.mark.parametrize("name", NAMES)
def test_every_value_of_the_source_is_in_the_export(name: str) -> None:
    presets.apply_preset(presets.folder_of(name))
    source = tomllib.loads((presets.folder_of(name) / "preset.toml").read_text())
    assert tomllib.loads(presets.export_preset()["preset.toml"].decode()) == source


def test_the_preset_of_another_body_is_refused_with_the_way_out() -> None:
    presets.apply_preset(presets.folder_of("kawagoe"))
    before = presets.export_preset()
    with pytest.raises(presets.OtherBody, match=r"川越市.*廿日市市.*適用できません(?s:.*)新しく導入"):
        presets.apply_preset(presets.folder_of("hatsukaichi"))
    assert presets.export_preset() == before


def test_an_unknown_preset_names_those_that_exist() -> None:
    with pytest.raises(presets.NoSuchPreset, match="hatsukaichi, kawagoe"):
        presets.folder_of("hatsukaiti")


@pytest.fixture
def broken_part() -> Iterator[None]:
    """The last part fails in the middle of applying."""
    known = parts.all_parts()

    def fail(*args: object) -> None:
        raise RuntimeError("in the middle")

    from dataclasses import replace

    parts.register_parts([*known[:-1], replace(known[-1], apply=fail)])
    yield
    parts.register_parts(known)


@pytest.mark.usefixtures("broken_part")
def test_when_a_part_fails_nothing_has_been_written() -> None:
    with pytest.raises(RuntimeError):
        presets.apply_preset(presets.folder_of("hatsukaichi"))
    assert not queries.has_contract()
    assert not Event.objects.exists()


def test_a_preset_with_a_problem_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(presets.folder_of("hatsukaichi"), folder)
    (folder / "procedures" / "pin.en.txt").unlink()
    with pytest.raises(PresetRefused, match=r"procedures/pin\.en\.txt"):
        presets.apply_preset(folder)
    assert not queries.has_contract()
    assert not Event.objects.exists()


def test_a_changed_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    presets.apply_preset(presets.folder_of("hatsukaichi"))
    folder = tmp_path / "changed"
    shutil.copytree(presets.folder_of("hatsukaichi"), folder)
    text = (folder / "preset.toml").read_text()
    (folder / "preset.toml").write_text(text.replace('web_hours = "always"', 'web_hours = "none"'))
    assert presets.apply_preset(folder) == 1
    assert queries.value_of("contract.web_hours") == "none"


@pytest.mark.preset_key("opening_days.csv")
def test_days_that_differ_come_with_the_preset(tmp_path: Path) -> None:
    folder = tmp_path / "days"
    shutil.copytree(presets.folder_of("hatsukaichi"), folder)
    with (folder / "opening_days.csv").open("a") as file:
        file.write("telephone,,2026-12-10,,設備の点検,市民課,2026-12-01\n")
        file.write("counter,main,2026-12-12,09:00-12:00,休日開庁,,\n")
    presets.apply_preset(folder)
    saturday, thursday = date(2026, 12, 12), date(2026, 12, 10)
    assert queries.opening_of("counter", saturday, Site.objects.get(code="main")).is_open
    assert not queries.opening_of("counter", saturday).is_open
    assert queries.opening_of("telephone", thursday).reason == "設備の点検"
    assert presets.apply_preset(folder) == 0
    assert presets.export_preset()["opening_days.csv"] == (folder / "opening_days.csv").read_bytes()
