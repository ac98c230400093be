"""Which announcements there are, which is in force, which sound a caller hears. Nothing here writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import QuerySet

from madoguchi.calls.announcements.models import Announcement, Sound
from madoguchi.calls.announcements.rules import (
    CALL_BACK_KINDS,
    INSTEAD,
    LANGUAGES,
    MAY_VIEW,
    SPOKEN_LANGUAGES,
    Kind,
    State,
    Version,
    as_spoken,
    audible,
    digest_of,
    digits_alone,
    file_name,
    in_force,
    numbered,
    sentences_of,
)
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import is_on, kept_value, value_of

READINGS = "pronunciations.csv"


def announcements_visible_to(actor: Actor) -> QuerySet[Announcement]:
    return Announcement.objects.all() if actor.may(MAY_VIEW) else Announcement.objects.none()


def languages() -> tuple[str, ...]:
    """In which languages callers are spoken to, Japanese first (001 §6: languages.telephone)."""
    wished = value_of("languages.telephone")
    return ("ja", *(language for language in wished if language != "ja" and language in LANGUAGES))


def kinds_offered() -> list[Kind]:
    """What may be said here: nothing of a switch that is off (TEL-22)."""
    needs = {
        Kind.RECORDING: is_on("call_recording"),
        Kind.END_OF_SERVICE: is_on("end_of_service_announcement"),
        Kind.WEB_HINT: says_web_hint(),
        Kind.POSITION: says_position(),
        Kind.EXPECTED_WAIT: says_wait(),
        **dict.fromkeys(CALL_BACK_KINDS, bool(call_backs_taken())),
        **dict.fromkeys((Kind.MENU, Kind.CHECK_NUMBER, Kind.CHECK_PHONE, Kind.CHECK_UNKNOWN), checks_bookings()),
    }
    return [kind for kind in Kind if needs.get(kind, True)]


def checks_bookings(on: date | None = None) -> bool:
    """May a caller hear the day of a booking by keys? (The policy says when: not where people shall answer.)"""
    return bool(is_on("own_reservations", on) and value_of("telephone.booking_check", on))


def says_position(on: date | None = None) -> bool:
    return bool(value_of("announcements.says_position", on))


def says_wait(on: date | None = None) -> bool:
    return bool(value_of("announcements.says_wait", on))


def says_web_hint(on: date | None = None) -> bool:
    return bool(is_on("own_reservations", on) and value_of("announcements.says_web_hint", on))


def call_backs_taken(on: date | None = None) -> frozenset[str]:
    """TEL-12: where a caller may wish to be called back (waiting, overflow, after_hours)."""
    return frozenset(value_of("announcements.call_back_at", on) if is_on("call_back_intake", on) else ())


@dataclass(frozen=True)
class Numbered:
    """A sound that is made of two: the words that people wrote, and the sentence with the number. One voice says both:
    words that somebody has recorded, with a number in another voice, would be hard to follow."""

    words: str  # "" for none
    sentence: str

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.words, self.sentence)))


def numbered_sounds(on: date | None = None) -> dict[str, Numbered]:
    """{name: what it is made of}, of what is said here. In Japanese: only the built-in voice counts."""
    day = on or clock.today()
    said = [
        *((Kind.POSITION,) if says_position(day) else ()),
        *((Kind.EXPECTED_WAIT,) if says_wait(day) else ()),
    ]
    made = {
        name: Numbered(version.text, sentence)
        for kind in said
        if (version := version_in_force(kind, "ja", day))
        for name, sentence in numbered(kind).items()
    }
    if call_backs_taken(day):
        made |= {name: Numbered("", sentence) for name, sentence in digits_alone().items()}
    return made


def readings() -> list[tuple[str, str]]:
    return [(row["word"], row["reading"]) for row in kept_value(READINGS) or ()]


def spoken_text(text: str) -> str:
    return as_spoken(text, readings())


def kept_sound(text: str) -> Sound | None:
    """The sound that the voice has made of this text before."""
    return Sound.objects.filter(pk=digest_of(spoken_text(text))).first()


class Catalogue:
    """Every approved version with its sound, read once: for a policy look-up, and for two weeks ahead."""

    @cached_property
    def _versions(self) -> dict[tuple[str, str], list[Version]]:
        found: dict[tuple[str, str], list[Version]] = {}
        rows = Announcement.objects.filter(state=State.APPROVED).order_by()
        for kind, language, number, day, digest in rows.values_list(
            "kind", "language", "number", "in_force_from", "sound_id"
        ):
            file = file_name(Kind(kind), language, number, digest) if digest else ""
            if day:
                found.setdefault((kind, language), []).append(Version(number, day, file))
        return found

    @cached_property
    def languages(self) -> tuple[str, ...]:
        return languages()

    def file(self, kind: Kind, language: str, day: date) -> str:
        version = audible(self._versions.get((kind.value, language), ()), day)
        return version.file if version else ""

    def with_emergency(self, version: Announcement | None) -> "Catalogue":
        """This one is said in the emergency that is on, whichever was written last."""
        if version is not None and version.sound_id:
            name = file_name(Kind.EMERGENCY, version.language, version.number, version.sound_id)
            self._versions[Kind.EMERGENCY.value, "ja"] = [Version(version.number, date.min, name)]
        return self

    def files(self, kinds: Iterable[Kind], day: date) -> tuple[str, ...]:
        """In the order in which they are said; each in every language that has it."""
        return tuple(file for kind in kinds for file in self._said(kind, day))

    def _said(self, kind: Kind, day: date) -> list[str]:
        own = [file for language in self.languages if (file := self.file(kind, language, day))]
        if own or kind not in INSTEAD:
            return own
        return self._said(INSTEAD[kind], day)


def version_in_force(kind: Kind, language: str, day: date) -> Announcement | None:
    """By what is in force, not by what can be heard already."""
    versions = {row.number: row for row in approved(kind, language)}
    found = in_force(
        (Version(row.number, row.in_force_from, "") for row in versions.values() if row.in_force_from), day
    )
    return versions[found.number] if found else None


def approved(kind: Kind, language: str) -> QuerySet[Announcement]:
    return Announcement.objects.filter(kind=kind, language=language, state=State.APPROVED)


@dataclass(frozen=True)
class Playable:
    file_name: str  # without folder and ending: what the exchange is told to play
    digest: str

    @property
    def path(self) -> str:
        """Under the exchange's folder of sounds."""
        return f"ja/madoguchi/{self.file_name}.wav"


