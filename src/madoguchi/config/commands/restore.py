"""`madoguchi restore FILE`: put a backup in place and prove its history."""

import argparse
from pathlib import Path

from madoguchi.config.backups import restore_backup

HELP = "Restores a backup and proves its history. Stop serve and worker before, run `manage.py migrate` after."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--replace", action="store_true", help="replace the data that is there (a copy of it is kept)"
    )


def run(options: argparse.Namespace) -> None:
    manifest = restore_backup(options.file, replace=options.replace)
    print(f"{manifest.made_at} の控えに戻しました。履歴に相違はありません。")
