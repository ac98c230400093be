#!/usr/bin/env python3
"""Django's own commands (check, makemigrations …). What an operator needs is in `madoguchi --help`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
    if "migrate" in sys.argv:
        os.umask(0o077)  # it makes the database, which holds people's data: for the owner only
    execute_from_command_line(sys.argv)
