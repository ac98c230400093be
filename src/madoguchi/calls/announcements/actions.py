"""Writing announcements: drafts, recordings, approval, the day from which one is said."""

import hashlib
from datetime import date

from django.db import transaction

from madoguchi.calls.announcements.history import ANNOUNCEMENT, key_of
from madoguchi.calls.announcements.models import Announcement, Sound
from madoguchi.calls.announcements.ports import Made, SoundNotMade, voice
from madoguchi.calls.announcements.queries import (
    approved_by_city_only,
    fixed_words,
    kept_sound,
    languages,
    spoken_text,
    version_in_force,
)
from madoguchi.calls.announcements.rules import (
    LONGEST_TEXT,
    MAY_APPROVE,
    MAY_EDIT,
    SPOKEN_LANGUAGES,
    Kind,
    State,
    digest_of,
    is_numbered,
    keeps_what_is_fixed,
    may_become,
)
from madoguchi.calls.orders.actions import ask_exchange
from madoguchi.calls.ports import OrderKind
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM, Actor, UserKind
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import NotAllowed, Refusal
from madoguchi.core.turns import take_turn

BEGINNING = date(2000, 1, 1)


class TextMissing(Refusal):
    message = "文面を入力してください。録音した音声を使うときも、話している内容を書きます。"


class TextTooLong(Refusal):
    message = f"文面が長すぎます。{LONGEST_TEXT}字までにしてください。電話で長く待たせないためです。"


class FixedWordsMissing(Refusal):
    def __init__(self, words: str) -> None:
        super().__init__(f"この文は、契約で決まっているので残してください：「{words}」")


class StepNotPossible(Refusal):
    message = "この版は、いまはその操作ができません。画面を開き直して、状態を確かめてください。"


class ChangedMeanwhile(Refusal):
    message = "ほかの人が先に保存しました。画面を開き直して、内容を確かめてください。"


class DayInThePast(Refusal):
    message = "使い始める日は、今日か、それより後にしてください。"


class RecordingNeeded(Refusal):
    message = "この言語は、内蔵の音声では話せません。録音した音声を付けてください。"


class OnlyTheCityApproves(NotAllowed):
    message = "音声案内の承認は、市の職員がします。"


class NothingElseToSay(Refusal):
    message = "ほかに流せる版がないので、取りやめられません。先に新しい版を承認してください。"


class LanguageNotOffered(Refusal):
    message = "電話で使う言語ではありません。"


class NumberFollows(Refusal):
    message = "この案内には番号が続きます。番号までひと続きに内蔵の音声で読むので、録音した音声は使えません。"


def save_draft(
    kind: Kind, language: str, *, text: str, reason: str, edition: int, by: Actor, recording: bytes = b""
) -> Announcement:
    """`edition`: of the draft that the writer saw; 0 when there was none. `recording`: what to say it with instead of
    the built-in voice."""
    by.need(MAY_EDIT)
    if language not in languages():
        raise LanguageNotOffered
    if recording and is_numbered(kind, language):
        raise NumberFollows
    text = _checked(kind, language, text)
    made = voice().convert(recording) if recording else None  # takes seconds: before anything is locked
    with transaction.atomic():
        draft = _draft_of(kind, language, edition)
        before = draft.text
        draft.text, draft.reason = text, reason.strip()
        draft.edition += 1
        draft.written_by, draft.written_at = by.key, clock.now()
        if made:
            draft.sound = keep_sound(hashlib.sha256(made.wav).hexdigest(), made, origin="uploaded")
        elif before != text and not draft.is_uploaded:
            draft.sound = kept_sound(text)
        draft.save()
        record(
            "announcement.drafted",
            by=by,
            about=_about(draft),
            facts={"version": draft.number, "reason": draft.reason or None},
            changes={"text": (before, text)},
        )
        if made:
            record("announcement.recording_put", by=by, about=_about(draft), facts=_sound_facts(draft))
    return draft


def take_off_recording(draft: Announcement, *, by: Actor) -> Announcement:
    """From then on the built-in voice says it."""
    by.need(MAY_EDIT)
    with transaction.atomic():
        current = _locked(draft)
        if current.state != State.DRAFT or not current.is_uploaded:
            raise StepNotPossible
        current.sound = kept_sound(current.text)
        current.edition += 1
        current.save()
        record("announcement.recording_taken_off", by=by, about=_about(current), facts={"version": current.number})
        return current


