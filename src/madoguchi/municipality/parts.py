"""The register of parts and keys: every package's part of a preset, known here by name.

`config.presets` registers the parts when Django starts, so that this room imports none of the packages above it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic.fields import FieldInfo

from madoguchi.core.preset import NotReadYet, Part, ReadBy
from madoguchi.core.refusals import Refusal


class UnknownKey(Refusal):
    def __init__(self, key: str) -> None:
        super().__init__(f"「{key}」という設定はありません。")


@dataclass(frozen=True)
class Switch:
    """Beside a key of [switches]: what it does, who asked, and the words that must not appear while it is off."""

    does: str
    source: str
    off_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Key:
    """One leaf of preset.toml."""

    name: str  # "contract.title"
    part: Part
    section: str
    field: str
    info: FieldInfo

    @property
    def label(self) -> str:
        return self.info.title or self.field

    @property
    def help(self) -> str:
        return self.info.description or ""

    @property
    def reader(self) -> ReadBy | NotReadYet | None:
        return next((item for item in self.info.metadata if isinstance(item, ReadBy | NotReadYet)), None)

    @property
    def switch(self) -> Switch | None:
        return next((item for item in self.info.metadata if isinstance(item, Switch)), None)

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        kind = self.info.annotation
        strict = None if isinstance(kind, type) and issubclass(kind, BaseModel) else ConfigDict(strict=True)
        return TypeAdapter(self.info.rebuild_annotation(), config=strict)

    def read(self, json_text: str) -> Any:
        return self.adapter.validate_json(json_text)

    def plain(self, value: Any) -> Any:
        """The value as JSON knows it."""
        return self.adapter.dump_python(value, mode="json")


_parts: dict[str, Part] = {}
_keys: dict[str, Key] = {}
_by_section: dict[str, list[Key]] = {}


def register_parts(parts: Sequence[Part]) -> None:
    _parts.clear()
    _keys.clear()
    _by_section.clear()
    for part in parts:
        _parts[part.name] = part
        for section, schema in part.sections.items():
            for field, info in schema.model_fields.items():
                key = Key(f"{section}.{field}", part, section, field, info)
                _keys[key.name] = key
                _by_section.setdefault(section, []).append(key)


def all_parts() -> tuple[Part, ...]:
    return tuple(_parts.values())


def part(name: str) -> Part:
    return _parts[name]


def part_of_table(file: str) -> Part:
    """The part to which a kept table belongs."""
    for part in _parts.values():
        if file in part.tables:
            return part
    raise UnknownKey(file)


def all_keys() -> Mapping[str, Key]:
    return _keys


def keys_of_section(section: str) -> list[Key]:
    return _by_section.get(section, [])


def key(name: str) -> Key:
    try:
        return _keys[name]
    except KeyError:
        raise UnknownKey(name) from None


def label_of(name: str) -> str:
    """The key as the screens call it; a key that is no more keeps its name."""
    found = _keys.get(name)
    return found.label if found else name


def switches() -> dict[str, Key]:
    return {key.field: key for key in _keys.values() if key.switch}
