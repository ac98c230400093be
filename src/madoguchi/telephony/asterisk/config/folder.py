"""The exchange's folder: its rooms, its configuration written as a whole, what differs from what should be there."""

import difflib
import hashlib
import math
import os
import wave
from collections.abc import Mapping
from pathlib import Path

from madoguchi.telephony.asterisk.config.machine import Machine

ROOMS = (
    "etc", "run", "var/keys", "cache", "log/cel-custom", "spool/monitor", "spool/outgoing", "spool/tmp",
    "data/sounds/ja/madoguchi", "data/waiting",
)  # fmt: skip
LINKED = ("documentation", "rest-api", "static-http")
HIDDEN = "…"
# Asterisk plays these by itself to who hands a call on; without the first it hands on nothing.
NEEDED_SOUNDS = ("pbx-transfer", "pbx-invalid", "beep", "beeperr")


def lay(machine: Machine) -> None:
    """Every room that the exchange needs, for its owner only: recordings and passwords are in it."""
    for room in ROOMS:
        (machine.folder / room).mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in LINKED:
        link, target = machine.folder / "data" / name, machine.documentation / name
        if target.exists() and (not link.is_symlink() or link.readlink() != target):
            link.unlink(missing_ok=True)
            link.symlink_to(target)
    music = machine.folder / "data" / "waiting" / "chime.wav"
    if not music.exists():
        write_chime(music)
    for name in NEEDED_SOUNDS:
        sound = machine.folder / "data" / "sounds" / f"{name}.wav"
        if not sound.exists():
            write_tone(sound)


def written(machine: Machine) -> dict[str, str]:
    """What is in `etc/` now."""
    folder = machine.folder / "etc"
    return {path.name: path.read_text(errors="replace") for path in sorted(folder.glob("*.conf"))}


def write(machine: Machine, files: Mapping[str, str]) -> list[str]:
    """Each file appears whole or not at all. Names of those that were changed, or taken away."""
    lay(machine)
    before = written(machine)
    changed = []
    for name in sorted({*before, *files}):
        path = machine.folder / "etc" / name
        if name not in files:
            path.unlink()
        elif before.get(name) != files[name]:
            put(path, files[name].encode())
        else:
            continue
        changed.append(name)
    return changed


def put(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def difference(machine: Machine, files: Mapping[str, str], secrets: tuple[str, ...] = ()) -> str:
    """As `diff -u` writes it; "" when all is as it should be. Secrets are never shown."""
    before = written(machine)
    lines: list[str] = []
    for name in sorted({*before, *files}):
        lines += difflib.unified_diff(
            before.get(name, "").splitlines(keepends=True),
            files.get(name, "").splitlines(keepends=True),
            f"etc/{name}",
            f"etc/{name}",
        )
    text = "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
    for secret in filter(None, secrets):
        text = text.replace(secret, HIDDEN)
    return text


def digest(files: Mapping[str, str]) -> str:
    """One short name for one whole configuration."""
    told = hashlib.sha256()
    for name, text in sorted(files.items()):
        told.update(f"{name}\0{text}\0".encode())
    return told.hexdigest()


def secrets_of(machine: Machine) -> tuple[str, ...]:
    return (machine.ami_secret, machine.policy_token, *(trunk.secret for trunk in machine.trunks))


def write_tone(path: Path) -> None:
    """A tenth of a second, soft."""
    rate, sound = 8000, bytearray()
    for i in range(rate // 10):
        sound += int(3000 * math.sin(2 * math.pi * 440 * i / rate)).to_bytes(2, "little", signed=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(sound))


def write_chime(path: Path) -> None:
    """What a caller hears while waiting: two soft tones every few seconds, and quiet between them. Ours, so free."""
    rate, seconds = 8000, 6
    sound = bytearray()
    for i in range(rate * seconds):
        at = i / rate
        value = 0.0
        for begins, pitch in ((0.3, 659.25), (0.8, 523.25)):
            since = at - begins
            if 0 <= since < 1.6:
                value += math.exp(-2.6 * since) * min(1.0, since * 60) * math.sin(2 * math.pi * pitch * since)
        sound += int(value * 4200).to_bytes(2, "little", signed=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(sound))
