"""What a booking asks for is the municipality's data (RSV-15): on the web, on the telephone, afterwards and in lists."""

import csv
import io
from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from madoguchi.accounts.rights import Role
from madoguchi.booking.items import ITEMS_TABLE
from madoguchi.booking.models import Booking
from madoguchi.core.preset import PresetRefused
from madoguchi.municipality.kept import change_table
from madoguchi.municipality.models import Site
from madoguchi.web.citizen.forms import ContactForm
from madoguchi.web.operator.forms import TelephoneForm
from tests.services.signed_in import session_for, staff_of
from tests.web.on_the_way import book, browser, confirm, fill_in, hold, page
from tests.worlds import ADMIN, TODAY, TOMORROW, open_for_booking, slot_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
HEAD = "item,web,telephone,label_ja,label_ja_easy,label_en,help_ja,help_ja_easy,help_en\n"
FIXED = "name,required,required,,,,,,\nphone,required,required,,,,,,\n"
DAY = TOMORROW + timedelta(days=2)
MY_NUMBER = "123456789018"


def ask(rows: str) -> None:
    change_table(ITEMS_TABLE, f"{HEAD}{rows}", by=ADMIN, effective_on=TODAY)


def made() -> Booking:
    return Booking.objects.exclude(number="").get()


@pytest.mark.req("RSV-15")
@pytest.mark.preset_key("booking_items.csv")
def test_items_are_shown_hidden_required_and_ordered_as_the_table_says(site: Site) -> None:
    ask(f"{FIXED}address,required,hidden,おところ,すんでいる ところ,Where you live,番地まで,,Up to the number\n")
    form = ContactForm()
    assert form.asked == ["name", "phone", "address"]
    assert form.fields["address"].required
    assert (form["address"].label, form["address"].help_text) == ("おところ", "番地まで")


@pytest.mark.req("RSV-15")
def test_the_words_of_an_item_are_those_of_the_readers_language(site: Site) -> None:
    ask(f"{FIXED}address,required,hidden,おところ,すんでいる ところ,Where you live,番地まで,,Up to the number\n")
    held = hold(browser(), slot_at(site, DAY, time(9)), language="/en")
    assert "Where you live" in page(held)
    assert "Up to the number" in page(held)


@pytest.mark.req("RSV-15")
def test_name_and_telephone_are_always_asked() -> None:
    open_for_booking()
    with pytest.raises(PresetRefused):
        ask("name,required,required,,,,,,\nphone,optional,required,,,,,,\n")
    with pytest.raises(PresetRefused):
        ask("name,required,required,,,,,,\n")


@pytest.mark.req("RSV-15")
def test_a_hidden_item_is_not_written_even_when_it_is_posted(site: Site) -> None:
    ask(f"{FIXED}email,hidden,optional,,,,,,\nnote,hidden,optional,,,,,,\naddress,hidden,hidden,,,,,,\n")
    book(browser(), slot_at(site, DAY, time(9)), email="hanako@example.jp", address="見本市1-2-3", note="x")
    booking = made()
    assert (booking.name, booking.email, booking.address, booking.note) == ("見本 花子", "", "", "")


@pytest.mark.req("RSV-15")
def test_what_is_asked_is_checked_kept_and_shown_to_citizen_and_counter(site: Site) -> None:
    ask(f"{FIXED}postal_code,optional,hidden,,,,,,\naddress,required,hidden,,,,,,\nnote,optional,hidden,,,,,,\n")
    client = browser()
    typed = {
        "postal_code": "〒７３８－００１５",
        "address": "広島県廿日市市本町1-2-3",
        "note": "ベビーカーで行きます",
    }
    checked = fill_in(client, hold(client, slot_at(site, DAY, time(9))), **typed)
    for words in ("738-0015", "広島県廿日市市本町1-2-3", "ベビーカーで行きます"):
        assert words in page(checked)
    own = confirm(client, checked)
    assert "広島県廿日市市本町1-2-3" in page(own)
    assert (made().postal_code, made().note) == ("7380015", "ベビーカーで行きます")
    staff = Client(HTTP_HOST="localhost")
    staff.cookies["session"] = session_for(staff_of(Role.CITY_ADMIN))
    assert "ベビーカーで行きます" in staff.get(reverse("city:booking", args=[made().number])).content.decode()
    days = {"since": DAY.isoformat(), "until": DAY.isoformat(), "form": "csv"}
    file = staff.post("/staff/city/persons/export/", days).content.decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(file))
    assert line["住所"] == "広島県廿日市市本町1-2-3"
    assert "メールアドレス" not in line


@pytest.mark.req("RSV-15")
def test_a_missing_item_is_named_and_nothing_is_lost(site: Site) -> None:
    ask(f"{FIXED}address,required,hidden,,,,,,\nnote,optional,hidden,,,,,,\n")
    client = browser()
    answer = page(fill_in(client, hold(client, slot_at(site, DAY, time(9))), note="残ること"))
    assert "「住所」を入力してください。" in answer
    assert "残ること" in answer


@pytest.mark.req("RSV-15", "STF-03")
def test_the_operator_is_asked_for_six_things_unless_the_municipality_asks_for_more(site: Site) -> None:
    assert len(TelephoneForm(people=1).fields) == 6
    ask(f"{FIXED}address,hidden,optional,,,,,,\n")
    assert list(TelephoneForm(people=1).fields) == ["name", "phone", "procedure_1", "address"]


