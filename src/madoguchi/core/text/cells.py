"""Cells of files that people open in a spreadsheet: none of them is a formula, and each can be read back."""

import re

# As a spreadsheet with Japanese keyboards reads them too.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
QUOTE = "'"
# What no workbook can hold.
NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, 2.2


def harmless(cell: str) -> str:
    """A cell that would be taken for a formula is shown as text. What already stands so gets one more quote: no two
    texts give the same cell, and `as_written` finds the text again."""
    return f"{QUOTE}{cell}" if _would_run(cell) else cell


def as_written(cell: str) -> str:
    """What `harmless` was given."""
    return cell[1:] if cell.startswith(QUOTE) and _would_run(cell[1:]) else cell


def _would_run(cell: str) -> bool:
    return cell.lstrip(QUOTE).startswith(BEGINS_A_FORMULA)
