"""An announcement from its first words to the file that a caller hears."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from madoguchi.accounts.rights import Role
from madoguchi.calls.announcements import actions
from madoguchi.calls.announcements.actions import approve, confirm, hear, save_draft, take_off_recording, withdraw
from madoguchi.calls.announcements.jobs import forget_tried_sounds, speak_what_waits
from madoguchi.calls.announcements.models import Announcement, Sound
from madoguchi.calls.announcements.ports import RecordingRefused
from madoguchi.calls.announcements.queries import Catalogue, kept_sound, kinds_offered, playable, version_in_force
from madoguchi.calls.announcements.rules import LONGEST_TEXT, Kind, State
from madoguchi.calls.models import Order
from madoguchi.calls.policy.queries import decision_for
from madoguchi.config import presets
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.kept import change_table
from madoguchi.municipality.queries import value_of
from madoguchi.telephony.speech.placing import joined, place_numbered, place_sounds
from tests.calls.voices import QuickVoice, quick_voice, tone
from tests.worlds import ADMIN, OPERATOR, PRESENT, TODAY, TOMORROW, actor, applied

pytestmark = pytest.mark.django_db
SUPERVISOR, MANAGER, CLERK = actor(Role.SUPERVISOR), actor(Role.MANAGER), actor(Role.CITY_CLERK)
BODIES = ("hatsukaichi", "kawagoe", "nishitokyo", "digital-agency")
SATURDAY = clock.moment(date(2026, 12, 5), PRESENT.time())


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


@pytest.fixture(autouse=True)
def voice() -> Iterator[QuickVoice]:
    with quick_voice() as quick:
        yield quick


def drafted(
    text: str = "ただいま、点検しています。", kind: Kind = Kind.CLOSED_NOW, **others: object
) -> Announcement:
    return save_draft(kind, "ja", text=text, reason="試験", edition=0, by=SUPERVISOR, **others)  # type: ignore[arg-type]


def in_force(kind: Kind, day: date = TODAY) -> str:
    version = version_in_force(kind, "ja", day)
    return version.text if version else ""


def file_for(kind: Kind, language: str, at: datetime) -> str:
    return Catalogue().file(kind, language, clock.in_tokyo(at).date())


@pytest.mark.req("TEL-09")
@pytest.mark.preset_key("announcements.out_of_hours", "announcements.congestion")
@pytest.mark.parametrize("body", BODIES)
def test_every_body_begins_with_its_own_words(body: str) -> None:
    applied(body)
    assert in_force(Kind.OUT_OF_HOURS) == value_of("announcements.out_of_hours")
    assert in_force(Kind.CONGESTION) == value_of("announcements.congestion")
    laid = {row.kind: row.is_to_confirm for row in Announcement.objects.all()}
    assert set(laid) == {kind.value for kind in kinds_offered()}
    assert not laid[Kind.OUT_OF_HOURS]
    assert laid[Kind.GREETING]  # usual words: to be looked at by the city
    assert presets.apply_preset(presets.folder_of(body)) == 0


@pytest.mark.req("TEL-11", "TEL-12", "TEL-22")
def test_what_a_body_does_not_want_is_not_even_prepared() -> None:
    applied("hatsukaichi")
    assert Kind.END_OF_SERVICE not in kinds_offered()
    assert Kind.MENU not in kinds_offered()
    assert not Announcement.objects.filter(kind__in=[Kind.END_OF_SERVICE, Kind.MENU]).exists()
    change_settings({"switches.end_of_service_announcement": True, "telephone.booking_check": True}, by=ADMIN)
    assert {Kind.END_OF_SERVICE, Kind.MENU} <= set(kinds_offered())


def test_every_laid_text_is_spoken_by_the_worker_once(voice: QuickVoice) -> None:
    applied("hatsukaichi")
    assert playable() == []
    count = Announcement.objects.count()
    assert speak_what_waits() == count
    assert len(playable()) == count
    assert speak_what_waits() == 0
    assert any("ゴゴゴジ" in text or "午後5時" in text for text in voice.spoken)
    assert decision_for("", SATURDAY).files == (file_for(Kind.OUT_OF_HOURS, "ja", SATURDAY),)


def test_a_new_text_is_heard_from_its_day_on_and_the_old_one_until_then() -> None:
    applied("hatsukaichi")
    speak_what_waits()
    old = file_for(Kind.CLOSED_NOW, "ja", clock.now())
    approve(drafted(), in_force_from=TOMORROW, by=ADMIN)
    speak_what_waits()
    assert file_for(Kind.CLOSED_NOW, "ja", clock.now()) == old
    new = file_for(Kind.CLOSED_NOW, "ja", clock.start_of(TOMORROW))
    assert new not in (old, "")
    assert {one.file_name for one in playable()} >= {old, new}


def test_until_the_new_sound_is_made_the_old_one_is_heard(voice: QuickVoice) -> None:
    applied("hatsukaichi")
    speak_what_waits()
    old = file_for(Kind.CLOSED_NOW, "ja", clock.now())
    voice.is_hoarse = True
    made = approve(drafted(), in_force_from=TODAY, by=ADMIN)
    assert speak_what_waits() == 0
    assert file_for(Kind.CLOSED_NOW, "ja", clock.now()) == old
    made.refresh_from_db()
    assert made.sound_trouble == "SoundNotMade"
    assert Event.objects.filter(kind="announcement.not_spoken").count() == 1
    voice.is_hoarse = False
    forget_tried_sounds.call()  # daily: the voice tries again
    assert speak_what_waits() == 1
    assert file_for(Kind.CLOSED_NOW, "ja", clock.now()) != old


@pytest.mark.preset_key("announcements.approved_by")
def test_the_city_approves_or_the_manager_too_as_the_contract_says() -> None:
    applied("hatsukaichi")
    draft = drafted()
    for nobody in (OPERATOR, SUPERVISOR):
        with pytest.raises(MissingRight):
            approve(draft, in_force_from=TODAY, by=nobody)
    with pytest.raises(actions.OnlyTheCityApproves):
        approve(draft, in_force_from=TODAY, by=MANAGER)
    change_settings({"announcements.approved_by": "city_or_manager"}, by=ADMIN)
    assert approve(draft, in_force_from=TODAY, by=MANAGER).state == State.APPROVED


def test_who_may_only_listen_writes_nothing() -> None:
    applied("hatsukaichi")
    with pytest.raises(MissingRight):
        save_draft(Kind.GREETING, "ja", text="あ", reason="", edition=0, by=OPERATOR)


def test_two_writers_do_not_overwrite_each_other() -> None:
    applied("hatsukaichi")
    draft = drafted()
    save_draft(Kind.CLOSED_NOW, "ja", text="一人目", reason="", edition=draft.edition, by=SUPERVISOR)
    with pytest.raises(actions.ChangedMeanwhile):
        save_draft(Kind.CLOSED_NOW, "ja", text="二人目", reason="", edition=draft.edition, by=MANAGER)
    with pytest.raises(actions.ChangedMeanwhile):
        approve(draft, in_force_from=TODAY, by=ADMIN)  # what was read is not what is written now


def test_a_draft_is_heard_before_anybody_is_bound_to_it_and_spoken_once(voice: QuickVoice) -> None:
    applied("hatsukaichi")
    draft = drafted()
    sound = hear(draft, by=SUPERVISOR)
    draft.refresh_from_db()
    assert draft.sound == sound
    assert hear(draft, by=SUPERVISOR) == sound
    assert len(voice.spoken) == 1
    approve(draft, in_force_from=TODAY, by=ADMIN)
    assert file_for(Kind.CLOSED_NOW, "ja", clock.now())  # at once: it was spoken before
    assert len(voice.spoken) == 1


def test_a_recording_is_said_instead_of_the_voice_until_it_is_taken_off(voice: QuickVoice) -> None:
    applied("hatsukaichi")
    draft = drafted(recording=tone())
    assert draft.is_uploaded
    draft = save_draft(Kind.CLOSED_NOW, "ja", text="別の文面", reason="", edition=draft.edition, by=SUPERVISOR)
    assert draft.is_uploaded  # the words beside a recording may be corrected
    with pytest.raises(RecordingRefused):
        save_draft(
            Kind.CLOSED_NOW, "ja", text="別", reason="", edition=draft.edition, by=SUPERVISOR, recording=b"MZ\x90"
        )
    draft = take_off_recording(draft, by=SUPERVISOR)
    assert draft.sound is None
    approve(draft, in_force_from=TODAY, by=ADMIN)
    speak_what_waits()
    assert "別の文面" in voice.spoken


def test_a_language_that_the_voice_does_not_speak_needs_a_recording() -> None:
    applied("digital-agency")
    with pytest.raises(actions.LanguageNotOffered):
        save_draft(Kind.GREETING, "ja-easy", text="はい", reason="", edition=0, by=SUPERVISOR)
    draft = save_draft(Kind.GREETING, "en", text="Thank you for calling.", reason="", edition=0, by=SUPERVISOR)
    for refused in (lambda: hear(draft, by=SUPERVISOR), lambda: approve(draft, in_force_from=TODAY, by=ADMIN)):
        with pytest.raises(actions.RecordingNeeded):
            refused()
    draft = save_draft(
        Kind.GREETING, "en", text="Thank you.", reason="", edition=draft.edition, by=SUPERVISOR, recording=tone()
    )
    approve(draft, in_force_from=TODAY, by=ADMIN)
    assert file_for(Kind.GREETING, "en", clock.now()).startswith("greeting-en-1-")


def test_the_contracts_sentence_stays_in_the_out_of_hours_text() -> None:
    applied("hatsukaichi")
    with pytest.raises(actions.FixedWordsMissing, match="受付時間外"):
        drafted("本日は終わりました。", Kind.OUT_OF_HOURS)
    assert drafted("ただいまの時間は受付時間外です。ご予約は、予約サイトから。", Kind.OUT_OF_HOURS).pk


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("  \n ", actions.TextMissing), ("あ" * (LONGEST_TEXT + 1), actions.TextTooLong)],
)
def test_texts_that_nobody_could_say_are_refused(text: str, refusal: type[Exception]) -> None:
    applied("hatsukaichi")
    with pytest.raises(refusal):
        drafted(text)


def test_a_day_in_the_past_is_refused_and_a_version_taken_back_uncovers_the_one_before() -> None:
    applied("hatsukaichi")
    before = in_force(Kind.CLOSED_NOW)
    draft = drafted()
    with pytest.raises(actions.DayInThePast):
        approve(draft, in_force_from=TODAY - timedelta(days=1), by=ADMIN)
    version = approve(draft, in_force_from=TODAY, by=ADMIN)
    assert in_force(Kind.CLOSED_NOW) == version.text
    withdraw(version, reason="誤り", by=ADMIN)
    assert in_force(Kind.CLOSED_NOW) == before
    with pytest.raises(actions.StepNotPossible):
        approve(version, in_force_from=TODAY, by=ADMIN)
    hours = version_in_force(Kind.OUT_OF_HOURS, "ja", TODAY)
    assert hours is not None
    with pytest.raises(actions.NothingElseToSay):
        withdraw(hours, reason="誤り", by=ADMIN)


def test_first_words_are_confirmed_as_they_are() -> None:
    applied("hatsukaichi")
    greeting = version_in_force(Kind.GREETING, "ja", TODAY)
    assert greeting is not None
    assert not confirm(greeting, by=CLERK).is_to_confirm
    with pytest.raises(actions.StepNotPossible):
        confirm(greeting, by=CLERK)


def test_every_step_stands_in_the_history_with_its_words() -> None:
    applied("hatsukaichi")
    approve(drafted(), in_force_from=TODAY, by=ADMIN)
    kinds = list(Event.objects.filter(about_key="closed_now.ja").order_by("id").values_list("kind", flat=True))
    assert kinds == ["announcement.laid", "announcement.drafted", "announcement.approved"]
    approved = Event.objects.get(kind="announcement.approved")
    assert facts_of(approved)["in_force_from"] == TODAY.isoformat()


def test_the_exchange_is_told_when_what_is_said_changes() -> None:
    applied("hatsukaichi")
    assert not Order.objects.exists()
    approve(drafted(), in_force_from=TODAY, by=ADMIN)
    assert Order.objects.get().kind == "tell_schedule"


def test_other_readings_are_spoken_anew(voice: QuickVoice) -> None:
    applied("hatsukaichi")
    speak_what_waits()
    old = file_for(Kind.GREETING, "ja", clock.now())
    change_table("pronunciations.csv", "word,reading\n廿日市市,ハツカイチシ\n", by=ADMIN, effective_on=TODAY)
    assert speak_what_waits() == 1
    assert "ハツカイチシ" in voice.spoken[-1]
    assert file_for(Kind.GREETING, "ja", clock.now()) != old


def test_what_was_only_tried_is_forgotten_after_a_week() -> None:
    applied("hatsukaichi")
    speak_what_waits()
    draft = drafted()
    hear(draft, by=SUPERVISOR)
    draft.refresh_from_db()
    withdraw(draft, reason="", by=SUPERVISOR)
    save_draft(Kind.CLOSED_NOW, "ja", text="別", reason="", edition=0, by=SUPERVISOR)
    Announcement.objects.filter(pk=draft.pk).update(sound=None)
    kept = Sound.objects.count()
    with time_machine.travel(PRESENT + timedelta(days=8)):
        assert forget_tried_sounds.call() == 1
    assert Sound.objects.count() == kept - 1


def test_sounds_are_placed_whole_once_and_never_taken_away(tmp_path: Path) -> None:
    applied("hatsukaichi")
    speak_what_waits()
    count = place_sounds(tmp_path)
    files = sorted((tmp_path / "ja/madoguchi").iterdir())
    assert len(files) == count == len(playable())
    assert {file.read_bytes()[:4] for file in files} == {b"RIFF"}
    assert place_sounds(tmp_path) == 0
    version = version_in_force(Kind.GREETING, "ja", TODAY)
    assert version is not None
    withdraw(version, reason="", by=ADMIN)
    place_sounds(tmp_path)
    assert sorted((tmp_path / "ja/madoguchi").iterdir()) == files


def test_a_text_that_names_a_my_number_is_refused() -> None:
    from madoguchi.core.text.my_number import MyNumberRefused

    applied("hatsukaichi")
    with pytest.raises(MyNumberRefused):
        drafted("番号は1234 5678 9018です。")


def test_the_moment_of_a_new_day_is_midnight_in_tokyo() -> None:
    applied("hatsukaichi")
    speak_what_waits()
    approve(drafted(), in_force_from=TOMORROW, by=ADMIN)
    speak_what_waits()
    midnight = datetime.combine(TOMORROW, datetime.min.time(), tzinfo=clock.TOKYO)
    before = file_for(Kind.CLOSED_NOW, "ja", midnight - timedelta(microseconds=1))
    assert before != file_for(Kind.CLOSED_NOW, "ja", midnight)


@pytest.mark.req("TEL-10")
def test_a_sentence_with_a_number_is_said_by_one_voice_from_its_first_word_to_its_last(tmp_path: Path) -> None:
    presets.apply_preset(presets.folder_of("digital-agency"))
    change_settings({"announcements.says_position": True}, by=ADMIN)
    speak_what_waits()
    version = version_in_force(Kind.POSITION, "ja", TODAY)
    assert version
    with pytest.raises(actions.NumberFollows):
        save_draft(Kind.POSITION, "ja", text=version.text, reason="", edition=0, by=SUPERVISOR, recording=tone())
    recorded = Sound.objects.create(digest="r" * 64, wav=tone(), seconds=1, origin="uploaded", made_at=clock.now())
    Announcement.objects.filter(pk=version.pk).update(sound=recorded)
    place_numbered(tmp_path)
    words, number = kept_sound(version.text), kept_sound("3番目です。")
    assert words
    assert number
    assert (tmp_path / "place-3.wav").read_bytes() == joined([bytes(words.wav), bytes(number.wav)])
