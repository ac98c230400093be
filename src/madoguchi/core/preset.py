"""A preset is the contract as data: one folder with preset.toml, tables (CSV) and texts.

Each package declares its part in its own `preset.py`; `config.presets` collects the parts, validates a whole
folder before anything is written, applies it in one transaction and exports it back.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict

from madoguchi.core.actors import Actor
from madoguchi.core.refusals import Refusal


class Section(BaseModel):
    """A [section] of preset.toml. An unknown key is an error, a value of the wrong type too."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Row(BaseModel):
    """A line of a table. CSV knows only text, so types are converted here."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


@dataclass(frozen=True)
class ReadBy:
    """Beside a key: the function that reads it. A test that names the key proves its effect."""

    reader: str  # "madoguchi.booking.queries:bookable_days"


@dataclass(frozen=True)
class NotReadYet:
    """Beside a key whose package is not built yet: validated, kept, exported, and listed as not read yet."""

    room: str  # "calls"


@dataclass(frozen=True)
class PresetProblem:
    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.reason}"


class PresetRefused(Refusal):
    """Nothing has been applied; every problem is named."""

    def __init__(self, problems: Iterable[PresetProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class PartValues:
    """What one part of a preset holds: validated when it comes from a folder, exported when it goes to one."""

    sections: Mapping[str, Section] = field(default_factory=dict)
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)  # "procedures/pickup.ja.txt" -> text


def _no_problems(values: PartValues) -> Iterable[PresetProblem]:
    return ()


@dataclass(frozen=True)
class Part:
    """What a package contributes to a preset."""

    name: str
    apply: Callable[[PartValues, Actor], None]
    export: Callable[[], PartValues]
    sections: Mapping[str, type[Section]] = field(default_factory=dict)  # name in preset.toml -> schema
    tables: Mapping[str, type[Row]] = field(default_factory=dict)  # file name -> schema of a line
    texts: str = ""  # the folder whose text files belong to this part
    problems: Callable[[PartValues], Iterable[PresetProblem]] = _no_problems  # across keys
