"""A booking's own page: what its citizen may change until when, and what a stranger never learns."""

from datetime import time, timedelta

import pytest
import time_machine
from django.test import Client

from madoguchi.booking.actions import Person, cancel_booking, make_booking, people_of
from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.models import Booking, LookUps, Slot
from madoguchi.booking.own_page.rules import ADDRESS_TRIES, NUMBER_TRIES, SPAN
from madoguchi.booking.own_page.secret import secret_of
from madoguchi.booking.rules import Channel
from madoguchi.core.actors import CITIZEN
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from madoguchi.web.frame.place import this_place
from tests.worlds import ADMIN, PRESENT, TOMORROW, person, slot_at, wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]

UNKNOWN = "予約は見つかりません"
DAY = TOMORROW + timedelta(days=2)


def book(slot: Slot, *people: Person) -> Booking:
    return make_booking(wish(slot, *people), channel=Channel.WEB, by=CITIZEN)


def own(booking: Booking, path: str = "") -> str:
    return f"/my/{secret_of(booking)}/{path}"


def look(number: str, phone: str, *, address: str = "192.0.2.7") -> tuple[int, str]:
    answer = Client(REMOTE_ADDR=address).post("/my/", {"number": number, "phone": phone})
    return answer.status_code, answer.content.decode()


def lines(*people: Person) -> dict[str, str]:
    fields = {
        f"visitor_{position}_{name}": value
        for position, who in enumerate(people, start=1)
        for name, value in vars(who).items()
    }
    return {"people": str(len(people)), "do": "save", **fields}


@pytest.mark.req("RSV-09", "RSV-12")
def test_another_time_is_taken_and_the_old_one_is_free_again(site: Site) -> None:
    old, new = slot_at(site, DAY, time(9)), slot_at(site, DAY, time(10))
    booking = book(old)
    assert "新しい日時" in Client().get(own(booking, f"slot/{new.pk}/")).content.decode()
    Client().post(own(booking, f"slot/{new.pk}/"))
    booking.refresh_from_db()
    assert booking.slot == new
    old.refresh_from_db()
    assert old.people_taken == 0


@pytest.mark.req("RSV-09")
def test_a_full_place_offers_three_near_ones_and_leaves_the_old_one(site: Site) -> None:
    old, full = slot_at(site, DAY, time(9)), slot_at(site, DAY, time(10), people=0)
    booking = book(old)
    answer = Client().post(own(booking, f"slot/{full.pk}/"))
    assert answer.status_code == 409
    assert answer.content.decode().split("<main")[1].count("/slot/") == 3
    booking.refresh_from_db()
    assert booking.slot == old


@pytest.mark.req("RSV-10")
def test_cancelling_asks_first_and_a_link_used_twice_only_says_so(site: Site) -> None:
    slot = slot_at(site, DAY, time(9))
    booking = book(slot)
    Client().get(own(booking, "cancel/"))
    booking.refresh_from_db()
    assert booking.state == "booked"
    for _ in range(2):
        assert Client().post(own(booking, "cancel/")).status_code == 302
    slot.refresh_from_db()
    assert slot.people_taken == 0
    page = Client().get(own(booking)).content.decode()
    assert "この予約は取り消されました" in page
    assert "/cancel/" not in page


@pytest.mark.req("RSV-11", "RSV-12")
def test_a_person_is_added_removed_and_corrected(site: Site) -> None:
    booking = book(slot_at(site, DAY, time(9)))
    taro, aoi = person("見本 太郎", "みほん たろう", "pin"), person("葛\U000e0100城 葵", "", "certificate")
    assert Client().post(own(booking, "people/"), lines(person(), taro, aoi)).status_code == 302
    assert [who.name for who in people_of(booking)] == ["見本 花子", "見本 太郎", "葛\U000e0100城 葵"]
    assert people_of(booking)[1].kana == "ミホン タロウ"
    Client().post(own(booking, "people/"), lines(person("見本 華子"), aoi))
    booking = Booking.objects.get()
    assert [who.name for who in people_of(booking)] == ["見本 華子", "葛\U000e0100城 葵"]
    assert booking.name == "見本 華子"  # the one who booked is the first of them
    assert not slots_that_differ_from_the_ledger()


