"""Mail addresses, as far as we write to them."""

import re

# What stands before the @ of every address that people have, docomo's old ones (a..b@) with or without their quotation
# marks among them. RFC 5321 lets anything stand between such marks, another address too; a letter's head that is folded
# loses them, and then names somebody else.
LOCAL = re.compile(r"""(?P<mark>"?)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}(?P=mark)""")


def can_be_written_to(address: str) -> bool:
    """Besides being an address at all: no head of a letter can be made to say something else by it."""
    return bool(LOCAL.fullmatch(address.rpartition("@")[0])) and "=?" not in address