def hear(draft: Announcement, *, by: Actor) -> Sound:
    """Spoken on the spot, before anybody is bound to it. The same text is spoken once."""
    by.need(MAY_EDIT)
    if draft.sound is not None:
        return draft.sound
    _need_a_voice_for(draft)
    sound = spoken_sound(draft.text)
    Announcement.objects.filter(pk=draft.pk, text=draft.text, sound=None).update(sound=sound)
    return sound


def approve(draft: Announcement, *, in_force_from: date, by: Actor) -> Announcement:
    """Said from that day on, to the first call of the day; what was said before goes on until then."""
    need_to_approve(by)
    if in_force_from < clock.today():
        raise DayInThePast
    with transaction.atomic():
        current = _locked(draft)
        if current.edition != draft.edition:
            raise ChangedMeanwhile
        if not may_become(State(current.state), State.APPROVED):
            raise StepNotPossible
        _need_a_voice_for(current)
        current.state, current.in_force_from = State.APPROVED, in_force_from
        current.sound = current.sound or kept_sound(current.text)
        current.is_to_confirm = False
        current.approved_by, current.approved_at = by.key, clock.now()
        current.save()
        record(
            "announcement.approved",
            by=by,
            about=_about(current),
            facts={"version": current.number, "in_force_from": in_force_from.isoformat()},
        )
        _tell_exchange()
        return current


def confirm(version: Announcement, *, by: Actor) -> Announcement:
    """The first words that came with the product, looked at and found right as they are."""
    need_to_approve(by)
    with transaction.atomic():
        current = _locked(version)
        if current.state != State.APPROVED or not current.is_to_confirm:
            raise StepNotPossible
        current.is_to_confirm = False
        current.approved_by, current.approved_at = by.key, clock.now()
        current.save()
        record("announcement.approved", by=by, about=_about(current), facts={"version": current.number})
        return current


def withdraw(version: Announcement, *, reason: str, by: Actor) -> Announcement:
    """A draft is given up; an approved version is said no more, and the one before it is said again."""
    if version.state == State.DRAFT:
        by.need(MAY_EDIT)
    else:
        need_to_approve(by)
    with transaction.atomic():
        take_turn(_versions_of(version.kind))  # two who withdraw at once must not leave nothing to say
        current = _locked(version)
        was = State(current.state)
        if not may_become(was, State.WITHDRAWN):
            raise StepNotPossible
        current.state = State.WITHDRAWN
        current.save()
        kind, today = Kind(current.kind), clock.today()
        if was is State.APPROVED and kind is Kind.OUT_OF_HOURS and not version_in_force(kind, "ja", today):
            raise NothingElseToSay
        record(
            "announcement.withdrawn",
            by=by,
            about=_about(current),
            facts={"version": current.number, "reason": reason.strip() or None},
        )
        if was is State.APPROVED:
            _tell_exchange()
        return current


@transaction.atomic
def lay(kind: Kind, text: str, *, is_to_confirm: bool, by: Actor) -> Announcement | None:
    """A text of the contract, in force at once; None when it was laid before, whatever people have made of it since.
    Its sound is made by the worker."""
    take_turn(_versions_of(kind))
    if Announcement.objects.filter(kind=kind, language="ja", text=text).exists():
        return None
    now = version_in_force(kind, "ja", clock.today())
    laid = Announcement.objects.create(
        kind=kind,
        language="ja",
        number=_next_number(kind, "ja"),
        text=text,
        state=State.APPROVED,
        is_to_confirm=is_to_confirm,
        in_force_from=BEGINNING if now is None else clock.today(),
        sound=kept_sound(text),
        written_by=by.key,
        written_at=clock.now(),
        approved_by=by.key,
        approved_at=clock.now(),
    )
    record("announcement.laid", by=by, about=_about(laid), facts={"version": laid.number, "text": text})
    return laid


