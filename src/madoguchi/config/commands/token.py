"""`madoguchi token create|list|revoke`: keys for other systems that come in by the API."""

import argparse
from datetime import date

from madoguchi.accounts.models import ApiToken
from madoguchi.accounts.tokens.actions import create_token, revoke_token
from madoguchi.accounts.tokens.queries import is_in_use, tokens_visible_to
from madoguchi.accounts.tokens.rules import KIND_LABELS, Scope, scopes_of
from madoguchi.core.actors import SYSTEM, USER_KIND_LABELS, UserKind
from madoguchi.core.clock import day_of, in_tokyo
from madoguchi.core.refusals import Refusal

HELP = "Make, list and revoke tokens of the API."


class NoSuchToken(Refusal):
    def __init__(self, key: str) -> None:
        super().__init__(f"「{key}」というトークンはありません。")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="ACTION")
    create = commands.add_parser("create", help="make a token and print its secret, once")
    create.add_argument("--name", required=True, help="which system this is for; no person's name")
    create.add_argument(
        "--scope", required=True, action="append", choices=[scope.value for scope in Scope], help="may be repeated"
    )
    create.add_argument(
        "--kind",
        choices=[kind.value for kind in KIND_LABELS],
        default=UserKind.CITY.value,
        help="on whose behalf it acts; its bookings follow the rules for them",
    )
    create.add_argument(
        "--expires", type=_day, metavar="YYYY-MM-DD", help="its last day; without it a year from now"
    )
    create.add_argument(
        "--address", action="append", default=[], metavar="CIDR", help="from where it may come; may be repeated"
    )
    create.set_defaults(act=_create)
    revoke = commands.add_parser("revoke", help="end a token at once")
    revoke.add_argument("key", help="the eight signs that `list` shows")
    revoke.set_defaults(act=_revoke)
    commands.add_parser("list", help="every token, also those that are over").set_defaults(act=_list)


def run(options: argparse.Namespace) -> None:
    options.act(options)


def _create(options: argparse.Namespace) -> None:
    made = create_token(
        name=options.name,
        kind=UserKind(options.kind),
        scopes=scopes_of(options.scope),
        expires_on=options.expires,
        networks=options.address,
        by=SYSTEM,
    )
    print(f"{made.token.name}（{made.token.key}、期限 {made.token.expires_on}）")
    print(made.secret)
    print("この表示は一度だけです。")


def _revoke(options: argparse.Namespace) -> None:
    token = ApiToken.objects.filter(key=options.key).first()
    if token is None:
        raise NoSuchToken(options.key)
    revoke_token(token, by=SYSTEM)
    print(f"{token.name}（{token.key}）を無効にしました。")


def _list(options: argparse.Namespace) -> None:
    for token in tokens_visible_to(SYSTEM):
        used = f"最後の利用 {in_tokyo(token.last_used_at):%Y-%m-%d %H:%M}" if token.last_used_at else "未使用"
        state = "" if is_in_use(token) else "\t無効"
        kind = USER_KIND_LABELS[UserKind(token.kind)]
        print(f"{token.key}\t{token.name}\t{kind}\t{token.scopes}\t期限 {token.expires_on}\t{used}{state}")


def _day(written: str) -> date:
    try:
        return day_of(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{written}' is no day such as 2027-03-31") from error
