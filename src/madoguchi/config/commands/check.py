"""`madoguchi check`: does the data prove itself?"""

import argparse

from madoguchi.config.self_check import differences

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


def _head(written: str) -> tuple[int, str]:
    number, _, digest = written.partition(":")
    if not (number.isdigit() and digest):
        raise argparse.ArgumentTypeError(f"{written!r} is not NUMBER:DIGEST")
    return int(number), digest
