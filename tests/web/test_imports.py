"""The screens on which the city takes its paper ledger over."""

import csv
import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.ledger_import.models import LedgerImport
from madoguchi.booking.models import Booking
from madoguchi.municipality.models import Site

PAGE = "/staff/city/imports/"
LEDGER = "日付,時刻,氏名,用件\n12月2日,9:00,見本 花子,受取り\n12月2日,9:10,例田 太郎,受取り\n"
SignIn = Callable[[Role], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.req("STF-14"), pytest.mark.usefixtures("at_present")]


def upload(client: Client, text: str) -> HttpResponse:
    return client.post(PAGE, {"file": SimpleUploadedFile("台帳.csv", text.encode("cp932"))}, follow=True)


def page_of(ledger: LedgerImport) -> str:
    return f"{PAGE}{ledger.key}/"


def test_a_file_is_read_shown_corrected_read_again_and_booked(site: Site, signed_in: SignIn) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    shown = upload(clerk, LEDGER).content.decode()
    assert "予約にできない行があります" in shown
    assert "9:10の予約枠はありません" in shown
    assert "件を予約にする" not in shown
    file = b"".join(clerk.get(page_of(LedgerImport.objects.get()) + "faults/").streaming_content).decode(
        "utf-8-sig"
    )
    (fault,) = csv.DictReader(io.StringIO(file))
    assert (fault["行"], fault["氏名"], "9:10の予約枠" in fault["誤り"]) == ("3", "例田 太郎", True)
    shown = upload(clerk, LEDGER.replace("9:10", "9:30")).content.decode()
    assert "すべての行を予約にできます" in shown
    second = LedgerImport.objects.order_by("-pk")[0]
    booked = clerk.post(page_of(second) + "book/", follow=True).content.decode()
    assert "2件の予約を取り込みました。" in booked
    assert Booking.objects.filter(channel="city").count() == 2
    assert "2件の予約を、すべて取り消しますか" in clerk.get(page_of(second) + "undo/").content.decode()
    undone = clerk.post(page_of(second) + "undo/", follow=True).content.decode()
    assert "取り込んだ2件の予約を取り消しました。" in undone
    assert "取消 2件" in undone


def test_columns_are_chosen_where_the_headings_do_not_tell(site: Site, signed_in: SignIn) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    shown = upload(clerk, "いつ,だれ\n12月2日 9:00,見本 花子\n").content.decode()
    assert "どの列が何かを選んでください" in shown
    ledger = LedgerImport.objects.get()
    chosen = {"column_day": "いつ", "column_name": "だれ", "site": site.code, "channel": "city"}
    refused = clerk.post(page_of(ledger), {**chosen, "column_day": ""}).content.decode()
    assert "「日付」の列を選んでください。" in refused
    shown = clerk.post(page_of(ledger), {**chosen, "procedure": "pickup"}, follow=True).content.decode()
    assert "1件を予約にする" in shown


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"PK\x03\x04xxx", "Excelのファイルは読めません"), (b"", "見出しの行と、予約の行が要ります")],
)
def test_a_file_that_is_no_ledger_is_refused_at_its_field(
    content: bytes, words: str, site: Site, signed_in: SignIn
) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    answer = clerk.post(PAGE, {"file": SimpleUploadedFile("x.csv", content)}).content.decode()
    assert words in answer
    assert "ファイルを選んでください。" in clerk.post(PAGE, {}).content.decode()
    assert not LedgerImport.objects.exists()


def test_giving_up_throws_away_what_was_read(site: Site, signed_in: SignIn) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    upload(clerk, LEDGER)
    answer = clerk.post(page_of(LedgerImport.objects.get()) + "drop/", follow=True).content.decode()
    assert "読み込んだ内容は消しました" in answer
    assert LedgerImport.objects.get().cells == ""


@pytest.mark.req("SEC-06")
def test_the_call_centre_does_not_come_near_the_ledger(site: Site, signed_in: SignIn) -> None:
    upload(signed_in(Role.CITY_CLERK), LEDGER)
    page = page_of(LedgerImport.objects.get())
    for role in (Role.OPERATOR, Role.SUPERVISOR, Role.MANAGER, Role.DATA_STAFF):
        assert signed_in(role).get(PAGE).status_code == 403
        assert signed_in(role).post(page + "book/").status_code == 403
    auditor = signed_in(Role.AUDITOR)
    assert "読み込む</button>" not in auditor.get(PAGE).content.decode()
    assert auditor.post(page + "book/").status_code == 403
    assert not Booking.objects.exists()
