"""`madoguchi bounce < MAIL`: a mail that came back, handed over by the mail server (a pipe in its aliases)."""

import argparse
import sys

from madoguchi.messages.bounces import LARGEST, read_returned, take_back

HELP = "Read a returned mail on stdin; mark its message as not delivered and put the person on the telephone list."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "recipient", nargs="?", default="", help="the address that it returned to, if the server knows it"
    )


def run(options: argparse.Namespace) -> None:
    """Always a success for what was understood or is not ours: a mail server would return a bounce of a bounce."""
    returned = read_returned(sys.stdin.buffer.read(LARGEST), addressed_to=options.recipient)
    message = take_back(returned)
    if message is not None:
        which = f"予約 {message.booking.spoken_number}" if message.booking else f"受付番号 {message.inquiry}"
        print(f"{which} のメールが届かなかったことを記録しました（{returned.status}）。")
    elif returned.message is None:
        print("このシステムのメールではないため、何もしませんでした。")
    else:
        print("配達不能が確定した知らせではないため、何もしませんでした。")
