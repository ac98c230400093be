"""`madoguchi slots publish --until 2027-01-31`: publish the pattern's slots up to and including a day."""

import argparse
from datetime import date, timedelta

from madoguchi.booking.capacity.actions import publish_slots
from madoguchi.booking.capacity.queries import last_published_day
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.municipality.queries import sites_in_use

HELP = "Publish booking slots by the pattern of the preset."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    publish = commands.add_parser("publish", help="publish up to and including a day; what is published stays")
    publish.add_argument("--until", required=True, type=_day, metavar="YYYY-MM-DD")
    publish.add_argument("--from", dest="first", type=_day, metavar="YYYY-MM-DD")


def run(options: argparse.Namespace) -> None:
    first = options.first or clock.today()
    for site in sites_in_use():
        new = publish_slots(site, first=first, until=options.until + timedelta(days=1), by=SYSTEM)
        done = f"{new} 枠を公開しました" if new else "新しく公開する枠はありません"
        print(f"{site.name}: {done}（最終日 {last_published_day(site) or 'なし'}）")


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{written}' is no day such as 2027-01-31") from error
