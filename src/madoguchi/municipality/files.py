"""A preset as a folder of files: preset.toml, tables (CSV, UTF-8), texts. Reads everything and names every problem."""

import csv
import difflib
import io
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import BaseModel, ValidationError

from madoguchi.core.preset import Part, PartValues, PresetProblem, PresetRefused, Row, Section
from madoguchi.municipality import parts
from madoguchi.municipality.wording import in_japanese

MAIN = "preset.toml"


def read_folder(folder: Path) -> dict[str, PartValues]:
    """Every part's values by its name, or PresetRefused with every problem of the folder."""
    reader = _Reader(folder)
    values = {part.name: reader.values_of(part) for part in parts.all_parts()}
    reader.look_for_unknown()
    if not reader.problems:
        for part in parts.all_parts():
            reader.problems += part.problems(values[part.name])
    if reader.problems:
        raise PresetRefused(reader.problems)
    return values


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[PresetProblem] = []
        self.toml = self._read_toml()

    def _problem(self, file: str, key: str, reason: str) -> None:
        self.problems.append(PresetProblem(file, key, reason))

    def _read_text(self, name: str) -> str | None:
        path = self.folder / name
        try:
            return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        except FileNotFoundError:
            self._problem(name, "-", "ファイルがありません")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            self._problem(
                name, f"{line} 行目", "UTF-8 で書かれていません（Shift_JIS などは UTF-8 で保存し直します）"
            )
        except OSError as error:
            self._problem(name, "-", f"ファイルを読めません: {error.strerror}")
        return None

    def _read_toml(self) -> dict[str, Any] | None:
        text = self._read_text(MAIN)
        if text is None:
            return None
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self._problem(MAIN, "-", f"TOML として読めません: {error}")
            return None

    def values_of(self, part: Part) -> PartValues:
        tables = {file: self._table(file, schema) for file, schema in part.tables.items()}
        sections = {} if self.toml is None else self._sections(part, self.toml)
        return PartValues(sections=sections, tables=tables, texts=self._texts(part.texts) if part.texts else {})

    def _sections(self, part: Part, toml: dict[str, Any]) -> dict[str, Section]:
        found = {}
        for name, schema in part.sections.items():
            if name not in toml:
                self._problem(MAIN, name, f"[{name}] がありません")
                continue
            try:
                # Through JSON: TOML's dates and lists are then read by the same strict rules as kept values.
                found[name] = schema.model_validate_json(json.dumps(toml[name], default=_json_date))
            except ValidationError as error:
                self.problems += _errors(MAIN, name, error, schema)
        return found

    def _table(self, file: str, schema: type[Row]) -> tuple[Row, ...]:
        text = self._read_text(file)
        if text is None:
            return ()
        rows, problems = read_table(file, text, schema)
        self.problems += problems
        return rows

    def _texts(self, folder: str) -> dict[str, str]:
        texts = {}
        for path in sorted((self.folder / folder).glob("*")):
            name = f"{folder}/{path.name}"
            if (text := self._read_text(name)) is not None:
                texts[name] = text
        return texts

    def look_for_unknown(self) -> None:
        sections = {name for part in parts.all_parts() for name in part.sections}
        files = {MAIN, *(name for part in parts.all_parts() for name in part.tables)}
        folders = {part.texts for part in parts.all_parts() if part.texts}
        for name in sorted(set(self.toml or ()) - sections):
            near = difflib.get_close_matches(name, sections, n=1)
            hint = f"。もしかして: [{near[0]}]" if near else ""
            self._problem(MAIN, name, f"知らない項目です{hint}")
        if self.folder.is_dir():
            for path in sorted(self.folder.iterdir()):
                if path.name not in (folders if path.is_dir() else files) and not path.name.startswith("README"):
                    self._problem(path.name, "-", "プリセットにないファイルです")


def _errors(file: str, prefix: str, error: ValidationError, schema: type[BaseModel]) -> Iterator[PresetProblem]:
    for detail in error.errors():
        key = ".".join([prefix, *map(str, detail["loc"])])
        reason = in_japanese(detail)
        if detail["type"] == "extra_forbidden":
            near = difflib.get_close_matches(str(detail["loc"][-1]), schema.model_fields, n=1)
            reason += f"。もしかして: {near[0]}" if near else ""
        yield PresetProblem(file, key, reason)


def read_table(file: str, text: str, schema: type[Row]) -> tuple[tuple[Row, ...], list[PresetProblem]]:
    """The lines of a table, and what is wrong with it, by line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    problems: list[PresetProblem] = []
    try:
        header = next(reader, [])
        problems += _problems_of_header(file, header, schema)
        if problems:
            return (), problems
        for cells in reader:
            if cells:
                _read_line(file, reader.line_num, header, cells, schema, rows, problems)
    except csv.Error as error:
        problems.append(PresetProblem(file, f"{reader.line_num} 行目", f"CSV として読めません: {error}"))
    return tuple(rows), problems


def _problems_of_header(file: str, header: list[str], schema: type[Row]) -> Iterator[PresetProblem]:
    for column in header:
        if column not in schema.model_fields:
            yield PresetProblem(file, "1 行目", f"知らない列です: {column!r}")
    for name, info in schema.model_fields.items():
        if name not in header and info.is_required():
            yield PresetProblem(file, "1 行目", f"列がありません: {name}")


def _read_line(
    file: str,
    line: int,
    header: list[str],
    cells: list[str],
    schema: type[Row],
    rows: list[Row],
    problems: list[PresetProblem],
) -> None:
    if len(cells) != len(header):
        reason = f"列の数が違います（{len(header)} 列のはずが {len(cells)} 列）"
        problems.append(PresetProblem(file, f"{line} 行目", reason))
        return
    given = {
        column: cell
        for column, cell in zip(header, cells, strict=True)
        if cell.strip() or schema.model_fields[column].is_required()
    }
    try:
        rows.append(schema.model_validate_strings(given))
    except ValidationError as error:
        problems += _errors(file, f"{line} 行目", error, schema)


def _json_date(value: object) -> str:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    raise TypeError(f"{value!r}")


# Writing


def files_of(values: Iterable[tuple[Part, PartValues]]) -> dict[str, bytes]:
    """Name and content of every file of the folder; the same values give the same bytes."""
    toml: dict[str, Any] = {}
    files: dict[str, str] = {}
    for part, of_part in values:
        for name in part.sections:
            if name in of_part.sections:
                toml[name] = of_part.sections[name].model_dump(exclude_none=True)
        for name, schema in part.tables.items():
            files[name] = written_table(schema, of_part.tables.get(name, ()))
        files |= of_part.texts
    files[MAIN] = tomli_w.dumps(toml)
    return {name: text.encode() for name, text in sorted(files.items())}


def written_table(schema: type[Row], rows: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(schema.model_fields)
    for row in rows:
        writer.writerow(_cells(row.model_dump(mode="json")))
    return out.getvalue()


def _cells(line: Mapping[str, Any]) -> list[str]:
    return [
        "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        for value in line.values()
    ]
