"""`bin/bench recordings`: the processor time that an hour of sound costs, from the exchange's raw file to a sealed one.

It needs no database. The sound is noise that comes and goes, a lane each, as two people who speak in turns; noise is
harder to encode than speech.
"""

import argparse
import tempfile
import time
import uuid
from pathlib import Path

from bench._ground import machine, prepare, publish

SECONDS = 600


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench recordings", description=__doc__)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="length of the call (default: %(default)s)")
    options = parser.parse_args()
    prepare()
    from madoguchi.calls.recordings.cipher import new_key, seal
    from madoguchi.telephony.recordings.sound import encoded

    with tempfile.TemporaryDirectory() as folder:
        raw = _spoken(Path(folder) / "call.raw", options.seconds)
        began = time.process_time()
        sound = encoded(raw)
        encoding = time.process_time() - began
        began = time.process_time()
        sealed = sum(map(len, seal(sound.encoded, key=new_key(), uid=uuid.uuid4())))
        sealing = time.process_time() - began
    an_hour = 3600 / options.seconds
    publish(
        {
            "name": "recordings",
            "n": 1,
            "seconds": options.seconds,
            "encoding_cpu_seconds_an_hour": round(encoding * an_hour, 1),
            "sealing_cpu_seconds_an_hour": round(sealing * an_hour, 3),
            "megabytes_an_hour": round(sealed * an_hour / 1e6, 1),
            "smaller_than_raw": round(options.seconds * 32_000 / sealed, 1),
            "errors": 0,
            **machine(),
        }
    )


def _spoken(path: Path, seconds: int) -> Path:
    import numpy as np

    at = np.arange(8000 * seconds) / 8000
    noise = np.random.default_rng(1).normal(0, 3000, (len(at), 2))
    caller = np.sin(2 * np.pi * at / 7) > 0
    quiet = np.where(np.stack([caller, ~caller], axis=1), 1.0, 0.02)
    path.write_bytes(np.clip(noise * quiet, -32000, 32000).astype("<i2").tobytes())
    return path


if __name__ == "__main__":
    main()
