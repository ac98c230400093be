"""A plausible month for the demo: staff of every role, published slots, bookings by web and telephone, history.

Seeded: the same day gives the same people and times (only booking numbers and secrets stay random). Everybody in it
is invented and named so (見本, 例田, 架空 …); telephone numbers begin with 090-0000, which nobody has.
"""

import uuid
from datetime import date, datetime, time, timedelta
from random import Random

from django.conf import settings

from madoguchi.accounts.demo import issue_demo_accounts, login_id_of
from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import RIGHTS_BY_ROLE, USER_KINDS, Role
from madoguchi.booking.actions import Contact, Person, Wish, make_booking
from madoguchi.booking.capacity.actions import publish_slots
from madoguchi.booking.capacity.queries import booking_window, slots_in_window, takes_bookings
from madoguchi.booking.external.models import ExternalRecord
from madoguchi.booking.external.queries import keeps_external_records
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.refusals import SlotFull, SlotNotBookable
from madoguchi.booking.rules import Channel
from madoguchi.calls.agents.models import Seat
from madoguchi.config.sample_availability import watch_over_the_past
from madoguchi.config.sample_calls import DIALLED, tell_a_month_of_calls
from madoguchi.config.sample_contacts import record_contacts, write_of_booking
from madoguchi.config.sample_desk import Desk
from madoguchi.config.sample_earlier import live_through_earlier_months
from madoguchi.config.sample_evaluations import evaluate_some_calls
from madoguchi.config.sample_faq import confirm_good_part
from madoguchi.config.sample_figures import set_goals_and_keep_former_figures
from madoguchi.config.sample_handing_on import hand_on_some_cases
from madoguchi.config.sample_inquiries import read_faqs, receive_inquiries
from madoguchi.config.sample_mails import deliver_mails, pretended_post, remind_of_the_last_days
from madoguchi.config.sample_meetings import hold_some_meetings
from madoguchi.config.sample_plan import plan_a_month
from madoguchi.config.sample_proposals import put_some_proposals
from madoguchi.config.sample_recordings import record_some_calls
from madoguchi.config.sample_reports import write_some_reports
from madoguchi.config.sample_seats import seat_people
from madoguchi.config.sample_shifts import plan_some_weeks
from madoguchi.config.sample_work import hand_over_day, record_external_calls
from madoguchi.config.sample_workers import register_everybody
from madoguchi.contacts.models import Contact as ContactRecord
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN, SYSTEM, Actor
from madoguchi.core.history.seal import seal_events
from madoguchi.knowledge.articles.queries import public_articles
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import contract, is_on, open_days, procedures_offered, sites_in_use, value_of

SEED = 20260701
DAYS_BACK = 28
DAYS_AHEAD = 120
BOOKINGS_A_DAY = (9, 14)
# 000 Q43: by telephone 60–70 %, by web 30–40 %.
TELEPHONE_SHARE = 0.65
FAMILY_NAMES = ["見本", "例田", "架空", "試山", "仮野", "模擬川", "雛形", "想定", "仮名", "演習"]
GIVEN_NAMES = [
    ("花子", "ハナコ"), ("太郎", "タロウ"), ("一郎", "イチロウ"), ("さくら", "サクラ"), ("健", "ケン"), ("洋子", "ヨウコ"),
    ("美咲", "ミサキ"), ("茂", "シゲル"), ("和子", "カズコ"), ("翔太", "ショウタ"), ("幸子", "サチコ"), ("陽菜", "ヒナ"),
]  # fmt: skip
FAMILY_KANA = [
    "ミホン",
    "レイダ",
    "カクウ",
    "タメシヤマ",
    "カリノ",
    "モギカワ",
    "ヒナガタ",
    "ソウテイ",
    "カナ",
    "エンシュウ",
]
# More people come for a card and for certificates than for anything else.
PROCEDURE_WEIGHTS = [40, 30, 15, 10, 5]


def make_sample_data() -> int:
    """How many bookings there are now; a second call changes nothing."""
    if not settings.DEMO:
        raise RuntimeError("sample data is for the demo only")
    if not Staff.objects.exists():
        issue_demo_accounts(by=_administrator())
    _keep_in_service()
    _give_a_number()
    desk = Desk([_acting(Role.OPERATOR), _acting(Role.SUPERVISOR), _acting(Role.MANAGER)])
    has_records = ContactRecord.objects.exists()
    if takes_bookings() and not Slot.objects.exists():
        with pretended_post():
            for site in sites_in_use():
                _live_through_a_month(site, desk)
            remind_of_the_last_days(clock.today())
    if keeps_external_records() and not ExternalRecord.objects.exists():
        record_external_calls(_acting(Role.OPERATOR))
    if not public_articles().exists():
        confirm_good_part(by=_acting(Role.CITY_ADMIN))
    if not has_records:
        record_contacts(desk, _acting(Role.OPERATOR), _acting(Role.SUPERVISOR))
        receive_inquiries(by=_acting(Role.OPERATOR))
        read_faqs()
    if not Seat.objects.exists():
        seat_people(_acting(Role.SUPERVISOR))
    plan_some_weeks(_acting(Role.SUPERVISOR), _administrator())
    register_everybody(_acting(Role.MANAGER))
    hand_on_some_cases()
    tell_a_month_of_calls()
    plan_a_month(_acting(Role.MANAGER))
    record_some_calls(_acting(Role.OPERATOR), _acting(Role.MANAGER))
    evaluate_some_calls(_acting(Role.SUPERVISOR), _acting(Role.MANAGER))
    live_through_earlier_months(_acting(Role.OPERATOR))
    watch_over_the_past(_acting(Role.CITY_ADMIN))
    put_some_proposals(_acting(Role.SUPERVISOR), _acting(Role.CITY_CLERK))
    write_some_reports(_acting(Role.SUPERVISOR), _acting(Role.MANAGER), _acting(Role.CITY_ADMIN))
    set_goals_and_keep_former_figures(_acting(Role.SUPERVISOR), _acting(Role.MANAGER))
    hold_some_meetings(_acting(Role.SUPERVISOR), _acting(Role.MANAGER))
    seal_events()
    return Booking.objects.count()


