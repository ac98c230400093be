"""Periodic tasks that need several packages which do not know each other. `clockwork.py` says when they run."""

import logging
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django_tasks import task

from madoguchi.booking.capacity.queries import hold_minutes
from madoguchi.booking.kept_holds import keep_holds_until, let_holds_end_by
from madoguchi.calls.agents.queries import stays_between
from madoguchi.calls.lines.queries import seats_on
from madoguchi.config.history import INSTALLATION
from madoguchi.config.self_check import differences
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event, Seal
from madoguchi.core.history.queries import newest_event
from madoguchi.core.history.record import record
from madoguchi.core.history.seal import head
from madoguchi.core.tasks.marks import at_least_once
from madoguchi.messages.stops.actions import note_mailed_to_city
from madoguchi.messages.stops.letter import letter_about
from madoguchi.messages.stops.models import PlannedStop
from madoguchi.messages.stops.queries import stop_on
from madoguchi.municipality.business_days import is_business_day
from madoguchi.municipality.contact_sheet import contact_sheet
from madoguchi.municipality.queries import has_contract, value_of
from madoguchi.notify.mail import Letter, send
from madoguchi.reports.queries import DueLine, lines_to_remind_of
from madoguchi.workforce.seats.actions import keep_placed_hour
from madoguchi.workforce.seats.queries import newest_placed_hour, spans_between
from madoguchi.workforce.seats.rules import HOUR, by_base, full_hours, most_added_between

log = logging.getLogger(__name__)

LOGGED_DIFFERENCES = 20
PLACED_HOURS_BACK = timedelta(days=40)  # as long as nothing ran; more would be a night's work


@task(queue_name="slow")
@at_least_once  # the same head twice says the same
def send_head_of_history() -> str:
    """The newest seal vouches for everything before it, once it is kept where the database's owner cannot write:
    in the log and with the two parties of the contract. `madoguchi check --head NUMBER:DIGEST` then finds a history
    that was cut off or written anew."""
    seal = head()
    if seal is None:
        return ""
    kept = f"{seal.number}:{seal.digest}"
    log.info("head of the history: %s", kept)
    sheet = contact_sheet()
    for address in dict.fromkeys(filter(None, [sheet.office_email, *sheet.centre_email])):
        send(_letter(address, seal, kept))
    return kept


def _letter(to: str, seal: Seal, kept: str) -> Letter:
    sealed_at = clock.in_tokyo(seal.sealed_at)
    text = (
        f"{sealed_at:%Y年%m月%d日 %H:%M} までの履歴は、次の値で封印されています。\n\n{kept}\n\n"
        "この値があれば、履歴が後から書き換えられたり切り取られたりしていないことを確かめられます。\n"
        f"確かめ方： madoguchi check --head {kept}\n\n"
        "このメールは毎日届きます。保管してください。個人情報は含まれていません。\n"
    )
    return Letter(to=to, subject=f"履歴の封印 {sealed_at:%Y-%m-%d}（第{seal.number}号）", text=text)


@at_least_once  # the office would rather read it twice than not at all
def tell_city_of_stop(event: Event) -> None:
    """Before a planned stop the city is informed (001 §7(2), §7(5)): who, when, from–to, why. No personal data."""
    stop = PlannedStop.objects.filter(pk=event.about_key).first()
    if stop is None or not value_of("web_site.tells_city_of_planned_stops"):
        return
    is_off = event.kind == "stop.called_off"
    trouble = _mail_to_office(letter_about(stop, is_called_off=is_off))
    note_mailed_to_city(stop, trouble=trouble)


@task(queue_name="fast")
@at_least_once  # one update, which finds nothing more to do the second time
def keep_holds_through_stop() -> int:
    """Nobody's place is lost because the site was stopped under their hands."""
    if (stop := stop_on()) is None:
        return 0
    back = stop.ends_at + timedelta(minutes=hold_minutes())
    return keep_holds_until(back, of_staff_too=stop.stops_staff)


def let_holds_go(event: Event) -> None:
    """After a stop that ended early: the usual minutes from now."""
    let_holds_end_by(clock.now() + timedelta(minutes=hold_minutes()))


def _mail_to_office(letter: tuple[str, str]) -> str:
    """Why it could not be sent; "" when it was."""
    office = contact_sheet().office_email
    if not office:
        return "no address"
    if not settings.MAIL_IS_ON:
        return "no server"
    subject, text = letter
    try:
        send(Letter(to=office, subject=subject, text=text))
    except (OSError, ValueError):  # what a server refuses or does not answer; the screen says so
        log.warning("the city's office could not be mailed about a planned stop", exc_info=True)
        return "not sent"
    return ""


@task(queue_name="slow")
@at_least_once  # the centre would rather read it twice than not at all
def remind_of_reports() -> int:
    """REP-29: on working days, from the last one before the day on. Which reports, and until when; no personal data."""
    today = clock.today()
    if not has_contract() or not is_business_day(today):
        return 0
    lines = lines_to_remind_of(today)
    if lines and settings.MAIL_IS_ON:
        letter = _reminder_of(lines, today)
        for address in contact_sheet().centre_email:
            send(Letter(to=address, subject=letter[0], text=letter[1]))
    return len(lines)


def _reminder_of(lines: list[DueLine], today: date) -> tuple[str, str]:
    listed = "".join(
        f"・{line.kind.name}（{line.words}） 提出期限 {line.due.on:%-m月%-d日}"
        f"{' 期限を過ぎています' if line.is_late(today) else ''}\n"
        for line in lines
    )
    text = f"次の報告書が、まだ提出されていません。\n\n{listed}\n報告書の画面で内容を確かめ、提出を記録してください。\n"
    return f"報告書の提出期限（{len(lines)}件）", text


@task(queue_name="slow")
@at_least_once  # it reads for long, which no transaction should; the same finding twice says the same
def check_data() -> int:
    """Whoever does not look finds nothing: the self-check of every night. The staff home shows what it found."""
    found = list(differences({}))
    if found:
        # What is written while the check reads may look wrong to it once; what is wrong stays wrong.
        still = set(differences({}))
        found = [difference for difference in found if difference in still]
    for difference in found[:LOGGED_DIFFERENCES]:
        log.error("check of the data: %s", difference)
    if found:
        log.error("check of the data: %d differences", len(found))
    _tell_the_history(len(found))
    return len(found)


@transaction.atomic
def _tell_the_history(count: int) -> None:
    """Every night that fails, and the first that passes again."""
    last = newest_event(INSTALLATION.kind, INSTALLATION.key, "check.failed", "check.passed")
    if count:
        record("check.failed", by=SYSTEM, about=INSTALLATION, facts={"differences": count})
    elif last and last.kind == "check.failed":
        record("check.passed", by=SYSTEM, about=INSTALLATION)


@task(queue_name="fast")
@at_least_once  # an hour kept twice is the same
def keep_placed_hours() -> int:
    """WFM-12: the hours that are over since the last one that was kept. How many."""
    now = clock.now()
    this_hour = now.replace(minute=0, second=0, microsecond=0)
    newest = newest_placed_hour()
    first = newest + HOUR if newest else this_hour - HOUR
    hours = full_hours(max(first, this_hour - PLACED_HOURS_BACK), now)
    for at in hours:
        stays = stays_between(at, at + HOUR)
        planned = seats_on(at.date()) + most_added_between(at, at + HOUR, spans_between(at, at + HOUR))
        keep_placed_hour(at, by_base(stays, at), planned=planned)
    return len(hours)
