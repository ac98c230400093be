"""All parts of a preset, in the order in which they are applied, and the presets that come with the product."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.db import transaction

from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.record import About, record
from madoguchi.core.preset import Part
from madoguchi.core.refusals import Refusal
from madoguchi.municipality import parts, queries
from madoguchi.municipality.files import files_of, read_folder
from madoguchi.municipality.history import PRESET

PRESETS = Path(__file__).resolve().parents[3] / "presets"

# Lower layers first: bookings name sites, sites name nothing.
PACKAGES = (
    "accounts", "municipality", "workforce", "booking", "knowledge", "calls", "contacts", "messages", "quality",
    "metrics", "planning", "reports", "alerts", "notify", "telephony", "assist",
)  # fmt: skip

APPLIER = Actor(
    UserKind.SYSTEM,
    "preset",
    frozenset({"settings.edit", "access.edit", "slots.edit", "directory.edit", "lines.edit"}),
)


class NoSuchPreset(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"プリセット「{name}」はありません。あるもの: {', '.join(preset_names())}")


class OtherBody(Refusal):
    def __init__(self, *, here: str, wanted: str) -> None:
        super().__init__(
            f"この導入は「{here}」の契約のものです。「{wanted}」のプリセットは適用できません。\n"
            "1つの導入は1つの契約のデータだけを持ちます。別の団体には、別のデータベースと鍵で新しく導入してください"
            "（MADOGUCHI_VAR または MADOGUCHI_DATABASE_URL を変えます）。試すだけなら bin/demo --fresh を使います。"
        )


def register_all_parts() -> None:
    found: list[Part] = [
        import_module(name).PART
        for package in PACKAGES
        if find_spec(name := f"madoguchi.{package}.preset") is not None
    ]
    parts.register_parts(found)


def preset_names() -> list[str]:
    return sorted(path.parent.name for path in PRESETS.glob("*/preset.toml"))


def folder_of(name_or_path: str) -> Path:
    """A preset that comes with the product, by name, or any folder, by path."""
    if name_or_path in preset_names():
        return PRESETS / name_or_path
    folder = Path(name_or_path)
    if "/" in name_or_path and folder.is_dir():
        return folder
    raise NoSuchPreset(name_or_path)


def apply_preset(folder: Path, *, by: Actor = APPLIER) -> int:
    """Validate the whole folder, then apply it in one transaction. How many things changed; nothing is half-done."""
    values = read_folder(folder)
    wanted = values["municipality"].sections["body"]
    with transaction.atomic():
        if queries.has_contract() and (here := queries.contract()).body_code != getattr(wanted, "code", ""):
            raise OtherBody(here=here.body_name, wanted=getattr(wanted, "name", ""))
        before = _events()
        for part in parts.all_parts():
            part.apply(values[part.name], by)
        changed = _events() - before
        if changed:
            record(
                "preset.applied",
                by=by,
                about=About(PRESET, queries.contract().body_code),
                facts={"folder": folder.name, "changes": changed},
            )
    return changed


def export_preset() -> dict[str, bytes]:
    return files_of((part, part.export()) for part in parts.all_parts())


def _events() -> int:
    from madoguchi.core.history.models import Event

    return Event.objects.count()
