"""What kinds of devices the register tells apart, and who provides them."""

from enum import StrEnum


class Kind(StrEnum):
    CLIENT_TERMINAL = "client_terminal"  # 003 第2-2(4)セ: on which the city follows the records
    OTHER = "other"


class Provider(StrEnum):
    CONTRACTOR = "contractor"
    CLIENT = "client"


KIND_LABELS = {Kind.CLIENT_TERMINAL: "市の閲覧用端末", Kind.OTHER: "そのほかの機器"}
PROVIDER_LABELS = {Provider.CONTRACTOR: "受託者", Provider.CLIENT: "市"}


def kinds_offered(*, lends_terminals: bool) -> list[Kind]:
    """000 Q8: where the city needs no terminal, nobody is asked for one."""
    return [kind for kind in Kind if lends_terminals or kind is not Kind.CLIENT_TERMINAL]
