"""`madoguchi backup FILE`: a whole copy of the database, while it is in use."""

import argparse
from pathlib import Path

from madoguchi.config.backups import make_backup

HELP = "Writes a copy of the whole database, with a checksum. The keys are not in it: keep them apart."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--with-recordings", action="store_true", help="the sealed sound too: as large as the folder of recordings"
    )


def run(options: argparse.Namespace) -> None:
    manifest = make_backup(options.file, with_recordings=options.with_recordings)
    sound = f"、録音 {manifest.recordings} 件" if options.with_recordings else ""
    print(f"{options.file} を作りました（SHA-256 {manifest.sha256}、履歴の封印 {manifest.head_number}{sound}）。")