def playable() -> list[Playable]:
    """Every approved sound, also of former and of coming versions: one in use is never taken away."""
    rows = Announcement.objects.filter(state=State.APPROVED, sound__isnull=False)
    return [
        Playable(file_name(Kind(kind), language, number, digest), digest)
        for kind, language, number, digest in rows.values_list("kind", "language", "number", "sound_id")
    ]


def approved_by_city_only() -> bool:
    return bool(value_of("announcements.approved_by") == "city")


def fixed_words() -> str:
    """A-46: the sentence of the contract that the out-of-hours announcement must keep."""
    said = (sentence.strip() for sentence in sentences_of(value_of("announcements.out_of_hours")))
    return next((sentence for sentence in said if "時間外" in sentence), "")


def without_sound() -> QuerySet[Announcement]:
    return Announcement.objects.filter(state=State.APPROVED, sound=None)


def waiting_for_the_voice() -> list[Announcement]:
    """The approved versions that the built-in voice has not spoken as they are read today."""
    rows = Announcement.objects.filter(state=State.APPROVED, language__in=SPOKEN_LANGUAGES, sound_trouble="")
    spoken = rows.exclude(sound__origin="uploaded").order_by("in_force_from", "pk")
    return [row for row in spoken if row.sound_id != digest_of(spoken_text(row.text))]
