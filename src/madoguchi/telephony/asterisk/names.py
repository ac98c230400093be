"""Names on which the exchange's configuration and whoever talks to it agree."""

QUEUE = "main"

# Contexts of `config/flow`. Where a seat's telephone dials, where an outgoing call is put through and a transfer goes;
# set on the channel: MG_PURPOSE and MG_ORDER of a call that was asked for.
FROM_AGENT = "from-agent"
# Who is added to a call, and music for who is held (extension `s`).
PARTY, MUSIC = "madoguchi-party", "madoguchi-music"
# Family of AstDB in which the exchange finds what it falls back on when nobody answers its question.
SCHEDULE_FAMILY = "madoguchi-schedule"


def interface(extension: str) -> str:
    return f"PJSIP/{extension}"


def member(extension: str) -> str:
    """What the queue and its log call an agent; never changes."""
    return f"agent:{extension}"


def extension_of_member(name: str) -> str:
    return name.removeprefix("agent:") if name.startswith("agent:") else ""


def extension_of_channel(channel: str) -> str:
    """PJSIP/101-0000001a → 101."""
    technology, slash, rest = channel.partition("/")
    extension = rest.rpartition("-")[0]
    return extension if technology == "PJSIP" and slash and extension.isdigit() else ""
