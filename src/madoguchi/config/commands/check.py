"""`madoguchi check`: does the data prove itself?"""

import argparse
from collections.abc import Iterator
from datetime import timedelta

from madoguchi.booking.places import slots_that_differ_from_the_ledger
from madoguchi.core.clock import in_tokyo, now
from madoguchi.core.history.models import Event
from madoguchi.core.history.proof import differences_in_history

CLOCK_TOLERANCE = timedelta(minutes=5)
HELP = "Self-check of the data. Exit code 1 when anything differs."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--head",
        action="append",
        default=[],
        type=_head,
        metavar="NUMBER:DIGEST",
        help="a head of the chain that was kept outside the database (report, mail)",
    )


def run(options: argparse.Namespace) -> int:
    count = 0
    for difference in differences(dict(options.head)):
        print(difference)
        count += 1
    print(f"{count} 件の相違" if count else "相違はありません")
    return 1 if count else 0


def differences(kept_heads: dict[int, str]) -> Iterator[str]:
    for difference in differences_in_history(kept_heads=kept_heads):
        yield str(difference)
    for slot in slots_that_differ_from_the_ledger():
        when = in_tokyo(slot.starts_at)
        yield f"予約枠 {slot.pk} ({when:%Y-%m-%d %H:%M}): 予約数が台帳と違います"

    newest = Event.objects.order_by("-at").first()
    if newest and newest.at > now() + CLOCK_TOLERANCE:
        yield f"時計: 最新の履歴 {newest.pk} の時刻（{in_tokyo(newest.at):%Y-%m-%d %H:%M:%S}）が、いまより先です"


def _head(written: str) -> tuple[int, str]:
    number, _, digest = written.partition(":")
    if not (number.isdigit() and digest):
        raise argparse.ArgumentTypeError(f"{written!r} is not NUMBER:DIGEST")
    return int(number), digest
