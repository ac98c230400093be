"""The built-in voice itself, and recordings from outside: what a telephone carries comes out, or a reason."""

import io
import wave

import numpy as np
import pytest
import soundfile

from madoguchi.calls.announcements.ports import RecordingRefused, SoundNotMade
from madoguchi.calls.announcements.rules import as_spoken
from madoguchi.telephony.speech.sound import RATE, NothingToHear, for_telephone
from madoguchi.telephony.speech.voice import TROUBLES, BuiltInVoice
from tests.calls.voices import tone


def samples_of(wav: bytes) -> np.ndarray:
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2") / 32768


def loudness(samples: np.ndarray) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(samples[np.abs(samples) > 0.01] ** 2))))


@pytest.mark.slow
def test_the_voice_speaks_a_sentence_as_a_telephone_carries_it() -> None:
    made = BuiltInVoice().speak(as_spoken("受付時間は、8:30から17:00までです。お電話は0829-30-9145です。"))
    samples = samples_of(made.wav)
    assert 5 < made.seconds < 15
    assert len(samples) == round(made.seconds * RATE)
    assert np.abs(samples).max() < 0.85
    assert -24 < loudness(samples) < -14


@pytest.mark.slow
def test_nothing_to_say_is_a_refusal_not_a_broken_file() -> None:
    with pytest.raises(SoundNotMade):
        BuiltInVoice().speak("。")
    with pytest.raises(SoundNotMade):
        BuiltInVoice(patience_seconds=0.01).speak("はい")


def encoded(kind: str, seconds: float = 2.0, rate: int = 44100) -> bytes:
    at = np.arange(int(seconds * rate)) / rate
    file = io.BytesIO()
    soundfile.write(file, np.column_stack([0.2 * np.sin(880 * at)] * 2), rate, format=kind)
    return file.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG", "MP3"])
def test_a_recording_of_any_usual_kind_becomes_what_a_telephone_carries(kind: str) -> None:
    made = BuiltInVoice().convert(encoded(kind))
    assert made.seconds == pytest.approx(2.0, abs=0.1)
    assert len(samples_of(made.wav)) == round(made.seconds * RATE)


def bomb() -> bytes:
    """An hour of silence packed into some kilobytes."""
    file = io.BytesIO()
    soundfile.write(file, np.zeros(8000 * 3600, dtype="int16"), 8000, format="FLAC")
    return file.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", "format"),
        (b"MZ\x90\x00" * 100, "format"),
        (tone(2.0)[:60], "short"),
        (tone(0.2), "short"),
        (tone(121.0), "long"),
        (tone(2.0, level=0.0), "silent"),
        (tone(2.0, rate=4000), "rate"),
        (bomb(), "long"),
    ],
)
def test_a_file_that_is_no_usable_recording_is_refused_with_the_reason(content: bytes, trouble: str) -> None:
    with pytest.raises(RecordingRefused) as refused:
        BuiltInVoice().convert(content)
    assert refused.value.message == TROUBLES[trouble]


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 44100, 48000])
def test_a_tone_keeps_its_pitch_and_length_at_any_rate(rate: int) -> None:
    at = np.arange(rate * 2) / rate
    wav, seconds = for_telephone(0.1 * np.sin(2 * np.pi * 1000 * at), rate)
    spectrum = np.abs(np.fft.rfft(samples_of(wav)))
    assert seconds == pytest.approx(2.0, abs=0.02)
    assert np.argmax(spectrum) / seconds == pytest.approx(1000, abs=2)


def test_what_a_telephone_cannot_carry_is_not_folded_back() -> None:
    at = np.arange(48000 * 2) / 48000
    audible, too_high = np.sin(2 * np.pi * 500 * at), np.sin(2 * np.pi * 6000 * at)
    wav, seconds = for_telephone(0.1 * (audible + too_high), 48000)
    spectrum = np.abs(np.fft.rfft(samples_of(wav)))
    folded = spectrum[int(1500 * seconds) : int(3900 * seconds)].max()
    assert folded < spectrum.max() / 200


def test_a_quiet_and_a_loud_recording_come_out_equally_loud() -> None:
    at = np.arange(16000 * 2) / 16000
    voice = np.sin(2 * np.pi * 300 * at)
    quiet, loud = (samples_of(for_telephone(level * voice, 16000)[0]) for level in (0.01, 0.99))
    assert abs(loudness(quiet) - loudness(loud)) < 0.5


def test_silence_is_said_to_be_silence() -> None:
    for nothing in (np.zeros(8000), np.zeros(0)):
        with pytest.raises(NothingToHear):
            for_telephone(nothing, 8000)
