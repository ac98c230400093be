"""A refusal has a name. `message` is plain Japanese that a screen may show (and translate) as it is."""

from collections.abc import Mapping


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Something that the rules do not allow. Nothing has been written when it is raised out of an action."""

    message = "この操作はできません。"

    def __init__(self, message: str = "") -> None:
        if message:
            self.message = message
        super().__init__(self.message)


class NewerStands(Refusal):
    """Somebody else has saved meanwhile what would be written over. `standing`: what stands now, by field, as far as it
    is not what was typed."""

    def __init__(self, standing: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.standing: Mapping[str, str] = standing or {}


class NotAllowed(Refusal):
    message = "この操作をする権限がありません。"


class MissingRight(NotAllowed):
    def __init__(self, right: str) -> None:
        super().__init__()
        self.right = right
