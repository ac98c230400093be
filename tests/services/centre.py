"""A whole call centre for tests: an installation, its exchange, and the switchboard between them."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import sleep

from madoguchi.calls.agents.actions import change_state, sign_in
from madoguchi.calls.agents.administration import add_agent, add_seat
from madoguchi.calls.agents.models import Agent, AgentState
from madoguchi.calls.agents.rules import Device, State
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.rules import DAY_KINDS
from madoguchi.telephony.asterisk.config.plan import Plan
from tests.calls.people import SUPERVISOR, staff, themselves
from tests.services import postgres
from tests.services.exchange import NUMBER, Exchange, new_exchange
from tests.services.processes import Installation, Running, new_installation, wait_until
from tests.services.sipp import Telephone
from tests.shared import vendor_of_this_run
from tests.worlds import ADMIN


@dataclass
class Centre:
    installation: Installation
    exchange: Exchange
    switchboard: Running | None = None

    def start_switchboard(self) -> Running:
        self.switchboard = self.installation.start("switchboard", "--settle-seconds", "2")
        return self.switchboard

    def agent(self, login_id: str, device: Device = Device.DESK_PHONE) -> Agent:
        """With an extension that the exchange knows."""
        agent = add_agent(staff(login_id), device=device, by=SUPERVISOR)
        self.until(lambda: self.kept(f"ps_endpoints/endpoint {agent.extension}"), 60)
        return agent

    def sit_down(self, agent: Agent, state: State = State.READY) -> None:
        seat = add_seat(f"席{agent.extension}", by=SUPERVISOR)
        sign_in(agent, seat, by=themselves(agent))
        if state is not State.AWAY:
            change_state(agent, state, by=themselves(agent))
        self.until(lambda: f"agent:{agent.extension}" in self.exchange.cli("queue show main"), 30)

    def outside(self, *, talk_seconds: float) -> Telephone:
        """Somebody outside who can be called. A sipp telephone does not say that it lives when it is asked."""
        config = self.exchange.folder / "etc" / "pjsip.conf"
        config.write_text(re.sub(r"qualify_frequency=\d+", "qualify_frequency=0", config.read_text()))
        telephone = self.exchange.outside(talk_seconds=talk_seconds)
        self.until(self._trunk_is_tried, 30)
        sleep(1)  # until the telephone listens
        return telephone

    def _trunk_is_tried(self) -> bool:
        self.exchange.cli("module reload res_pjsip.so")
        sleep(0.5)
        lines = self.exchange.cli("pjsip show contacts").splitlines()
        return any("trunk1/" in line and "Unavail" not in line for line in lines)

    def kept(self, key: str) -> bool:
        return "Value" in self.exchange.cli(f"database get {key}")

    def member(self, agent: Agent) -> str:
        """The line of the queue about somebody."""
        lines = self.exchange.cli("queue show main").splitlines()
        return next((line for line in lines if f"agent:{agent.extension}" in line), "")

    def state(self, agent: Agent) -> str:
        row = AgentState.objects.filter(agent=agent, ended_at=None).first()
        return row.state if row else ""

    def until(self, what: Callable[[], object], seconds: float = 30) -> None:
        try:
            wait_until(what, seconds=seconds, pause=0.05)
        except TimeoutError as error:
            queue_log = (self.exchange.folder / "log/queue_log").read_text()[-1500:]
            said = self.switchboard.said()[-1500:] if self.switchboard else ""
            channels = self.exchange.cli("core show channels concise")
            raise TimeoutError(f"{error}\n{queue_log}\n{said}\n{channels}") from error

    def until_state(self, agent: Agent, state: str, seconds: float = 30) -> None:
        self.until(lambda: self.state(agent) == state, seconds)


@contextmanager
def new_centre(
    vendor: str = "",
    *,
    preset: str = "hatsukaichi",
    soft_phones: bool = False,
    server: postgres.Cluster | None = None,
    asks_web: bool = False,
) -> Iterator[Centre]:
    """Inside, the models of this process speak to the centre's database. It is open day and night, desk telephones
    are allowed; the exchange asks the web what becomes of a call, or goes by what the switchboard told it."""
    with new_installation(vendor or vendor_of_this_run(), server=server) as installation:
        policy = f"http://127.0.0.1:{installation.port}/exchange/" if asks_web else ""
        with (
            new_exchange(
                lambda machine: Plan(machine, number=NUMBER, records=True, soft_phones=soft_phones),
                policy_url=policy,
            ) as exchange,
            installation.as_own_database(),
        ):
            installation.also |= exchange.environment()
            installation.also["MADOGUCHI_SOFT_PHONE_URL"] = f"ws://127.0.0.1:{exchange.machine.http_port}/ws"
            apply_preset(folder_of(preset))
            always = {kind: ["00:00-23:59"] for kind in DAY_KINDS}
            change_settings(
                {
                    "telephone_hours.week": always,
                    "telephone.desk_phones": True,
                    "telephone.after_call_seconds": 30,
                },
                by=ADMIN,
            )
            centre = Centre(installation, exchange)
            centre.start_switchboard()
            yield centre
            installation.close()
