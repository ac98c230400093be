"""Forms: the My Number guard at the field, its override by reason, and fields that take what people write."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation

from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history import registry
from madoguchi.core.history.models import Event
from madoguchi.core.history.record import About
from madoguchi.core.text.my_number import MyNumberRefused, check_digit, refuse_my_number
from madoguchi.web.frame.fields import EmailField, KanaField, NameField, PhoneField, TolerantDateField
from madoguchi.web.frame.forms import LONGEST, LONGEST_OF_STAFF, FrameForm

ELEVEN = "12345678901"
MY_NUMBER = f"{ELEVEN}{check_digit(ELEVEN)}"
CLERK = Actor(UserKind.CITY, "clerk")


class NoteForm(FrameForm):
    name = NameField()
    note = forms.CharField(required=False)


class StaffNoteForm(NoteForm):
    may_override = True


def note_form(form: type[NoteForm], **more: str) -> NoteForm:
    return form({"name": "市川 花子", "note": f"番号は {MY_NUMBER} です", **more})


@pytest.mark.req("SEC-11")
def test_a_my_number_is_refused_at_its_field() -> None:
    form = note_form(NoteForm)
    assert not form.is_valid()
    assert form.errors == {"note": [MyNumberRefused.message]}


@pytest.mark.req("SEC-11")
def test_a_my_number_typed_where_a_telephone_number_belongs_is_named_as_one() -> None:
    class PhoneForm(FrameForm):
        phone = PhoneField()

    form = PhoneForm({"phone": MY_NUMBER})
    assert not form.is_valid()
    assert form.errors == {"phone": [MyNumberRefused.message]}


@pytest.mark.parametrize(("form", "most"), [(NoteForm, LONGEST), (StaffNoteForm, LONGEST_OF_STAFF)])
def test_what_nobody_types_is_cut_before_anything_looks_through_it(
    form: type[NoteForm], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setattr("madoguchi.web.frame.forms.contains_my_number", lambda text: seen.append(len(text)))
    filled_in = form(QueryDict(f"name=花子&note={'1 ' * most}"))
    assert filled_in.errors == {"note": ["長すぎます。短くしてください。"]}
    assert max(seen) <= most
    assert len(filled_in["note"].data) == most
    assert form({"name": "花子", "note": "字" * most}).is_valid()


def test_a_citizen_cannot_overrule_the_guard() -> None:
    form = note_form(NoteForm, number_reason="予約番号です")
    assert not form.is_valid()
    assert "number_reason" not in form.fields


def test_staff_are_asked_why_the_digits_are_no_my_number_right_at_the_field() -> None:
    page = str(note_form(StaffNoteForm))
    assert page.index("番号ではない理由") > page.index('name="note"')


def test_with_a_reason_the_digits_pass_and_the_reason_is_in_the_history(db: None) -> None:
    registry.register_object(registry.ObjectKind("sample", "見本", "history.view"))
    form = note_form(StaffNoteForm, number_reason="申請書の受付番号")
    assert form.is_valid()
    with form.guard_lifted(by=CLERK) as lifted:
        refuse_my_number(form.cleaned_data["note"])
        lifted(About("sample", "1"))
    event = Event.objects.get(kind="guard.overridden")
    assert "申請書の受付番号" in event.body
    assert MY_NUMBER not in event.body
    with pytest.raises(MyNumberRefused):
        refuse_my_number(MY_NUMBER)


def test_the_reason_is_asked_for_once_however_the_form_is_laid_out() -> None:
    form = note_form(StaffNoteForm)
    by_hand = "".join(field.as_field_group() for field in form)
    assert str(form).count('id="id_number_reason"') == by_hand.count('id="id_number_reason"') == 1


def test_a_reason_without_digits_lifts_nothing() -> None:
    form = StaffNoteForm({"name": "市川 花子", "note": "車いすです", "number_reason": "念のため"})
    assert form.override_reason == ""


def test_without_digits_the_guard_stays_down_and_nothing_is_recorded(db: None) -> None:
    form = StaffNoteForm({"name": "市川 花子", "note": "車いすです"})
    assert form.is_valid()
    with form.guard_lifted(by=CLERK) as lifted:
        with pytest.raises(MyNumberRefused):
            refuse_my_number(MY_NUMBER)
        lifted(About("sample", "1"))
    assert not Event.objects.exists()


def test_the_reason_itself_may_not_hold_the_number() -> None:
    assert not note_form(StaffNoteForm, number_reason=f"{MY_NUMBER} は違う番号").is_valid()


def test_a_missing_field_is_asked_for_by_name() -> None:
    form = NoteForm({})
    form.is_valid()
    assert form.errors["name"] == ["「氏名」を入力してください。"]


@pytest.mark.parametrize(
    "written",
    [
        "2026年11月21日",
        "2026/11/21",
        "２０２６．１１．２１",
        "20261121",
        "令和8年11月21日",
        "R8.11.21",
        "令和８年 11月 21日",
    ],
)
def test_a_day_is_read_in_every_way_of_writing(written: str) -> None:
    assert TolerantDateField().clean(written) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("written", "day"),
    [("平成元年1月8日", date(1989, 1, 8)), ("S64.1.7", date(1989, 1, 7)), ("大正15年12月24日", date(1926, 12, 24))],
)
def test_an_era_counts_from_its_first_year(written: str, day: date) -> None:
    assert TolerantDateField().clean(written) == day


@pytest.mark.parametrize("written", ["2026-02-30", "あした", "21.11.", "令和8年"])
def test_what_is_no_day_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValidationError, match="例："):
        TolerantDateField().clean(written)


def test_a_telephone_number_is_kept_as_digits_and_shown_in_groups() -> None:
    field = PhoneField()
    assert field.clean("０９０ー１２３４ー５６７８") == "09012345678"
    assert field.prepare_value("09012345678") == "090-1234-5678"
    with pytest.raises(ValidationError, match="市外局番"):
        field.clean("1234-5678")


def test_a_reading_is_taken_in_any_kana_and_a_latin_name_needs_none() -> None:
    field = KanaField()
    assert field.clean("はつかいち はなこ") == field.clean("ﾊﾂｶｲﾁ ﾊﾅｺ") == "ハツカイチ ハナコ"
    assert field.clean("") == ""
    assert field.clean("Nguyen Van An") == "Nguyen Van An"
    with pytest.raises(ValidationError, match="カタカナ"):
        field.clean("廿日市")


def test_the_shape_of_a_name_is_kept_and_not_counted() -> None:
    shaped = "葛\U000e0100城"
    assert NameField().clean(shaped) == shaped
    assert NameField().clean(shaped * 20)
    with pytest.raises(ValidationError, match="40文字まで"):
        NameField().clean("市" * 41)


def test_a_docomo_address_is_taken_with_a_word_of_caution() -> None:
    class MailForm(FrameForm):
        email = EmailField()

    form = MailForm({"email": "ａ..ｂ.@docomo.ne.jp"})
    assert form.is_valid()
    assert form.cleaned_data["email"] == "a..b.@docomo.ne.jp"
    assert "届かないことがあります" in str(form)
    assert not MailForm({"email": "hanako@"}).is_valid()


@pytest.mark.parametrize(
    "written",
    ['"<a@evil.example>,b"@example.jp', '"a(b"@example.jp', "=?utf-8?q??=@example.jp", f"{'a' * 65}@example.jp"],
)
def test_an_address_that_would_make_a_letter_name_somebody_else_is_none(written: str) -> None:
    with pytest.raises(ValidationError, match="形を確かめて"):
        EmailField().clean(written)
    assert EmailField().clean('"a..b"@docomo.ne.jp')


def test_citizens_fields_tell_browsers_what_to_fill_in() -> None:
    assert NameField().widget.attrs["autocomplete"] == "name"
    assert PhoneField().widget.attrs["autocomplete"] == "tel"
    assert EmailField().widget.attrs["autocomplete"] == "email"


@pytest.mark.req("SEC-17")
def test_a_form_for_other_peoples_data_turns_autofill_off() -> None:
    class AtTheDesk(NoteForm):
        autofill = False

    assert {field.widget.attrs["autocomplete"] for field in AtTheDesk().fields.values()} == {"off"}


def test_an_error_is_tied_to_its_field() -> None:
    form = NoteForm({"name": ""})
    page = str(form)
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_name_error"' in page
    assert 'id="id_name_error"' in page


def test_errors_are_said_in_the_readers_language() -> None:
    with translation.override("en"):
        form = NoteForm({})
        assert "氏名を" not in str(form.errors)
