"""SEC-01, SEC-02, SEC-03, SEC-20: through the door, step by step, as a browser does it."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from madoguchi.accounts import actions
from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.core.refusals import MissingRight
from madoguchi.web.account.middleware import StaffDoor
from madoguchi.web.frame.access import Denied
from tests.accounts.conftest import PASSWORD, client_of, issued, with_own_password
from tests.services.signed_in import staff_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-01")]

LOGIN = "/staff/account/login/"
ACCOUNT = "/staff/account/"
WRONG = "ログインIDかパスワードが違います。"


def log_in(client: Client, login_id: str, password: str, **more: str) -> HttpResponse:
    return client.post(LOGIN, {"login": login_id, "password": password, **more})  # type: ignore[return-value]


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up_app(client: Client) -> str:
    """The secret of a freshly activated app."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r"<code>((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})</code>", page)
    assert found, page
    secret = found[1].replace(" ", "")
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert answer.status_code == 302
    return secret


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def test_an_id_and_its_password_open_the_door(client: Client, without_mfa: None) -> None:
    with_own_password()
    assert log_in(client, "op-0001", PASSWORD).status_code == 302
    assert client.get(ACCOUNT).status_code == 200
    assert facts_of(Event.objects.get(kind="staff.signed_in")) == {
        "from_address": "127.0.0.1",
        "method": "password",
    }


def test_the_id_may_be_typed_on_any_keyboard(client: Client, without_mfa: None) -> None:
    with_own_password()
    assert log_in(client, "ＯＰ-0001 ", PASSWORD).status_code == 302


def test_every_wrong_attempt_is_answered_alike(without_mfa: None) -> None:
    """Unknown ID, wrong password, stopped use: the page says the same, so that nobody learns which IDs exist."""
    with_own_password(Role.OPERATOR, "op-0001")
    actions.deactivate(with_own_password(Role.OPERATOR, "op-0002"), reason="退職", by=SYSTEM)
    pages = set()
    for login_id, password in (("op-0001", "wrong"), ("op-0002", PASSWORD), ("op-0003", PASSWORD)):
        answer = log_in(Client(), login_id, password)
        assert answer.status_code == 200
        assert WRONG in answer.content.decode()
        pages.add(re.sub(r'value="[^"]*"', "", answer.content.decode()))
    assert len(pages) == 1


@pytest.mark.parametrize("login_id", ["op-0001", "not-there"])
def test_a_locked_id_says_so_whether_it_exists_or_not(client: Client, without_mfa: None, login_id: str) -> None:
    with_own_password()
    for _ in range(5):
        log_in(client, login_id, "wrong")
    assert "しばらくログインできません" in log_in(client, login_id, PASSWORD).content.decode()


def test_nobody_registers_themselves(client: Client) -> None:
    for path in ("signup/", "email/", "password/reset/", "login/code/", "social/"):
        assert client.get(ACCOUNT + path).status_code == 404


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_a_stranger_is_led_to_the_login_page(client: Client, method: str) -> None:
    answer = getattr(client, method)("/staff/office/staff/?role=operator")
    if method == "post":
        assert answer.status_code in {302, 405}
    else:
        assert answer.status_code == 302
        assert answer["Location"] == LOGIN + "?next=%2Fstaff%2Foffice%2Fstaff%2F%3Frole%3Doperator"


@pytest.mark.parametrize("foreign", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_after_login_nobody_is_sent_elsewhere(client: Client, without_mfa: None, foreign: str) -> None:
    with_own_password()
    assert log_in(client, "op-0001", PASSWORD, next=foreign)["Location"] == "/staff/"


def test_after_login_one_comes_back_to_the_page(client: Client, without_mfa: None) -> None:
    with_own_password()
    assert (
        log_in(client, "op-0001", PASSWORD, next="/staff/account/sessions/")["Location"]
        == "/staff/account/sessions/"
    )


def test_a_temporary_password_leads_to_an_own_one_and_nowhere_else(client: Client, without_mfa: None) -> None:
    account = issued(Role.CITY_ADMIN, "chief")
    log_in(client, "chief", account.temporary_password)
    for path in ("/staff/", ACCOUNT, "/staff/office/staff/", reverse("mfa_index")):
        assert client.get(path)["Location"] == reverse("account_change_password")
    change = {"oldpassword": account.temporary_password, "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(reverse("account_change_password"), change)["Location"] == ACCOUNT
    assert client.get("/staff/office/staff/").status_code == 200


@pytest.mark.req("SEC-02")
def test_people_change_their_own_password_and_other_devices_are_out(without_mfa: None) -> None:
    staff = with_own_password()
    here, elsewhere = client_of(staff), client_of(staff)
    new = PASSWORD + "-new"
    answer = here.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert answer.status_code == 302
    assert here.get(ACCOUNT).status_code == 200
    assert elsewhere.get(ACCOUNT)["Location"].startswith(LOGIN)
    assert Staff.objects.get(pk=staff.pk).check_password(new)
    assert kinds().count("staff.password_changed") == 2
    assert not Event.objects.filter(body__contains=new).exists()


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("short", "12文字以上"),
        ("1qaz2wsx3edc", "推測されやすい"),
        ("op-0001-op-0001-x", "ログインIDを含める"),
        ("aaaaaaaaaaaaaaaa", "同じ文字の繰り返し"),
        (PASSWORD, "いまと違うパスワード"),
    ],
)
def test_a_weak_password_is_refused_in_plain_words(without_mfa: None, new: str, words: str) -> None:
    client = client_of(with_own_password())
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert words in answer.content.decode()