@pytest.mark.req("RSV-11")
def test_without_room_for_one_more_other_times_are_offered_and_one_press_moves_all(site: Site) -> None:
    slot = slot_at(site, DAY, time(9), people=1)
    booking = book(slot)
    typed = lines(person(), person("見本 太郎", "", "pin"))
    answer = Client().post(own(booking, "people/"), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count('name="to"') == 3
    assert "見本 太郎" in page
    assert len(people_of(booking)) == 1
    to = slot_at(site, DAY, time(10))
    assert Client().post(own(booking, "people/"), {**typed, "do": "", "to": str(to.pk)}).status_code == 302
    booking.refresh_from_db()
    assert (booking.slot, len(people_of(booking))) == (to, 2)
    assert not slots_that_differ_from_the_ledger()


@pytest.mark.req("RSV-11")
@pytest.mark.parametrize(("do", "count"), [("add", 2), ("remove-1", 1), ("remove-9", 2), ("remove-²", 2)])
def test_lines_come_and_go_without_a_script_and_nothing_is_stored(site: Site, do: str, count: int) -> None:
    booking = book(slot_at(site, DAY, time(9)))
    typed = lines(person()) if do == "add" else lines(person(), person("見本 太郎"))
    page = Client().post(own(booking, "people/"), {**typed, "do": do}).content.decode()
    assert f'name="people" value="{count}"' in page
    assert len(people_of(booking)) == 1


@pytest.mark.req("RSV-09")
def test_contact_data_are_corrected_and_a_my_number_is_refused(site: Site) -> None:
    booking = book(slot_at(site, DAY, time(9)))
    typed = {"name": "見本 華子", "kana": "みほん はなこ", "phone": "０９０－００００－０００２", "email": ""}
    answer = Client().post(own(booking, "contact/"), {**typed, "name": "123456789018"})
    assert "マイナンバー" in answer.content.decode()
    assert Client().post(own(booking, "contact/"), typed).status_code == 302
    booking = Booking.objects.get()
    assert (booking.name, booking.phone) == ("見本 華子", "09000000002")
    assert people_of(booking)[0].name == "見本 華子"


@pytest.mark.req("RSV-09", "RSV-10")
@pytest.mark.req("RSV-20")
def test_another_telephone_number_is_held_to_its_cap_too(site: Site) -> None:
    change_settings({"booking.bookings_per_phone": 1}, by=ADMIN)
    book(slot_at(site, DAY, time(9)), person("見本 太郎"))
    booking = make_booking(
        wish(slot_at(site, DAY, time(10)), person("見本 花子"), phone="09000000002"),
        channel=Channel.WEB,
        by=CITIZEN,
    )
    typed = {"name": "見本 花子", "kana": "", "phone": "09000000001", "email": ""}
    answer = Client().post(own(booking, "contact/"), typed)
    assert "受け付けられません" in answer.content.decode()
    assert "090-0000-0001" in answer.content.decode()  # what was typed stays
    assert Client().post(own(booking, "contact/"), {**typed, "phone": "09000000003"}).status_code == 302


@pytest.mark.parametrize("path", ["time/", "people/", "contact/", "cancel/"])
def test_after_the_closing_time_the_page_says_so_and_names_the_telephone(site: Site, path: str) -> None:
    change_settings({"telephone.number": "0800-000-0000"}, by=ADMIN)
    booking = book(slot_at(site, TOMORROW, time(9)))
    with time_machine.travel(PRESENT + timedelta(days=1), tick=False):
        for answer in (Client().get(own(booking, path)), Client().post(own(booking, path))):
            assert answer.status_code in (302, 405)
        page = Client().get(own(booking)).content.decode()
    assert "受付は終わりました" in page
    assert f"お電話ください：{this_place().phone}" in page
    assert Booking.objects.get().state == "booked"


@pytest.mark.req("RSV-09", "RSV-11")
def test_more_people_than_fit_are_told_so_and_then_that_the_time_changed_too(site: Site) -> None:
    booking, near = book(slot_at(site, DAY, time(9), people=1)), slot_at(site, DAY, time(10))
    family = lines(person(), person("見本 太郎", ""))
    page = Client().post(own(booking, "people/"), family).content.decode()
    assert "全員分の空きがありません" in page
    assert "たった今" not in page
    answer = Client().post(own(booking, "people/"), {**family, "to": str(near.pk)}, follow=True)
    assert "来る方と手続きと日時を変えました。" in answer.content.decode()


@pytest.mark.req("RSV-11")
def test_a_line_just_added_is_where_typing_goes_on_without_scripts(site: Site) -> None:
    booking = book(slot_at(site, DAY, time(9)))
    page = Client().post(own(booking, "people/"), {**lines(person()), "do": "add"}).content.decode()
    field = page.split('name="visitor_2_name"')[1].split(">")[0]
    assert "autofocus" in field
    assert page.count("autofocus") == 1


@pytest.mark.req("RSV-10")
def test_what_is_cancelled_says_what_to_do_instead_and_nothing_to_bring(site: Site) -> None:
    booking = book(slot_at(site, DAY, time(9)))
    assert "持ち物" in Client().get(own(booking)).content.decode()
    cancel_booking(booking, by=CITIZEN)
    page = Client().get(own(booking)).content.decode()
    assert "もう一度予約してください" in page
    for words in ("お電話ください", "持ち物", "お気に入り"):
        assert words not in page.split("<main")[1].split("</main")[0]


@pytest.mark.req("RSV-20")
def test_number_and_telephone_open_the_page_in_any_writing(site: Site) -> None:
    booking = book(slot_at(site, DAY, time(9)))
    written = booking.spoken_number.translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
    assert look(written, "090 0000 0001")[0] == 302
    assert look(booking.number, "09000000001")[0] == 302
    assert set(LookUps.objects.values_list("wrong", flat=True)) == {0}


@pytest.mark.req("RSV-20")
def test_every_no_is_the_same_page(site: Site) -> None:
    booking = book(slot_at(site, DAY, time(9)))
    cancelled = book(slot_at(site, DAY, time(10)))
    cancel_booking(cancelled, by=CITIZEN)
    no = [look(number, "090-9999-9999") for number in (booking.number, cancelled.number, "10000006", "12345678")]
    assert {status for status, _ in no} == {200}
    assert all(UNKNOWN in page for _, page in no)


@pytest.mark.req("RSV-20")
def test_guessing_is_throttled_by_number_also_for_the_right_telephone(site: Site) -> None:
    booking = book(slot_at(site, DAY, time(9)))
    for attempt in range(NUMBER_TRIES):
        assert look(booking.number, "090-9999-9999", address=f"192.0.2.{attempt}")[0] == 200
    assert look(booking.number, "09000000001")[0] == 429
    with time_machine.travel(PRESENT + SPAN, tick=False):
        assert look(booking.number, "09000000001")[0] == 302


@pytest.mark.req("RSV-20")
def test_a_shared_address_is_not_hit_by_those_who_find_their_booking(site: Site) -> None:
    booking = book(slot_at(site, DAY, time(9)))
    for _ in range(3):
        assert look(booking.number, "09000000001")[0] == 302
    LookUps.objects.update(wrong=ADDRESS_TRIES - 1)
    assert look("10000006", "09000000001")[0] == 200
    assert look("10000014", "09000000001")[0] == 429


def test_html_and_sql_are_only_text(site: Site) -> None:
    booking = book(slot_at(site, DAY, time(9)))
    hostile = "<script>alert(1)</script>'; --"
    assert Client().post(own(booking, "people/"), lines(person(hostile, ""))).status_code == 302
    page = Client().get(own(booking)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
