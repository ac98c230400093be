"""Samples into what a telephone carries: 8 kHz, one channel, 16 bit, all equally loud, without long silence."""

import io
import wave

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

RATE = 8000
LOWEST_HZ, HIGHEST_HZ, NOTHING_ABOVE_HZ = 80.0, 3500.0, 3900.0
LOUDNESS = 10 ** (-20 / 20)  # root mean square of what is spoken, of full scale
LOUDEST = 10 ** (-2 / 20)  # no sample is higher
FRAME = RATE // 50
SILENT_BELOW = 10 ** (-34 / 20)  # of the loudest frame: breath, room
BEFORE_SECONDS, AFTER_SECONDS = 0.1, 0.3


class NothingToHear(Exception):  # noqa: N818 - an answer about a recording
    """Silence from end to end."""


def for_telephone(samples: Samples, rate: int) -> tuple[bytes, float]:
    """A wav file with its header, and its length in seconds."""
    if not len(samples):
        raise NothingToHear
    heard = _equally_loud(_without_silence(_at_telephone_rate(samples, rate)))
    numbers = np.round(heard * 32767).astype("<i2")
    return _with_header(numbers), len(numbers) / RATE


def _at_telephone_rate(samples: Samples, rate: int) -> Samples:
    """Through the spectrum of the whole: what a telephone cannot carry is cut off before, so nothing folds back."""
    length = max(1, round(len(samples) * RATE / rate))
    spectrum = np.fft.rfft(samples)
    at_hz = np.arange(len(spectrum)) * rate / len(samples)
    falling = np.clip((NOTHING_ABOVE_HZ - at_hz) / (NOTHING_ABOVE_HZ - HIGHEST_HZ), 0.0, 1.0)
    spectrum = spectrum * falling * np.clip(at_hz / LOWEST_HZ, 0.0, 1.0)
    kept = np.zeros(length // 2 + 1, dtype=complex)
    most = min(len(kept), len(spectrum))
    kept[:most] = spectrum[:most]
    made: Samples = np.fft.irfft(kept, length) * (length / len(samples))
    return made


def _frames(samples: Samples) -> Samples:
    """How loud each fiftieth of a second is."""
    count = max(1, len(samples) // FRAME)
    whole = np.resize(samples[: count * FRAME], (count, FRAME))
    loudness: Samples = np.sqrt(np.mean(whole**2, axis=1))
    return loudness


def _without_silence(samples: Samples) -> Samples:
    loudness = _frames(samples)
    if loudness.max() < 1e-5:
        raise NothingToHear
    spoken = np.flatnonzero(loudness > loudness.max() * SILENT_BELOW)
    first = max(0, int(spoken[0]) * FRAME - int(BEFORE_SECONDS * RATE))
    last = (int(spoken[-1]) + 1) * FRAME + int(AFTER_SECONDS * RATE)
    return samples[first:last]


def _equally_loud(samples: Samples) -> Samples:
    loudness = _frames(samples)
    spoken = loudness[loudness > loudness.max() * SILENT_BELOW]
    wanted = LOUDNESS / float(np.sqrt(np.mean(spoken**2)))
    made: Samples = samples * min(wanted, LOUDEST / float(np.abs(samples).max()))
    return made


def _with_header(numbers: NDArray[np.int16]) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(numbers.tobytes())
    return file.getvalue()