@pytest.mark.req("SEC-02")
def test_guesses_at_the_current_password_are_counted(without_mfa: None) -> None:
    client = client_of(with_own_password())
    for _ in range(6):
        answer = client.post(
            reverse("account_change_password"),
            {"oldpassword": "wrong", "password1": PASSWORD + "2", "password2": PASSWORD + "2"},
        )
    assert "しばらくログインできません" in answer.content.decode()


@pytest.mark.req("SEC-03")
def test_without_a_second_factor_one_reaches_only_its_set_up(client: Client) -> None:
    with_own_password(Role.CITY_ADMIN, "chief")
    log_in(client, "chief", PASSWORD)
    for path in ("/staff/", ACCOUNT, "/staff/office/staff/", "/staff/office/history/", reverse("mfa_index")):
        assert client.get(path)["Location"] == reverse("account_second_factor")
    page = client.get(reverse("account_second_factor"))
    assert page.status_code == 200
    assert page.wsgi_request.actor.rights == frozenset()  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("SEC-03", "SEC-20")
def test_an_app_is_set_up_and_then_asked_for(client: Client) -> None:
    staff = with_own_password()
    log_in(client, "op-0001", PASSWORD)
    secret = set_up_app(client)
    assert client.get(ACCOUNT).status_code == 200
    assert secret not in str(Authenticator.objects.get(user_id=staff.pk, type="totp").data)

    again = Client()
    assert log_in(again, "op-0001", PASSWORD)["Location"] == reverse("mfa_authenticate")
    assert again.get(ACCOUNT)["Location"].startswith(LOGIN)
    with time_machine.travel(time.time() + 60, tick=False):
        assert again.post(reverse("mfa_authenticate"), {"code": code_now(secret)}).status_code == 302
        assert again.get(ACCOUNT).status_code == 200
    assert "staff.second_factor_added" in kinds()
    assert facts_of(Event.objects.filter(kind="staff.signed_in").latest("pk"))["method"] == "password+totp"


@pytest.mark.req("SEC-03")
def test_a_code_opens_once(client: Client) -> None:
    with_own_password()
    log_in(client, "op-0001", PASSWORD)
    secret = set_up_app(client)
    with time_machine.travel(time.time() + 60, tick=False):
        code = code_now(secret)
        first, second = Client(), Client()
        log_in(first, "op-0001", PASSWORD)
        assert first.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
        log_in(second, "op-0001", PASSWORD)
        cache.clear()  # another process, which has not seen the code
        assert second.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
        assert second.get(ACCOUNT)["Location"].startswith(LOGIN)


@pytest.mark.req("SEC-03")
def test_guesses_at_the_code_lock_the_id(client: Client) -> None:
    with_own_password()
    log_in(client, "op-0001", PASSWORD)
    secret = set_up_app(client)
    guesser = Client()
    log_in(guesser, "op-0001", PASSWORD)
    for _ in range(5):
        guesser.post(reverse("mfa_authenticate"), {"code": "000000"})
    answer = guesser.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert "しばらくログインできません" in answer.content.decode()
    assert "しばらくログインできません" in log_in(Client(), "op-0001", PASSWORD).content.decode()


@pytest.mark.req("SEC-03")
def test_a_recovery_code_opens_once_for_somebody_who_lost_the_app(client: Client) -> None:
    staff = with_own_password()
    log_in(client, "op-0001", PASSWORD)
    set_up_app(client)
    codes = Authenticator.objects.get(user_id=staff.pk, type="recovery_codes").wrap().get_unused_codes()
    assert codes[0] in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    lost, later = Client(), Client()
    log_in(lost, "op-0001", PASSWORD)
    assert lost.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    log_in(later, "op-0001", PASSWORD)
    assert later.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200


@pytest.mark.req("SEC-03")
def test_the_last_second_factor_stays_while_the_policy_asks_for_one(client: Client) -> None:
    staff = with_own_password()
    log_in(client, "op-0001", PASSWORD)
    set_up_app(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user_id=staff.pk, type="totp").exists()


@pytest.mark.req("SEC-03")
def test_a_delicate_change_asks_for_the_password_again(without_mfa: None) -> None:
    client = client_of(with_own_password())
    with time_machine.travel(time.time() + 600, tick=False):
        answer = client.get(reverse("mfa_activate_totp"))
        assert answer["Location"].startswith(reverse("account_reauthenticate"))
        answer = client.post(answer["Location"], {"password": PASSWORD})
        assert answer["Location"] == reverse("mfa_activate_totp")
        assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.parametrize(("minutes", "is_out"), [(29, False), (30, True)])
