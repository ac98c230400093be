"""`madoguchi preset`: the contract as data, in and out."""

import argparse
from pathlib import Path

from madoguchi.config import presets
from madoguchi.core.preset import NotReadYet
from madoguchi.knowledge.starter.actions import lay_starter_articles
from madoguchi.knowledge.words.actions import add_starter_synonyms
from madoguchi.municipality import parts

HELP = "List, apply and export presets; list the keys that nothing reads yet."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="the presets that come with the product")
    apply = actions.add_parser("apply", help="apply a preset: all or nothing, a second time changes nothing")
    apply.add_argument("name", help="a name of the list, or the path of a folder")
    export = actions.add_parser("export", help="write what is in force today as a preset folder")
    export.add_argument("folder", type=Path)
    actions.add_parser("unread", help="the keys that are validated and kept, but that nothing reads yet")


def run(options: argparse.Namespace) -> int:
    return {"list": _list, "apply": _apply, "export": _export, "unread": _unread}[options.action](options)


def _list(options: argparse.Namespace) -> int:
    for name in presets.preset_names():
        print(name)
    return 0


def _apply(options: argparse.Namespace) -> int:
    changed = presets.apply_preset(presets.folder_of(options.name))
    print(f"{changed} 件を変更しました" if changed else "変更はありません")
    if added := add_starter_synonyms():
        print(f"はじめの類義語を{added}件登録しました")
    if laid := lay_starter_articles():
        print(f"初期登録のFAQを {laid} 件入れました（市が確認するまで内部のみ）")
    return 0


def _export(options: argparse.Namespace) -> int:
    files = presets.export_preset()
    folder: Path = options.folder
    if folder.exists() and any(folder.iterdir()):
        print(f"{folder} は空ではありません")
        return 2
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(f"{len(files)} 個のファイルを {folder} に書き出しました")
    return 0


def _unread(options: argparse.Namespace) -> int:
    for key in parts.all_keys().values():
        if isinstance(key.reader, NotReadYet):
            print(f"{key.name}\t{key.label}\t{key.reader.room}")
    return 0
