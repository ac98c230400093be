"""`madoguchi switchboard`: beside the exchange, never in its way. A caller who waits does not notice when it dies.

Several small loops on one manager line: events → states and pauses, orders → the exchange, logs → the ledger, after-call
work that runs out, finished recordings, the schedule, a heartbeat. Each goes on by itself when another is in trouble.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.db import DatabaseError, InterfaceError, connections

from madoguchi.calls.orders.rules import SUPERSEDING
from madoguchi.calls.ports import ExchangeRefused, FactKind, OrderKind, Wish
from madoguchi.core import clock
from madoguchi.telephony.asterisk.ami import Address, Line, Message
from madoguchi.telephony.asterisk.channels import channels_now
from madoguchi.telephony.asterisk.control import Control, Provisioner
from madoguchi.telephony.asterisk.names import QUEUE
from madoguchi.telephony.switchboard import books
from madoguchi.telephony.switchboard.board import Add, Board, Effect, Moved, Pause, Remove, member_of
from madoguchi.telephony.switchboard.board import Told as ToBeTold
from madoguchi.telephony.switchboard.books import Asked
from madoguchi.telephony.switchboard.told import Told

log = logging.getLogger(__name__)
Result = TypeVar("Result")
TROUBLE = (DatabaseError, InterfaceError)
MEMBERSHIP = SUPERSEDING | {OrderKind.PROVISION}


@dataclass(frozen=True)
class Pace:
    """How the switchboard spends its time; the tests are in a hurry."""

    orders: float = 0.15
    journal: float = 0.3
    clock: float = 1.0
    settle: float = 30.0
    beat: float = 5.0
    upkeep: float = 10.0
    recordings: float = 3.0
    after_trouble: float = 1.0


@dataclass(frozen=True)
class Job:
    """Something that is done again and again in a thread: reading the logs, picking up recordings. It says how much
    it did; after 0 it rests for so long."""

    name: str
    step: Callable[[], int]
    rest_seconds: float


@dataclass
class Switchboard:
    exchange: Path
    address: Address
    telephones: Provisioner
    jobs: Iterable[Job] = ()
    schedule: Callable[[], dict[str, str]] = dict  # what the exchange falls back on, as its AstDB holds it
    pace: Pace = field(default_factory=Pace)

    def __post_init__(self) -> None:
        self.board = Board()
        self._told = Told(self.exchange)
        self._line = Line(self.address, self._hear)
        self._control = Control(self._line, self.telephones, self._tell)
        self._books = ThreadPoolExecutor(1, thread_name_prefix="books")
        self._moves: asyncio.Queue[Moved] = asyncio.Queue()
        self._moves_ever = self._moves_written = 0
        self._has_to_learn = False
        self._asks: asyncio.Queue[Pause | Add | Remove] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._started_at = clock.now()
        self._heard_until: datetime | None = None
        self._schedule: dict[str, str] = {}
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        await self._until_it_works("the books", self._begin)
        loops = [
            self._line.run(self._set_right),
            self._write_moves(),
            self._ask_in_order(),
            self._again("orders", self._carry_out_orders, self.pace.orders),
            self._again("clock", self._look_at_the_clock, self.pace.clock),
            self._again("settling", self._settle_now, self.pace.settle),
            self._again("heartbeat", self._beat, self.pace.beat),
            self._again("upkeep", self._look_after_the_rest, self.pace.upkeep),
            *(self._keep_doing(job) for job in self.jobs),
        ]
        tasks = [asyncio.create_task(loop) for loop in loops]
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({*tasks, stopping}, return_when=asyncio.FIRST_COMPLETED)
        ended = [task for task in tasks if task.done()]
        for task in [*tasks, *self._tasks]:
            task.cancel()
        await asyncio.gather(*tasks, *self._tasks, return_exceptions=True)
        _end(self._books)
        for task in ended:
            task.result()  # a loop that ends by itself is a fault: let everybody see it

    # The exchange speaks

    def _hear(self, event: Message) -> None:
        self._follow(self.board.hear(event, clock.now()))
        if event.get("Event") == "Hangup" and self._control.holds(event.get("Uniqueid", "")):
            self._soon(self._end_music(event["Uniqueid"]))

    async def _end_music(self, call: str) -> None:
        try:
            await self._control.end_music(call)
        except ExchangeRefused as refused:
            log.warning("music for %s: %s", call, refused)

    def _tell(self, kind: FactKind, call: str, extension: str, values: Mapping[str, str]) -> None:
        """What was done by our order, and no event of the exchange says."""
        self._told.tell(kind, call, extension, values)
        if kind in (FactKind.HELD, FactKind.UNHELD):
            self._follow(self.board.held(extension, clock.now(), is_held=kind is FactKind.HELD))

    def _follow(self, effects: Iterable[Effect]) -> None:
        """In this order: what is to be told is on the disk first; the exchange is asked at once; the books follow."""
        for effect in effects:
            if isinstance(effect, ToBeTold):
                self._told.tell(effect.kind, effect.call, effect.extension, {}, effect.at)
            elif isinstance(effect, Moved):
                self._moves_ever += 1
                self._moves.put_nowait(effect)
            else:
                self._asks.put_nowait(effect)

    async def _ask_in_order(self) -> None:
        while True:
            effect = await self._asks.get()
            await self._ask(effect)

    async def _ask(self, effect: Pause | Add | Remove) -> None:
        """What fails here is mended by the next settling."""
        reasons = {} if isinstance(effect, Remove) else {"reason": effect.reason}
        kinds = {Add: OrderKind.SIGN_IN, Remove: OrderKind.SIGN_OUT}
        kind = kinds.get(type(effect)) or (OrderKind.PAUSE if reasons.get("reason") else OrderKind.UNPAUSE)
        try:
            await self._control.carry_out(Wish(kind, effect.extension, values=reasons))
        except ExchangeRefused as refused:
            log.warning("%s for %s: %s", kind, effect.extension, refused)

    async def _set_right(self) -> None:
        """After every connect: what happened while nobody listened."""
        heard_until = self._heard_until
        with suppress(*TROUBLE):
            await self._learn()
            for extension, device in await self._in_books(books.telephones):
                wish = Wish(OrderKind.PROVISION, extension, values={"device": device})
                await self._control.carry_out(wish)
        await self._settle(heard_until)
        self._schedule = {}
        log.info("the exchange is there")

    async def _settle_now(self) -> None:
        if self._line.is_up:
            await self._learn()
            await self._settle(None)

    async def _settle(self, heard_until: datetime | None) -> None:
        said = await self._line.ask_list("QueueStatus", {"Queue": QUEUE})
        members = [member for one in said if one.get("Event") == "QueueMember" and (member := member_of(one))]
        channels = await channels_now(self._line)
        now = clock.now()
        self._follow(self.board.settle(members, channels.all, at=now, heard_until=heard_until))

    # People wish

    async def _carry_out_orders(self) -> None:
        if not self._line.is_up:
            await self._in_books(books.let_orders_expire)
            return
        asked = await self._in_books(books.orders_to_do)
        if self._has_to_learn or any(one.wish.kind in MEMBERSHIP for one in asked):
            await self._learn()
        for one in asked:
            if one.wish.kind in MEMBERSHIP:
                await self._carry_out(one)
            else:
                self._soon(self._carry_out(one))

    async def _carry_out(self, asked: Asked) -> None:
        try:
            answer, is_refused = await self._control.carry_out(asked.wish), False
        except ExchangeRefused as refused:
            answer, is_refused = str(refused), True
        except Exception:
            log.exception("an order could not be carried out: %s", asked.wish.kind)
            answer, is_refused = "a fault of the switchboard", True
        await self._until_it_works(
            "the books", lambda: self._in_books(books.settle_order, asked.order, answer, is_refused=is_refused)
        )

    # Time passes

    async def _begin(self) -> None:
        self._heard_until = await self._in_books(books.begin)
        await self._learn()

    async def _learn(self) -> None:
        """What people have said. While something waits to be written, or came in while the books were read, we know
        more than they do: then later."""
        before = self._moves_ever
        known, limit = await self._in_books(books.states_known), await self._in_books(books.limit_seconds)
        self.board.after_call_limit_seconds = limit
        self._has_to_learn = not before == self._moves_ever == self._moves_written
        if not self._has_to_learn:
            self.board.learn(known)

    async def _write_moves(self) -> None:
        while True:
            moved = await self._moves.get()
            await self._until_it_works("states", lambda one=moved: self._in_books(books.write_move, one))  # type: ignore[misc]
            self._moves_written += 1

    async def _look_at_the_clock(self) -> None:
        if self._line.is_up:
            self._follow(self.board.tick(clock.now()))
        await self._in_books(books.tell_after_call_work, self._told.tell)

    async def _beat(self) -> None:
        is_up = self._line.is_up
        if is_up:
            self._heard_until = clock.now()
        await self._in_books(books.say_alive, self._started_at, is_up=is_up, trouble=self._line.trouble)

    async def _look_after_the_rest(self) -> None:
        """What the exchange falls back on when nobody answers its question."""
        if not self._line.is_up:
            return
        wanted = await self._in_books(self.schedule)
        changed = {key: value for key, value in wanted.items() if self._schedule.get(key) != value}
        if changed:
            await self._control.carry_out(Wish(OrderKind.TELL_SCHEDULE, values=changed))
            self._schedule = wanted

    # How all of it goes on

    async def _keep_doing(self, job: Job) -> None:
        thread = ThreadPoolExecutor(1, thread_name_prefix=job.name)

        async def step() -> None:
            while await asyncio.get_running_loop().run_in_executor(thread, _with_fresh_connections, job.step):
                pass

        try:
            await self._again(job.name, step, job.rest_seconds)
        finally:
            _end(thread)

    async def _again(self, what: str, step: Callable[[], Awaitable[None]], pause: float) -> None:
        """For ever. Trouble is logged once, when it begins and when it is over."""
        trouble = ""
        while True:
            try:
                await step()
            except Exception as error:
                trouble, before = type(error).__name__, trouble
                if trouble != before:
                    is_expected = isinstance(error, (*TROUBLE, ExchangeRefused))
                    log.error("%s: %s; waiting", what, error, exc_info=not is_expected)
                await asyncio.sleep(max(pause, self.pace.after_trouble))
            else:
                if trouble:
                    log.info("%s: goes on", what)
                    trouble = ""
                await asyncio.sleep(pause)

    async def _until_it_works(self, what: str, step: Callable[[], Awaitable[Any]]) -> None:
        is_told = False
        while True:
            try:
                await step()
                return
            except TROUBLE as error:
                if not is_told:
                    log.error("%s: %s; waiting", what, error)
                    is_told = True
                await asyncio.sleep(self.pace.after_trouble)

    async def _in_books(self, function: Callable[..., Result], *arguments: Any, **named: Any) -> Result:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._books, lambda: _with_fresh_connections(lambda: function(*arguments, **named))
        )

    def _soon(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _end(thread: ThreadPoolExecutor) -> None:
    """What it has in hand is finished, and its connection goes with it."""
    thread.submit(connections.close_all)
    thread.shutdown(wait=True)


def _with_fresh_connections(step: Callable[[], Result]) -> Result:
    """A connection that broke is not used again."""
    try:
        return step()
    except BaseException:
        connections.close_all()
        raise
