"""`python -m madoguchi.telephony.speech speak|convert LONGEST_SECONDS`: text or a recording in, a wav out.

What is wrong with a recording goes to the error stream as one word; the caller knows how to say it.
"""

import io
import os
import resource
import sys

import numpy as np

from madoguchi.telephony.speech.sound import NothingToHear, Samples, for_telephone

CPU_SECONDS, MEMORY_BYTES = 60, 3 * 1024**3
LOWEST_RATE, HIGHEST_RATE, MOST_CHANNELS = 8000, 192_000, 8
TAKEN = {"WAV", "WAVEX", "FLAC", "OGG", "MP3", "AIFF", "AU"}


class Refused(Exception):  # noqa: N818
    pass


def spoken(text: str) -> tuple[Samples, int]:
    import pyopenjtalk

    samples, rate = pyopenjtalk.tts(text)
    return np.asarray(samples, dtype=np.float64) / 32768, int(rate)


def recorded(content: bytes, longest: float) -> tuple[Samples, int]:
    """Its length is asked for before anything is decoded, and no more than that is ever decoded."""
    import soundfile

    try:
        with soundfile.SoundFile(io.BytesIO(content)) as file:
            if file.format not in TAKEN:
                raise Refused("format")
            if not LOWEST_RATE <= file.samplerate <= HIGHEST_RATE or file.channels > MOST_CHANNELS:
                raise Refused("rate")
            most = int(longest * file.samplerate)
            samples = file.read(most + 1, dtype="float64", always_2d=True)
            rate = int(file.samplerate)
    except soundfile.LibsndfileError as error:
        raise Refused("format") from error
    if len(samples) > most:
        raise Refused("long")
    if len(samples) < rate / 2:
        raise Refused("short")
    return np.nan_to_num(samples.mean(axis=1)), rate


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    what, longest = sys.argv[1], float(sys.argv[2])
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print does not get among the samples
    given = sys.stdin.buffer.read()
    try:
        samples, rate = spoken(given.decode()) if what == "speak" else recorded(given, longest)
        wav, _ = for_telephone(samples, rate)
    except Refused as refused:
        sys.stderr.write(str(refused))
        return 3
    except NothingToHear:
        sys.stderr.write("silent")
        return 3
    with answer:
        answer.write(wav)
    return 0


if __name__ == "__main__":
    sys.exit(main())
