"""One thing that needs somebody's attention now."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    level: str  # "warning" or "info", as the banner calls it
    title: str
    text: str
    url: str = ""
    action: str = ""