def _keep_in_service() -> None:
    """A demo of a contract that has ended goes on as far as its holidays are known, so that there is something to see
    (A-48)."""
    ended, today = contract().service_until, clock.today()
    later = min(today + timedelta(days=DAYS_AHEAD), value_of("holidays.checked_until"))
    if ended < today < later:
        with clock.as_if(clock.moment(ended, time(9))):
            change_settings(
                {"contract.service_until": later.isoformat()}, by=_acting(Role.CITY_ADMIN), note="見本のため"
            )


def _give_a_number() -> None:
    """Citizens' pages show whom to call; the contracts leave the number open."""
    if not value_of("telephone.number"):
        change_settings({"telephone.number": DIALLED}, by=_acting(Role.CITY_ADMIN), note="見本のため")


def _live_through_a_month(site: Site, desk: Desk) -> None:
    today = clock.today()
    body = contract()
    first = max(today - timedelta(days=DAYS_BACK), body.service_from)
    until = min(booking_window(site, today=today).last_day(clock.now()), body.service_until) + timedelta(days=1)
    if first >= until:
        return
    random = Random(SEED)  # noqa: S311 - a sample, not a secret
    city = _acting(Role.CITY_ADMIN)
    opening = max(first - timedelta(days=7), body.service_from - timedelta(days=7))
    with clock.as_if(clock.moment(opening, time(9))):
        publish_slots(site, first=first, until=until, by=city)
    for day in open_days("telephone", first, today):
        for at, answering in _moments_of(day, desk, random):
            if at < clock.now():
                _book_something(site, at, answering, random)
        with clock.as_if(min(clock.moment(day, time(17)), clock.now())):
            deliver_mails()
        hand_over_day(day, by=_acting(Role.SUPERVISOR), to=_acting(Role.CITY_CLERK))


def _moments_of(day: date, desk: Desk, random: Random) -> list[tuple[datetime, Actor | None]]:
    """When people book, and who answers them where they telephone."""
    ways = [random.random() < TELEPHONE_SHARE for _ in range(random.randint(*BOOKINGS_A_DAY))]
    opens = clock.moment(day, time(8, 30))
    web = [opens + timedelta(seconds=random.randrange(8 * 3600 + 1800)) for way in ways if not way]
    return sorted([*((at, None) for at in web), *desk.talks(day, sum(ways))], key=lambda one: one[0])


def _book_something(site: Site, at: datetime, answering: Actor | None, random: Random) -> None:
    booked_at = at + timedelta(seconds=random.randrange(90, 240)) if answering else at
    with clock.as_if(booked_at):
        free = list(slots_in_window(site, now=clock.now()).filter(remaining__gt=0)[:160])
        if not free:
            return
        # Most people want a near day, some plan ahead.
        wish = _wish(free[min(int(random.expovariate(1 / 40)), len(free) - 1)], random)
        channel = Channel.TELEPHONE if answering else Channel.WEB
        try:
            made = make_booking(wish, channel=channel, by=answering or CITIZEN)
        except (SlotFull, SlotNotBookable):
            return
    if answering:
        write_of_booking(made, at, by=answering, random=random)


def _wish(slot: Slot, random: Random) -> Wish:
    family = random.randrange(len(FAMILY_NAMES))
    given, given_kana = random.choice(GIVEN_NAMES)
    number = random.randrange(10_000)
    name = f"{FAMILY_NAMES[family]} {given}"
    kana = f"{FAMILY_KANA[family]} {given_kana}"
    email = f"mihon{number}@example.jp" if random.random() < 0.3 else ""
    people = [Person(name, kana, _procedure(random))]
    # One booking in five brings somebody of the family.
    if is_on("family_booking") and random.random() < 0.2:
        other, other_kana = random.choice(GIVEN_NAMES)
        people.append(
            Person(f"{FAMILY_NAMES[family]} {other}", f"{FAMILY_KANA[family]} {other_kana}", _procedure(random))
        )
    return Wish(
        slot_id=slot.pk,
        contact=Contact(name, kana, f"0900000{number:04}", email),
        people=people,
        language=random.choices(["ja", "ja-easy", "en"], [90, 6, 4])[0],
        once_key=uuid.UUID(int=random.getrandbits(128), version=4),
    )


def _procedure(random: Random) -> str:
    procedures = list(procedures_offered())
    return random.choices(procedures, PROCEDURE_WEIGHTS[: len(procedures)])[0].code


def _acting(role: Role) -> Actor:
    return Actor(USER_KINDS[role], login_id_of(role), RIGHTS_BY_ROLE[role])


def _administrator() -> Actor:
    return Actor(SYSTEM.kind, "sample", frozenset({"staff.edit"}))
