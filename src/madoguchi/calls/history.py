"""How everything of the telephone appears in the history. Each room registers its own kinds; this lists the rooms."""


def register() -> None:
    """No room has events yet."""