def test_who_does_nothing_for_the_idle_time_is_out(without_mfa: None, minutes: int, is_out: bool) -> None:
    client = client_of(with_own_password())
    with time_machine.travel(time.time() + minutes * 60 + 1, tick=False):
        answer = client.get(ACCOUNT)
    assert (answer.status_code == 302) == is_out
    assert ("staff.timed_out" in kinds()) == is_out


def test_who_is_busy_all_day_is_out_at_the_end_of_the_session(without_mfa: None) -> None:
    client = client_of(with_own_password())
    start = time.time()
    for step in range(1, 26):
        with time_machine.travel(start + step * 28 * 60, tick=False):
            assert client.get(ACCOUNT).status_code == 200
    with time_machine.travel(start + 12 * 3600, tick=False):
        answer = client.get(ACCOUNT, follow=True)
    assert "もう一度ログインしてください" in answer.content.decode()


@pytest.mark.parametrize("value", ["", "x" * 32, "../../etc", "00000000000000000000000000000000"])
def test_a_forged_or_old_cookie_leads_back_to_the_login_page(value: str) -> None:
    client = Client()
    client.cookies["session"] = value
    answer = client.get(ACCOUNT)
    assert (answer.status_code, answer["Location"]) == (302, LOGIN + "?next=%2Fstaff%2Faccount%2F")
    assert client.get(answer["Location"]).status_code == 200


def test_a_session_without_its_times_is_no_session(without_mfa: None) -> None:
    client = Client()
    client.force_login(with_own_password())
    assert client.get(ACCOUNT)["Location"].startswith(LOGIN)


def test_stopping_somebody_ends_their_sessions_at_once(without_mfa: None) -> None:
    staff = with_own_password()
    client = client_of(staff)
    assert client.get(ACCOUNT).status_code == 200
    actions.deactivate(staff, reason="退職", by=SYSTEM)
    assert client.get(ACCOUNT)["Location"].startswith(LOGIN)
    assert WRONG in log_in(Client(), "op-0001", PASSWORD).content.decode()


def test_ending_sessions_puts_all_devices_out(without_mfa: None) -> None:
    staff = with_own_password()
    clients = [client_of(staff), client_of(staff)]
    actions.end_sessions(staff, by=SYSTEM)
    assert all(client.get(ACCOUNT).status_code == 302 for client in clients)


def test_a_new_temporary_password_ends_sessions_and_the_lock(client: Client, without_mfa: None) -> None:
    staff = with_own_password()
    old = client_of(staff)
    for _ in range(5):
        log_in(client, "op-0001", "wrong")
    password = actions.reissue_password(staff, by=SYSTEM)
    assert old.get(ACCOUNT).status_code == 302
    assert log_in(client, "op-0001", password)["Location"] == "/staff/"


def test_people_see_where_they_are_signed_in_and_end_one_of_them(without_mfa: None) -> None:
    staff = with_own_password()
    here, there = (
        Client(headers={"User-Agent": "Chrome/120 Windows"}),
        Client(headers={"User-Agent": "iPhone Safari/1"}),
    )
    for client in (here, there):
        log_in(client, "op-0001", PASSWORD)
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "Chrome（Windows）" in page
    assert "Safari（iPhone）" in page
    other = UserSession.objects.get(user=staff, user_agent__contains="iPhone")
    here.post(reverse("account_end_session", args=[other.pk]))
    assert there.get(ACCOUNT).status_code == 302
    assert here.get(ACCOUNT).status_code == 200


def test_nobody_ends_the_session_of_somebody_else(without_mfa: None) -> None:
    with_own_password(Role.OPERATOR, "op-0001")
    other = Client()
    log_in(other, "op-0001", PASSWORD)
    mine = client_of(with_own_password(Role.OPERATOR, "op-0002"))
    assert mine.post(reverse("account_end_session", args=[UserSession.objects.get().pk])).status_code == 404
    assert other.get(ACCOUNT).status_code == 200


def test_signing_out_ends_the_session_and_is_on_record(without_mfa: None) -> None:
    client = client_of(with_own_password())
    assert client.post(reverse("account_logout"))["Location"] == LOGIN
    assert client.get(ACCOUNT).status_code == 302
    assert "staff.signed_out" in kinds()


def test_staff_pages_are_kept_by_no_cache(without_mfa: None) -> None:
    client = client_of(with_own_password())
    for path in (ACCOUNT, LOGIN):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_a_fragment_is_not_replaced_by_the_login_page(client: Client) -> None:
    answer = client.get(ACCOUNT, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, LOGIN)


def test_on_citizens_pages_staff_are_citizens(without_mfa: None) -> None:
    client = client_of(staff_of(Role.CITY_ADMIN))
    answer = client.get("/no-such-page/")
    assert answer.wsgi_request.actor.kind == "citizen"  # type: ignore[attr-defined]


def test_a_page_that_asks_for_too_much_is_answered_kindly(client: Client) -> None:
    request = client.get(LOGIN).wsgi_request
    with pytest.raises(Denied, match="権限がありません"):
        StaffDoor(lambda request: HttpResponse()).process_exception(request, MissingRight("bookings.delete"))
