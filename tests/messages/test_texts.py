"""What a mail says: complete without the link, in the language of the booking, and nothing that must not be there."""

import re
from datetime import date, time

import pytest
import time_machine

from madoguchi.booking.models import Booking
from madoguchi.booking.own_page.secret import secret_of
from madoguchi.messages.rules import OF_BOOKINGS, WIDTH, Kind, folded, width_of
from madoguchi.messages.texts import words_for
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import LANGUAGES, Procedure, Site
from madoguchi.municipality.queries import text_in_force
from tests.messages.conftest import book
from tests.worlds import ADMIN, person

pytestmark = pytest.mark.django_db
FAMILY = (person("見本 花子"), person("見本 太郎", "ミホン タロウ", "pin"))
NEW_YEAR = "Friday, 4 December 2026"


def booking_in(site: Site, language: str) -> Booking:
    return book(site, *FAMILY, day=date(2026, 12, 4), at=time(9), language=language)


@pytest.mark.req("NTF-01", "NTF-02", "NTF-03", "NTF-04")
@pytest.mark.parametrize("kind", [Kind.MADE, Kind.CHANGED, Kind.REMINDER])
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_mail_is_complete_without_the_link(site: Site, kind: Kind, language: str) -> None:
    booking = booking_in(site, language)
    text = words_for(booking, kind).text
    told = text.replace("\n", "").replace("　", "").replace(" ", "")
    assert f"{booking.number[:4]}-{booking.number[4:]}" in text
    day = NEW_YEAR if language == "en" else "2026年12月4日（金曜日）"
    assert day in text
    assert ("09:00 to" if language == "en" else "9時00分〜") in text
    assert booking.slot.site.name in text
    for visitor in booking.visitors.all():
        assert visitor.name in text
        assert visitor.procedure.label(language).replace(" ", "") in told
        brought = text_in_force(visitor.procedure, language)
        assert brought is not None
        for line in brought.bring.splitlines():
            assert line.lstrip("・-* ").replace(" ", "").replace("　", "") in told
    assert "0829-00-0000" in text
    assert f"https://yoyaku.example.jp/{'' if language == 'ja' else language + '/'}my/{secret_of(booking)}/" in text


@pytest.mark.req("NTF-05", "NTF-06")
@pytest.mark.preset_key("messages.no_reply")
@pytest.mark.parametrize("kind", OF_BOOKINGS)
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_mail_says_that_it_cannot_be_answered_and_names_no_address(site: Site, kind: Kind, language: str) -> None:
    booking = booking_in(site, language)
    text = words_for(booking, kind).text
    says_so = {"ja": "返信はできません", "ja-easy": "返事（へんじ）は できません", "en": "You cannot reply to it"}
    assert says_so[language] in text
    assert "@" not in text
    change_settings({"messages.no_reply": False}, by=ADMIN)
    assert says_so[language] not in words_for(booking, kind).text


@pytest.mark.parametrize("kind", OF_BOOKINGS)
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_mail_is_whole_in_every_language_and_no_line_is_too_long(
    site: Site, kind: Kind, language: str
) -> None:
    words = words_for(booking_in(site, language), kind)
    assert "{" not in words.subject + words.text
    assert "\n\n\n" not in words.text
    assert words.subject
    assert "\n" not in words.subject
    lines = [line for line in words.text.splitlines() if "://" not in line]
    assert max(map(width_of, lines)) <= WIDTH + 2  # a full stop may hang over
    if language == "en":
        without_names = re.sub("[一-龠]+ ?(花子|太郎)|廿日市市[^\n]*", "", words.subject + words.text)
        assert not re.search("[ぁ-んァ-ヶ]", without_names.replace("本庁", ""))


def test_the_link_stands_in_one_piece_on_a_line_of_its_own(site: Site) -> None:
    text = words_for(booking_in(site, "ja"), Kind.MADE).text
    (line,) = [line for line in text.splitlines() if "://" in line]
    assert re.fullmatch(r"https://yoyaku\.example\.jp/my/[^ ]+/", line)


def test_without_a_chosen_host_name_the_telephone_remains(site: Site) -> None:
    change_settings({"web_site.host_name": ""}, by=ADMIN)
    text = words_for(booking_in(site, "ja"), Kind.MADE).text
    assert "://" not in text
    assert "お電話でご連絡ください。電話 0829-00-0000" in text


@pytest.mark.req("NTF-03")
def test_after_the_last_moment_to_change_only_the_telephone_is_offered(
    site: Site, present: time_machine.Traveller
) -> None:
    booking = booking_in(site, "ja")
    present.move_to("2026-12-04T00:30:00+09:00", tick=False)
    text = words_for(booking, Kind.REMINDER).text
    assert "://" not in text
    assert "お電話でご連絡ください" in text


def test_odd_names_stand_in_a_mail_as_they_were_written(site: Site) -> None:
    name = '葛󠄀城 <b>&"太郎"</b> 😀'
    booking = book(site, person(name), day=date(2026, 12, 4), name=name)
    assert f"{name} 様" in words_for(booking, Kind.MADE).text


def test_a_mail_in_plain_japanese_explains_each_hard_word(site: Site) -> None:
    words = words_for(booking_in(site, "ja-easy"), Kind.MADE)
    assert "予約（よやく）" in words.text
    assert Procedure.objects.get(code="pickup").label_ja_easy in words.text


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("短い行", ["短い行"]),
        ("あ" * 36, ["あ" * 35, "あ"]),
        ("あ" * 35 + "。", ["あ" * 35 + "。"]),
        ("word " * 20, [" ".join(["word"] * 14), " ".join(["word"] * 6)]),
        ("https://example.jp/" + "a" * 90, ["https://example.jp/" + "a" * 90]),
        ("　・" + "あ" * 40, ["　・" + "あ" * 33, "　　" + "あ" * 7]),
        ("- " + "word " * 20, ["- " + " ".join(["word"] * 13), "  " + " ".join(["word"] * 7)]),
        ("あいうえお " * 8, [" ".join(["あいうえお"] * 6), "あいうえお あいうえお"]),
        ("", [""]),
    ],
)
def test_lines_are_folded_where_a_reader_would(line: str, lines: list[str]) -> None:
    assert [one.rstrip() for one in folded(line + "\n.").splitlines()[:-1]] == lines
