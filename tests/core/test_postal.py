"""Postal codes as people write them, and the place that each stands for."""

import subprocess
import sys

import pytest

from madoguchi.core.postal import normalise_postal_code, place_of, written_postal_code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("738-0015", "7380015"),
        ("〒７３８－００１５", "7380015"),
        ("738 ー 0015", "7380015"),
        ("738‐0015", "7380015"),
        ("738001", ""),
        ("73800155", ""),
        ("７３８－ＯＯ１５", ""),
        ("😀", ""),
        ("", ""),
    ],
)
def test_a_postal_code_is_one_code_in_every_spelling(written: str, code: str) -> None:
    assert normalise_postal_code(written) == code


@pytest.mark.req("RSV-15")
@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("7380015", "広島県廿日市市本町"),
        ("0600000", "北海道札幌市中央区"),
        ("4110000", "静岡県"),  # one code for several cities: what they share, in whole names
        ("9999999", ""),
        ("738", ""),
        ("SOURCE1", ""),
    ],
)
def test_a_code_stands_for_a_place(code: str, place: str) -> None:
    assert place_of(code) == place


def test_a_code_is_shown_as_people_write_it() -> None:
    assert written_postal_code("7380015") == "738-0015"


def test_the_table_is_not_read_before_somebody_asks() -> None:
    opened = "import sys, madoguchi.core.postal as p; sys.exit(p._area.cache_info().currsize)"
    assert subprocess.run([sys.executable, "-c", opened], check=False).returncode == 0
