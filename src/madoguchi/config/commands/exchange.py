"""`madoguchi exchange …`: the configuration of the telephone exchange: what differs, writing it, applying it."""

import argparse

from madoguchi.core.actors import SYSTEM
from madoguchi.telephony.asterisk.config import folder
from madoguchi.telephony.asterisk.config.actions import apply_configuration
from madoguchi.telephony.asterisk.config.queries import files_now, machine

HELP = "The configuration of the telephone exchange, made from the settings."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, dest="what", metavar="COMMAND")
    commands.add_parser("diff", help="what differs from the files that are there; exit code 1 when something does")
    commands.add_parser("write", help="write the files without telling the exchange (before its first start)")
    commands.add_parser("apply", help="write the files and let the exchange read them; no call is cut")


def run(options: argparse.Namespace) -> int:
    return {"diff": _diff, "write": _write, "apply": _apply}[options.what]()


def _diff() -> int:
    here = machine()
    difference = folder.difference(here, files_now(), folder.secrets_of(here))
    print(difference or "相違はありません", end="" if difference else "\n")
    return 1 if difference else 0


def _write() -> int:
    here = machine()
    changed = folder.write(here, files_now())
    print(f"{len(changed)} 個のファイルを書きました: {here.folder / 'etc'}")
    return 0


def _apply() -> int:
    applied = apply_configuration(by=SYSTEM)
    print("変わったファイル: " + (", ".join(applied.changed) or "なし"))
    if not applied.is_running:
        print("交換機は動いていません。次に起動したときに読み込みます。")
    elif applied.needs_restart:
        print("asterisk.conf などは、次に起動したときに読み込みます。通話のないときに交換機を再起動してください。")
    else:
        print("交換機が読み込みました。通話は切れていません。")
    return 0
