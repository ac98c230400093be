"""Who books: citizens by the web, operators on the telephone, in a hurry or with pauses."""

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.services.small_browser import Browser, Fields

PROCEDURE = "pickup"
FULL = "SlotFull"
BY_WEB = 200


async def no_pause() -> None:
    return None


@dataclass
class Tally:
    """What happened, and how long the confirmations took."""

    confirmed_at: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    full: int = 0
    errors: dict[str, int] = field(default_factory=dict)

    def confirmed(self, seconds: float) -> None:
        self.confirmed_at.append(time.perf_counter())
        self.seconds.append(seconds)

    def error(self, what: str) -> None:
        self.errors[what] = self.errors.get(what, 0) + 1


class Person:
    """Somebody who wants a place on a day, and takes one that the page shows as free."""

    page = key_name = key = ""

    def __init__(self, number: int, port: int, slots: list[str], tally: Tally) -> None:
        self.number, self.slots, self.tally = number, slots, tally
        self.browser = Browser(port, f"198.51.{number // 200}.{number % 200 + 1}")
        self.random = random.Random(number)
        self.pause: Callable[[], Awaitable[None]] = no_pause
        self.booked = 0
        self.free: list[str] = []

    async def book(self) -> bool:
        """One booking; False when the page has no free time left."""
        while self.free:
            if await self.book_in(self.random.choice(self.free)):
                return True
            self.tally.full += 1
            await self.look()
        return False

    async def look(self) -> None:
        """Open the page with the times that are free now."""
        page = await self.browser.get(self.page)
        if page.status != 200:
            self.tally.error(f"page {page.status}")
        self.key = page.hidden(self.key_name)
        self.free = [slot for slot in page.values("slot") if slot in self.slots]

    async def book_in(self, slot: str) -> bool:
        raise NotImplementedError

    def name(self) -> str:
        self.booked += 1
        return f"見本 {''.join('〇一二三四五六七八九'[int(digit)] for digit in f'{self.number}{self.booked}')}"

    def phone(self) -> str:
        return f"0900{self.number:04}{self.booked % 1000:03}"

    async def confirm(self, path: str, fields: Fields, *, done: Callable[[str], bool]) -> bool:
        begun = time.perf_counter()
        answer = await self.browser.post(path, fields)
        if answer.status == 302 and done(answer.location):
            self.tally.confirmed(time.perf_counter() - begun)
            return True
        if FULL not in answer.location and answer.status != 409:
            self.tally.error(f"confirm {answer.status} {answer.location[:40]}")
        return False


class Citizen(Person):
    key_name = "key"

    async def book_in(self, slot: str) -> bool:
        held = await self.browser.post("/book/hold/", [("key", self.key), ("procedure", PROCEDURE), ("slot", slot)])
        if held.status != 302 or "/held/" not in held.location:
            if FULL not in held.location:
                self.tally.error(f"hold {held.status} {held.location[:20]}")
            return False
        details = held.location
        if self.pause is not no_pause:
            await self.browser.get(details)
            await self.pause()
        typed = [("name", self.name()), ("kana", "ミホン"), ("phone", self.phone()), ("email", ""), ("do", "check")]
        checked = await self.browser.post(details, typed)
        if checked.status != 302 or "/check/" not in checked.location:
            self.tally.error(f"details {checked.status}")
            return False
        if self.pause is not no_pause:
            await self.browser.get(checked.location)
            await self.pause()
        return await self.confirm(checked.location, [("do", "book")], done=lambda to: to.startswith("/my/"))


class Operator(Person):
    key_name = "once_key"
    page = "/staff/operator/new/1/"

    async def book_in(self, slot: str) -> bool:
        held = await self.browser.post(self.page, [("once_key", self.key), ("slot", slot)])
        if held.status != 302:
            if held.status != 200:  # the grid again, with what is free now
                self.tally.error(f"hold {held.status}")
            return False
        if self.pause is not no_pause:
            await self.browser.get(held.location)
            await self.pause()
        typed = [("name", self.name()), ("kana", "ミホン"), ("phone", self.phone()), ("procedure_1", PROCEDURE)]
        return await self.confirm(held.location, typed, done=lambda to: to.endswith("/tell/"))


def people_of(
    port: int, staff: list[str], day: str, slots: list[str], tally: Tally, *, by_web: int = BY_WEB
) -> list[Person]:
    """So many citizens, and an operator for each session."""
    people: list[Person] = []
    for number in range(by_web):
        people.append(Citizen(number, port, slots, tally))
        people[-1].page = f"/book/day/{day}/?procedure={PROCEDURE}"
    for number, session in enumerate(staff, start=by_web):
        people.append(Operator(number, port, slots, tally))
        people[-1].browser.cookies["session"] = session
    return people