def say_at_once(kind: Kind, text: str, *, reason: str, by: Actor) -> Announcement:
    """Written, spoken and approved in one step by whoever may approve: for what cannot wait."""
    need_to_approve_at_once(by)
    text = _checked(kind, "ja", text)
    sound = spoken_sound(text)
    with transaction.atomic():
        take_turn(_versions_of(kind))
        version = Announcement.objects.create(
            kind=kind,
            language="ja",
            number=_next_number(kind, "ja"),
            text=text,
            reason=reason.strip()[:200],
            state=State.APPROVED,
            in_force_from=clock.today(),
            sound=sound,
            written_by=by.key,
            written_at=clock.now(),
            approved_by=by.key,
            approved_at=clock.now(),
        )
        facts = {"version": version.number, "text": text, "in_force_from": clock.today().isoformat()}
        record("announcement.said_at_once", by=by, about=_about(version), facts=facts)
        return version


def speak_version(version: Announcement) -> bool:
    """Make the sound of an approved version that has none. False when the voice could not."""
    try:
        sound = spoken_sound(version.text)
    except SoundNotMade as refusal:
        if not version.sound_trouble:
            with transaction.atomic():
                Announcement.objects.filter(pk=version.pk).update(sound_trouble=type(refusal).__name__)
                record(
                    "announcement.not_spoken", by=SYSTEM, about=_about(version), facts={"version": version.number}
                )
        return False
    with transaction.atomic():
        waiting = Announcement.objects.filter(pk=version.pk).exclude(sound=sound)
        given = waiting.exclude(sound__origin="uploaded").update(sound=sound, sound_trouble="")
        if given:
            version.sound = sound
            record("announcement.spoken", by=SYSTEM, about=_about(version), facts=_sound_facts(version))
            _tell_exchange()
    return True


def keep_sound(digest: str, made: Made, *, origin: str) -> Sound:
    sound, _ = Sound.objects.get_or_create(
        pk=digest,
        defaults={"origin": origin, "seconds": made.seconds, "wav": made.wav, "made_at": clock.now()},
    )
    return sound


def need_to_approve_at_once(by: Actor) -> None:
    """In an emergency the manager need not wait for the city (004 §13)."""
    by.need(MAY_APPROVE)


def need_to_approve(by: Actor) -> None:
    by.need(MAY_APPROVE)
    if approved_by_city_only() and by.kind is not UserKind.CITY:
        raise OnlyTheCityApproves


def spoken_sound(text: str) -> Sound:
    if (kept := kept_sound(text)) is not None:
        return kept
    spoken = spoken_text(text)
    return keep_sound(digest_of(spoken), voice().speak(spoken), origin="spoken")


def _checked(kind: Kind, language: str, text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise TextMissing
    if len(text) > LONGEST_TEXT:
        raise TextTooLong
    if kind is Kind.OUT_OF_HOURS and language == "ja" and not keeps_what_is_fixed(text, fixed_words()):
        raise FixedWordsMissing(fixed_words())
    return text


def _need_a_voice_for(version: Announcement) -> None:
    if version.language not in SPOKEN_LANGUAGES and version.sound is None:
        raise RecordingNeeded


def _draft_of(kind: Kind, language: str, edition: int) -> Announcement:
    """The draft, locked, or a new one, which is not saved yet."""
    take_turn(_versions_of(kind))
    draft = (
        Announcement.objects.select_for_update(of=("self",))
        .filter(kind=kind, language=language, state=State.DRAFT)
        .first()
    )
    if (draft.edition if draft else 0) != edition:
        raise ChangedMeanwhile
    return draft or Announcement(
        kind=kind, language=language, number=_next_number(kind, language), state=State.DRAFT, edition=0
    )


def _next_number(kind: Kind, language: str) -> int:
    last = Announcement.objects.filter(kind=kind, language=language).order_by("-number").first()
    return last.number + 1 if last else 1


def _versions_of(kind: str) -> str:
    return f"versions of the announcement {kind}"


def _locked(version: Announcement) -> Announcement:
    return Announcement.objects.select_for_update(of=("self",)).select_related("sound").get(pk=version.pk)


def _sound_facts(version: Announcement) -> dict[str, object]:
    sound = version.sound
    return {
        "version": version.number,
        "seconds": round(sound.seconds, 1) if sound else None,
        "digest": sound.digest if sound else None,
    }


def _tell_exchange() -> None:
    ask_exchange(OrderKind.TELL_SCHEDULE, by=SYSTEM)


def _about(version: Announcement) -> About:
    return About(ANNOUNCEMENT, key_of(version.kind, version.language))
