"""`madoguchi exchange …`: the configuration of the telephone exchange: what differs, writing it, applying it."""

import argparse

from madoguchi.calls.announcements.jobs import speak_what_waits
from madoguchi.core.actors import SYSTEM
from madoguchi.telephony.asterisk.config import folder, running
from madoguchi.telephony.asterisk.config.actions import apply_configuration
from madoguchi.telephony.asterisk.config.queries import files_now, machine
from madoguchi.telephony.asterisk.telling import FAMILY, fall_back

HELP = "The configuration of the telephone exchange, made from the settings."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, dest="what", metavar="COMMAND")
    commands.add_parser("diff", help="what differs from the files that are there; exit code 1 when something does")
    commands.add_parser("write", help="write the files without telling the exchange (before its first start)")
    commands.add_parser("apply", help="write the files and let the exchange read them; no call is cut")
    commands.add_parser("tell", help="make and place what callers hear, and tell a running exchange its schedule")


def run(options: argparse.Namespace) -> int:
    return {"diff": _diff, "write": _write, "apply": _apply, "tell": _tell}[options.what]()


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


def _tell() -> int:
    """What the switchboard does all the time; by hand before the first start, or when it does not run."""
    here = machine()
    folder.lay(here)
    spoken = speak_what_waits()
    told = fall_back()
    if spoken:
        print(f"{spoken} 件の音声を作りました")
    puts = [running.ask(here, f'database put {FAMILY} {key} "{value}"') for key, value in told.items()]
    print("交換機に伝えました" if puts and None not in puts else "交換機は動いていません。音声だけ置きました")
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
