"""`madoguchi sample`: fill the demo with a plausible month."""

import argparse

from django.conf import settings

from madoguchi.accounts.demo import demo_accounts
from madoguchi.config.sample import make_sample_data

HELP = "Fill the demo with a plausible month of invented people. Only in the demo."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose: the sample is always the same."""


def run(options: argparse.Namespace) -> None:
    print(f"予約 {make_sample_data()} 件の見本データがあります")
    print(f"\nデモ用のアカウント（パスワードはどれも {settings.DEMO_PASSWORD}、確認コードはログイン画面に出ます）")
    for account in demo_accounts():
        print(f"  {account.login_id:<14}{account.role}")
