"""`madoguchi check`: does the data prove itself?"""

import argparse

from madoguchi.core.history.proof import differences_in_history

HELP = "Self-check of the data. Exit code 1 when anything differs."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--head",
        action="append",
        default=[],
        metavar="NUMBER:DIGEST",
        help="a head of the chain that was kept outside the database (report, mail)",
    )


def run(options: argparse.Namespace) -> int:
    heads = {int(number): digest for number, _, digest in (head.partition(":") for head in options.head)}
    count = 0
    for difference in differences_in_history(kept_heads=heads):
        print(difference)
        count += 1
    print(f"{count} 件の相違" if count else "相違はありません")
    return 1 if count else 0
