"""Files that people open in a spreadsheet."""

# As a spreadsheet with Japanese keyboards reads them too.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def harmless(cell: str) -> str:
    """A cell that would be taken for a formula is shown as text."""
    return f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) else cell
