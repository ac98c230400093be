"""What other systems send is read as the screens read it, and refused as they refuse it."""

from datetime import time
from pathlib import Path

import pytest

from madoguchi.booking.models import Booking
from madoguchi.core.text.my_number import check_digit
from madoguchi.municipality.models import Site
from tests.api.conftest import Machine, is_problem, read, wanted
from tests.worlds import TOMORROW, slot_at

INVENTED = f"12345678901{check_digit('12345678901')}"
ROOT = Path(__file__).resolve().parents[2]


# What stands in it


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("slot", "x", "#/slot"),
        ("slot", 2**63, "#/slot"),
        ("slot", True, "#/slot"),
        ("people", [], "#/people"),
        ("people", [{}], "#/people/0/name"),
        ("people", "花子", "#/people"),
        ("contact", {}, "#/contact/name"),
        ("language", "de", "#/language"),
        ("surprise", 1, "#/surprise"),
        ("hold", "x", "#/hold"),
    ],
)
def test_each_fault_is_named_with_its_place(
    city: Machine, site: Site, field: str, value: object, pointer: str
) -> None:
    answer = city.book({**wanted(slot_at(site, TOMORROW, time(9)).pk), field: value})
    is_problem(answer, 422, "invalid")
    errors = read(answer)["errors"]
    assert pointer in [error["pointer"] for error in errors]
    assert all(error["message"] for error in errors)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "12345"),
        ("phone", "+1 202 555 0100"),
        ("email", "hanako"),
        ("email", "a@b@c"),
        ("email", '"<a@evil.example>,b"@example.jp'),
        ("postal_code", "738-85O1"),
        ("kana", "花子"),
        ("name", "   "),
        ("name", "名" * 41),
        ("name", "\x00"),
        ("name", "\ud800"),
        ("note", "あ" * 501),
        ("note", "x" * 100_00),
        ("address", "あ" * 201),
        ("name", None),
        ("name", 7),
    ],
)
def test_what_the_screens_do_not_take_the_api_does_not_take(
    city: Machine, site: Site, field: str, value: object
) -> None:
    body = wanted(slot_at(site, TOMORROW, time(9)).pk)
    body["contact"][field] = value
    answer = city.book(body)
    is_problem(answer, 422, "invalid")
    assert [error["pointer"] for error in read(answer)["errors"]] == [f"#/contact/{field}"]
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("field", "sent", "kept"),
    [
        ("phone", "０９０－００００－０００１", "09000000001"),
        ("kana", "みほん はなこ", "ミホン ハナコ"),
        ("name", "葛󠄀城　花子", "葛󠄀城 花子"),
        ("name", "<b>O'Hara</b>; DROP TABLE", "<b>O'Hara</b>; DROP TABLE"),
        ("name", "森", "森"),
        ("name", "名" * 40, "名" * 40),
        ("name", "葛\U000e0100" * 40, "葛\U000e0100" * 40),
        ("email", "hana..ko.@docomo.ne.jp", "hana..ko.@docomo.ne.jp"),
        ("postal_code", "〒738-8501", "7388501"),
        ("note", "😀\r\n車いす", "😀\n車いす"),
    ],
)
def test_texts_are_tidied_as_at_the_screens(city: Machine, site: Site, field: str, sent: str, kept: str) -> None:
    made = city.booked(slot_at(site, TOMORROW, time(9)).pk, **{field: sent})
    assert made["contact"][field] == kept
    assert getattr(Booking.objects.get(), field) == kept


@pytest.mark.req("PDR-08")
@pytest.mark.parametrize("where", ["note", "name", "phone", "procedure"])
def test_a_my_number_is_refused_wherever_it_stands_and_written_nowhere(
    city: Machine, site: Site, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    body = wanted(slot_at(site, TOMORROW, time(9)).pk)
    (body["people"][0] if where == "procedure" else body["contact"])[where] = INVENTED
    answer = city.book(body)
    is_problem(answer, 422, "invalid")
    assert "マイナンバー" in read(answer)["errors"][0]["message"]
    assert INVENTED not in answer.content.decode()
    assert INVENTED not in caplog.text
    assert not Booking.objects.exists()


def test_what_was_sent_is_never_sent_back_in_an_error(city: Machine, caplog: pytest.LogCaptureFixture) -> None:
    body = {"slot": "秘密", "people": [{"name": "秘密" * 40, "procedure": []}], "秘密": 1}
    answer = city.book(body)
    said = [error["message"] for error in read(answer)["errors"]]
    assert not any("秘密" in words for words in said)
    assert "秘密" not in caplog.text
