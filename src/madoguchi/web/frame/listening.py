"""Hearing a recording, wherever it is heard: the reason that is asked for, and what the player shows.

{% include "frame/components/player.html" %} with `listening` and `player` (of `player_of`); build/player.js beside it.
"""

from typing import Any

from django import forms

from madoguchi.calls.recordings.models import Listening
from madoguchi.calls.recordings.opening import peaks_of
from madoguchi.calls.recordings.queries import pauses_of
from madoguchi.calls.recordings.rules import REASON_LABELS
from madoguchi.core import clock
from madoguchi.web.frame.fields import Tolerant
from madoguchi.web.frame.forms import FrameForm

SPEEDS = ("0.75", "1", "1.25", "1.5", "2")
SPOKEN = 8


class ListeningForm(FrameForm):
    may_override = True

    reason = forms.ChoiceField(
        label="聞く理由",
        choices=[("", "選んでください"), *((reason.value, label) for reason, label in REASON_LABELS.items())],
    )
    note = Tolerant(
        label="理由の説明", max_length=200, help_text="例：10月の苦情の申出を確かめる。履歴に残ります。"
    )
    once_key = forms.UUIDField(widget=forms.HiddenInput)


def player_of(listening: Listening) -> dict[str, Any]:
    recording = listening.recording
    return {
        "seconds": f"{recording.seconds:.1f}",
        "wave": waveform(peaks_of(recording), pauses_of(recording), recording.seconds),
        "speeds": SPEEDS,
        "ends_at": clock.in_tokyo(listening.ends_at),
    }


def waveform(
    peaks: tuple[list[int], list[int]], pauses: list[tuple[float, float]], seconds: float
) -> dict[str, Any]:
    """Two lanes as paths of an SVG, 1000 wide, each 100 high; quiet speech is lifted so that it is seen."""
    whole = max(seconds, 0.001)
    return {
        "lanes": [_path(lane) for lane in peaks],
        "shares": [_share(lane) for lane in peaks],
        "pauses": [
            (round(start / whole * 1000, 1), round(max(end - start, 0) / whole * 1000, 1), start, end)
            for start, end in pauses
        ],
    }


def _path(lane: list[int]) -> str:
    if not lane:
        return ""
    width = 1000 / len(lane)
    heights = [round(48 * (peak / 255) ** 0.5, 1) for peak in lane]
    return "".join(
        f"M{place * width + width / 2:.1f} {50 - max(height, 0.5):.1f}V{50 + max(height, 0.5):.1f}"
        for place, height in enumerate(heights)
    )


def _share(lane: list[int]) -> int:
    return round(100 * sum(peak >= SPOKEN for peak in lane) / len(lane)) if lane else 0
