"""`madoguchi …`: what an operator of the system runs. Each command is a module in `commands`."""

import argparse
import os
import sys
from importlib import import_module
from pkgutil import iter_modules

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from madoguchi.config import commands
from madoguchi.core.refusals import Refusal


def main(arguments: list[str] | None = None) -> int:
    os.umask(0o077)  # the database, copies and exports hold people's data: for the owner only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
    try:
        django.setup()
        options = _parser().parse_args(arguments)
        return int(options.run(options) or 0)
    except (Refusal, ImproperlyConfigured) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except OperationalError as error:
        print(f"データベースに接続できません: {error}", file=sys.stderr)
        return 3
    except OSError as error:
        if error.filename is None:
            raise
        print(f"「{error.filename}」を読み書きできません: {error.strerror}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="madoguchi", description=__doc__)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for module_info in iter_modules(commands.__path__):
        command = import_module(f"{commands.__name__}.{module_info.name}")
        subparser = subparsers.add_parser(module_info.name, help=command.HELP, description=command.HELP)
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    return parser
