"""The code that a citizen shows and the counter scans."""

import segno

# What a scanner at the counter types: the check-in takes the number behind this word.
SCANNED = "MADOGUCHI:"


def qr_of(number: str) -> str:
    """As it stands in a page: paths with a colour, no style that the content policy would stop."""
    code = segno.make_qr(f"{SCANNED}{number}", error="m")
    return str(code.svg_inline(scale=4, border=4, svgclass="qr", lineclass=None, omitsize=True, light="#fff"))
