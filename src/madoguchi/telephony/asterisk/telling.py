"""What the exchange is given ahead: the sounds that it plays, and what becomes of calls when nobody answers it. The
switchboard does it again and again (`madoguchi switchboard`), and at once when somebody has switched something."""

from pathlib import Path

from django.conf import settings

from madoguchi.core import clock
from madoguchi.telephony.asterisk.answers import schedule_told
from madoguchi.telephony.asterisk.config.folder import put
from madoguchi.telephony.asterisk.config.queries import standing_sounds
from madoguchi.telephony.speech.placing import place_numbered, place_sounds

SPOKEN = "ja/madoguchi"
FAMILY = "madoguchi-schedule"  # of the exchange's own database: config/flow/2-decide.conf


def fall_back() -> dict[str, str]:
    """Places the sounds first, then gives what belongs into the exchange's own database ({key: value}): no line names a
    sound that is not there yet."""
    place_all_sounds(Path(settings.EXCHANGE) / "data" / "sounds")
    return schedule_told(clock.now())


def place_all_sounds(folder: Path) -> int:
    """How many were written."""
    return place_sounds(folder) + _place_standing(folder / SPOKEN) + place_numbered(folder / SPOKEN)


def _place_standing(folder: Path) -> int:
    written = 0
    for name, file in standing_sounds().items():
        copy, original = folder / f"{name}.wav", folder / f"{file}.wav"
        if original.exists() and (not copy.exists() or copy.read_bytes() != original.read_bytes()):
            put(copy, original.read_bytes())
            written += 1
    return written