@pytest.mark.req("RSV-15")
def test_staff_keep_what_is_no_longer_asked_and_a_memo_is_not_shown_to_the_citizen(site: Site) -> None:
    booked = book(browser(), slot_at(site, DAY, time(9)), email="hanako@example.jp")
    assert "hanako@example.jp" in page(booked)
    Booking.objects.update(note="電話で確かめた")
    ask(FIXED)
    staff = Client(HTTP_HOST="localhost")
    staff.cookies["session"] = session_for(staff_of(Role.OPERATOR))
    contact = reverse("operator:contact", args=[made().number])
    assert "hanako@example.jp" in staff.get(contact).content.decode()
    staff.post(
        contact, {"name": "見本 華子", "kana": "みほん はなこ", "phone": "090-0000-0002", "note": "電話で確かめた"}
    )
    assert (made().name, made().kana, made().email, made().note) == (
        "見本 華子",
        "ミホン ハナコ",
        "",
        "電話で確かめた",
    )
    own = str(booked.request["PATH_INFO"])  # type: ignore[attr-defined]
    assert "電話で確かめた" not in Client().get(own).content.decode()


# 郵便番号 → 住所, without a script.

ADDRESS = f"{FIXED}postal_code,optional,hidden,,,,,,\naddress,optional,hidden,,,,,,\n"


@pytest.mark.req("RSV-15")
@pytest.mark.parametrize(
    ("code", "typed", "shown", "said"),
    [
        ("７３８ー００１５", "", "広島県廿日市市本町", "住所を入れました"),
        ("738-0015", "1-2-3", "広島県廿日市市本町1-2-3", "住所を入れました"),
        ("738-0015", "見本市見本町5", "見本市見本町5", "広島県廿日市市本町"),
        ("999-9999", "見本市見本町5", "見本市見本町5", "この郵便番号は見つかりません"),
        ("12", "見本市見本町5", "見本市見本町5", "7桁の数字"),
        ("", "", "", "7桁の数字"),
    ],
)
def test_a_button_fills_in_the_address_and_nothing_typed_is_lost(
    site: Site, code: str, typed: str, shown: str, said: str
) -> None:
    ask(ADDRESS)
    client = browser()
    held = hold(client, slot_at(site, DAY, time(9)))
    answer = page(fill_in(client, held, do="address", postal_code=code, address=typed))
    assert f'value="{shown}"' in answer or not shown
    assert said in answer
    assert 'value="見本 花子"' in answer
    assert not Booking.objects.exclude(number="").exists()


@pytest.mark.req("RSV-15")
def test_the_address_is_filled_in_on_the_booking_s_own_page_too(site: Site) -> None:
    ask(ADDRESS)
    own = str(book(browser(), slot_at(site, DAY, time(9))).request["PATH_INFO"])  # type: ignore[attr-defined]
    typed = {"name": "見本 花子", "phone": "09000000001", "postal_code": "738-0015", "address": ""}
    answer = Client().post(f"{own}contact/", {**typed, "do": "address"}).content.decode()
    assert 'value="広島県廿日市市本町"' in answer
    assert made().address == ""
    Client().post(f"{own}contact/", {**typed, "address": "広島県廿日市市本町1"})
    assert (made().postal_code, made().address) == ("7380015", "広島県廿日市市本町1")


@pytest.mark.req("RSV-15")
def test_the_script_asks_our_own_server(site: Site) -> None:
    answer = Client().post("/en/book/address/", {"postal_code": "738-0015"}).json()
    assert answer["place"] == "広島県廿日市市本町"
    assert "filled in" in answer["said"]
    assert Client().post("/book/address/", {"postal_code": "x" * 500}).json()["place"] == ""
    assert Client().get("/book/address/", {"postal_code": "738-0015"}).status_code == 405  # never in an address


# Bad input


@pytest.mark.req("RSV-15")
@pytest.mark.parametrize("item", ["note", "address"])
@pytest.mark.parametrize(
    "text",
    ["😀 よろしく", "葛\U000e0100城 ＡＢＣ", "'; DROP TABLE booking; --", "<script>alert(1)</script>", "あ" * 40],
)
def test_odd_text_is_only_text(site: Site, item: str, text: str) -> None:
    ask(f"{FIXED}address,optional,hidden,,,,,,\nnote,optional,hidden,,,,,,\n")
    answer = page(book(browser(), slot_at(site, DAY, time(9)), **{item: text}))
    assert "<script>alert" not in answer
    assert getattr(made(), item) == text.replace("ＡＢＣ", "ABC")


@pytest.mark.req("RSV-15")
@pytest.mark.parametrize("item", ["note", "address"])
@pytest.mark.parametrize(
    ("text", "said"), [(MY_NUMBER, "マイナンバー"), ("あ" * 501, "文字までで入力してください")]
)
def test_what_cannot_be_kept_is_said_at_its_item_and_the_rest_stays(
    site: Site, item: str, text: str, said: str
) -> None:
    ask(f"{FIXED}address,optional,hidden,,,,,,\nnote,optional,hidden,,,,,,\n")
    client = browser()
    answer = page(fill_in(client, hold(client, slot_at(site, DAY, time(9))), **{item: text}))
    assert said in answer.split('id="details"')[1]
    assert 'value="見本 花子"' in answer
    assert not Booking.objects.exclude(number="").exists()
