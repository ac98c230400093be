"""Sound as exchanges write it (stereo, 16 bits, 8 kHz: left the caller, right the agent) into sound as it is kept."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import soundfile

from madoguchi.calls.recordings.opening import PEAKS_A_LANE
from madoguchi.calls.recordings.taking import Sound

RATE, CHANNELS, FRAME_BYTES = 8000, 2, 4
BLOCK_FRAMES = RATE * 10
# About 19 kbit/s a lane: speech of a telephone sounds as it was, an hour takes 17 MB.
COMPRESSION = 0.95


def seconds_of(size_bytes: int) -> float:
    return size_bytes // FRAME_BYTES / RATE


def encoded(raw: Path) -> Sound:
    """Read block by block: a call of four hours is half a gigabyte raw."""
    frames = raw.stat().st_size // FRAME_BYTES
    out, peaks = io.BytesIO(), numpy.zeros((CHANNELS, PEAKS_A_LANE), dtype=numpy.int64)
    with soundfile.SoundFile(
        out, "w", RATE, CHANNELS, format="OGG", subtype="OPUS", compression_level=COMPRESSION
    ) as opus:
        at = 0
        for block in _blocks(raw, frames):
            opus.write(block)
            _note_peaks(peaks, block, at, frames)
            at += len(block)
    loudest = numpy.minimum(peaks >> 7, 255).astype(numpy.uint8)
    return Sound(encoded=out.getvalue(), peaks=loudest.tobytes(), seconds=frames / RATE, channels=CHANNELS)


def _blocks(raw: Path, frames: int) -> Iterator[Any]:
    with raw.open("rb") as file:
        while frames > 0:
            data = file.read(min(frames, BLOCK_FRAMES) * FRAME_BYTES)
            if len(data) < FRAME_BYTES:
                return
            block = numpy.frombuffer(data[: len(data) // FRAME_BYTES * FRAME_BYTES], dtype="<i2")
            yield block.reshape(-1, CHANNELS)
            frames -= len(block) // CHANNELS


def _note_peaks(peaks: Any, block: Any, at: int, frames: int) -> None:
    places = (numpy.arange(at, at + len(block)) * PEAKS_A_LANE) // frames
    loudness = numpy.abs(block.astype(numpy.int64))
    for lane in range(CHANNELS):
        numpy.maximum.at(peaks[lane], places, loudness[:, lane])
