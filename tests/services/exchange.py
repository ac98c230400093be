"""A private telephone exchange for tests: a real Asterisk in its own folder, on an address and ports of its own, and
telephones that call it. It ends with the tests that started it.

    with new_exchange() as exchange:
        exchange.seat("201")
        caller = exchange.call("0120000111", hold_seconds=3)
        caller.finished()
        exchange.queue_log("CONNECT")
"""

import csv
import os
import re
import shutil
import socket
import subprocess
import tempfile
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from tools import exchange_bundle, telephones

from madoguchi.telephony.asterisk.config import folder as exchange_folder
from madoguchi.telephony.asterisk.config import running
from madoguchi.telephony.asterisk.config.endpoints import CONTEXT_AGENT, TRANSPORT_UDP
from madoguchi.telephony.asterisk.config.files import files
from madoguchi.telephony.asterisk.config.machine import Machine, Trunk
from madoguchi.telephony.asterisk.config.plan import Plan
from tests.services import sipp
from tests.services.addresses import own_net, telephone_port
from tests.services.postgres import free_port
from tests.services.processes import ENDS_WITH_US, Running, wait_until
from tests.services.sipp import Telephone

NUMBER = "0120000111"


@dataclass(frozen=True)
class QueueLine:
    """One line of queue_log."""

    at: float
    call: str
    queue: str
    member: str
    event: str
    values: tuple[str, ...] = ()


@dataclass
class Exchange:
    plan: Plan
    bundle: Path
    net: str  # "127.101.1": the exchange is .1 on it, the public network .2, the seats .3
    running: list[Running] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    process: Running | None = None

    @property
    def machine(self) -> Machine:
        return self.plan.machine

    @property
    def folder(self) -> Path:
        return self.machine.folder

    def environment(self) -> dict[str, str]:
        """What a `madoguchi` process finds when it belongs to this exchange."""
        machine = self.machine
        return {
            "MADOGUCHI_EXCHANGE": str(machine.folder),
            "MADOGUCHI_EXCHANGE_PROGRAM": str(machine.program),
            "MADOGUCHI_EXCHANGE_ADDRESS": machine.address,
            "MADOGUCHI_EXCHANGE_SIP_PORT": str(machine.sip_port),
            "MADOGUCHI_EXCHANGE_HTTP_PORT": str(machine.http_port),
            "MADOGUCHI_EXCHANGE_AMI_PORT": str(machine.ami_port),
            "MADOGUCHI_EXCHANGE_RTP_PORTS": "-".join(map(str, machine.rtp_ports)),
            "MADOGUCHI_EXCHANGE_AMI_SECRET": machine.ami_secret,
            "MADOGUCHI_EXCHANGE_POLICY_URL": machine.policy_url,
            "MADOGUCHI_EXCHANGE_POLICY_TOKEN": machine.policy_token,
            **{f"MADOGUCHI_TRUNK_{trunk.number}": f"ip:{trunk.host}:{trunk.port}" for trunk in machine.trunks},
        }

    # The exchange itself

    def start(self) -> "Exchange":
        self._need_ports()
        log = self.folder / "console.log"
        with log.open("ab") as out:
            process = subprocess.Popen(
                [*ENDS_WITH_US, self.machine.program, "-f", "-n", "-C", str(self._settings)],
                stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=self.folder,
            )  # fmt: skip
        self.process = Running(process, log)
        wait_until(self._is_ready, seconds=30, pause=0.05)
        return self

    def stop(self) -> None:
        if self.process:
            self.process.stop(seconds=15)

    def kill(self) -> None:
        assert self.process
        self.process.kill()

    def restart(self) -> None:
        self.stop()
        self.start()

    def cli(self, command: str) -> str:
        done = subprocess.run(
            [self.machine.program, "-C", str(self._settings), "-rx", command],
            capture_output=True, text=True, timeout=10, check=False,
        )  # fmt: skip
        return done.stdout

    def configure(self, plan: Plan) -> list[str]:
        """Another configuration in the folder; what was changed. The exchange learns it with `reload` or `start`."""
        self.plan = replace(plan, machine=self.machine)
        return exchange_folder.write(self.machine, files(self.plan))

    def reload(self, changed: Sequence[str]) -> bool:
        return running.reload(self.machine, changed)

    # What it wrote down

    def queue_log(self, *events: str, call: str = "") -> list[QueueLine]:
        path = self.folder / "log" / "queue_log"
        lines = path.read_text(errors="replace").splitlines() if path.exists() else []
        found = []
        for line in lines:
            at, of, queue, member, event, *values = line.split("|")
            if (not events or event in events) and call in ("", of):
                found.append(QueueLine(float(at), of, queue, member, event, tuple(values)))
        return found

    def wait_for(self, event: str, *, count: int = 1, seconds: float = 20) -> list[QueueLine]:
        wait_until(lambda: len(self.queue_log(event)) >= count, seconds=seconds, pause=0.05)
        return self.queue_log(event)

    def calls_of(self, caller: str) -> list[str]:
        """The keys of the calls that came from a number."""
        return [line.call for line in self.queue_log("MG-ARRIVED") if line.values[1] == caller]

    def heard(self, call: str) -> list[str]:
        """Which announcements were played, in their order."""
        return [line.values[0] for line in self.queue_log("MG-PLAYED", call=call)]

    def listen(self) -> None:
        """From now on every sound that is played is written down, also those of the queue, which no log of calls has."""
        self.cli("logger add channel heard verbose(3)")

    def played(self, call: str) -> list[str]:
        """Every sound that was played to a caller, in order, since `listen`."""
        cel = (self.folder / "log/cel-custom/cel.csv").read_text()
        (channel,) = {row[3] for row in csv.reader(cel.splitlines()) if len(row) > 4 and row[4] == call}
        heard = self.folder / "log" / "heard"
        return re.findall(rf"<{re.escape(channel)}> Playing 'madoguchi/([^.']+)", heard.read_text(errors="replace"))

    def decision(self, call: str) -> tuple[str, ...]:
        return self.queue_log("MG-DECIDED", call=call)[0].values

    def channels(self) -> int:
        return int(self.cli("core show channels count").split()[0])

    def say(self, *names: str, seconds: float = 0.3) -> None:
        """Announcements to be played: silence of a length."""
        for name in names:
            write_silence(self.folder / "data/sounds/ja/madoguchi" / f"{name}.wav", seconds)

    # Telephones

    def call(
        self,
        dialled: str = NUMBER,
        *,
        caller: str = "0311112222",
        name: str = "",
        hold_seconds: float = 3,
        presses: Sequence[tuple[float, str]] = (),
        pitch: int = 440,
        headers: Sequence[str] = (),
        count: int = 1,
        rate: float = 1,
        at_once: int = 50,
    ) -> Telephone:
        """Somebody outside calls. `caller` may hold [call_number]; `presses` are (seconds to wait, keys)."""
        scenario = telephones.calling(
            caller=caller, name=name, headers=headers, hold_seconds=hold_seconds, presses=presses,
            tone=telephones.tone(self.folder, pitch) if pitch else None,
        )  # fmt: skip
        return self._telephone(
            scenario, f"{self.machine.address}:{self.machine.sip_port}", "-s", dialled, "-m", str(count),
            "-r", str(int(rate)), "-l", str(at_once), "-timeout", "170s", "-timeout_error", address=f"{self.net}.2",
        )  # fmt: skip

    def seat(
        self,
        extension: str,
        *,
        ring_seconds: float = 0.2,
        talk_seconds: float = 60,
        pitch: int = 880,
        answers: bool = True,
        signed_in: bool = True,
        provision: bool = True,
    ) -> Telephone:
        """A telephone on a desk that takes calls of the queue. A new one has a new extension."""
        scenario = telephones.answering(
            ring_seconds=ring_seconds, talk_seconds=talk_seconds, answers=answers,
            tone=telephones.tone(self.folder, pitch) if pitch else None,
        )  # fmt: skip
        port = telephone_port(f"{self.net}.3")
        telephone = self._telephone(scenario, address=f"{self.net}.3", port=port)
        if provision:
            self.provision(extension, contact=f"sip:{extension}@{self.net}.3:{port}")
        if signed_in:
            self.cli(f"queue add member PJSIP/{extension} to main penalty 0 as agent:{extension}")
            wait_until(lambda: f"agent:{extension}" in self.cli("queue show main"), seconds=5)
            self.signed_in.append(extension)
        return telephone

    def clear(self) -> None:
        """No telephone is left, inside or outside, and nobody is signed in."""
        for telephone in self.running:
            if telephone.process.poll() is None:
                telephone.process.kill()
                telephone.process.wait(5)
        for extension in self.signed_in:
            self.cli(f"queue remove member PJSIP/{extension} from main")
        self.signed_in.clear()

    def outside(
        self,
        *,
        ring_seconds: float = 0.2,
        talk_seconds: float = 60,
        answers: bool = True,
        trunk: Trunk | None = None,
    ) -> Telephone:
        """Somebody outside who can be called: the far end of a trunk, the first one."""
        scenario = telephones.answering(
            ring_seconds=ring_seconds,
            talk_seconds=talk_seconds,
            answers=answers,
            tone=telephones.tone(self.folder, 660),
        )
        trunk = trunk or self.machine.trunks[0]
        return self._telephone(scenario, "-aa", address=trunk.host, port=trunk.port)  # says that it is there

    def wait_for_trunk(self, trunk: Trunk, state: str) -> None:
        """Until the exchange has noticed that its far end is there ("Avail") or is not ("Unavail")."""
        self.cli(f"pjsip qualify {trunk.name}")
        wait_until(lambda: self.trunk_state(trunk) == state, seconds=40, pause=0.2)

    def trunk_state(self, trunk: Trunk) -> str:
        """Avail, Unavail or, before it was asked, NonQual."""
        lines = [line.split() for line in self.cli("pjsip show contacts").splitlines()]
        return next((words[3] for words in lines if len(words) > 3 and words[1].startswith(f"{trunk.name}/")), "")

    def provision(self, extension: str, *, contact: str) -> None:
        """The least that the exchange must know of a seat."""
        self.tell("aor", extension, {"contact": contact, "max_contacts": "1", "qualify_frequency": "0"})
        self.tell(
            "endpoint",
            extension,
            {
                "aors": extension, "context": CONTEXT_AGENT, "transport": TRANSPORT_UDP, "disallow": "all",
                "allow": "ulaw", "direct_media": "no", "send_connected_line": "no", "rtp_timeout": "2",
            },
        )  # fmt: skip

    def tell(self, kind: str, name: str, values: dict[str, str]) -> None:
        """An object of the telephones, made or changed while the exchange runs."""
        import json

        told = [{"attribute": key, "value": value} for key, value in values.items()]
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.machine.http_port}/ari/asterisk/config/dynamic/res_pjsip/{kind}/{name}",
            method="PUT",
            data=json.dumps({"fields": told}).encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": "Basic " + b64encode(f"madoguchi:{self.machine.ami_secret}".encode()).decode(),
            },
        )
        urllib.request.urlopen(request, timeout=5).close()

    def _telephone(self, scenario: str, *arguments: str, address: str, port: int = 0) -> Telephone:
        telephone = sipp.start(
            self.bundle / "bin" / "sipp", self.folder, scenario, *arguments,
            address=address, port=port or telephone_port(address),
        )  # fmt: skip
        self.running.append(telephone)
        return telephone

    # Inside

    @property
    def _settings(self) -> Path:
        return self.folder / "etc" / "asterisk.conf"

    def _need_ports(self) -> None:
        """Asterisk only writes down that it could not have a port, and runs on."""
        machine = self.machine
        for kind, address, port in (
            (socket.SOCK_DGRAM, machine.address, machine.sip_port),
            (socket.SOCK_STREAM, "127.0.0.1", machine.http_port),
            (socket.SOCK_STREAM, "127.0.0.1", machine.ami_port),
        ):
            with socket.socket(socket.AF_INET, kind) as probe:
                if kind == socket.SOCK_STREAM:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))

    def _is_ready(self) -> bool:
        assert self.process
        if self.process.process.poll() is not None:
            raise RuntimeError(f"the exchange has ended:\n{self.process.said()}")
        return (self.folder / "run/asterisk.ctl").exists() and "fully booted" in self.cli("core waitfullybooted")

    def close(self) -> None:
        for telephone in self.running:
            if telephone.process.poll() is None:
                telephone.process.kill()
                telephone.process.wait(5)
        if self.process and self.process.process.poll() is None:
            self.process.kill()  # nothing of it is kept


@contextmanager
def new_exchange(plan: Callable[[Machine], Plan] | None = None, *, policy_url: str = "") -> Iterator[Exchange]:
    """A running exchange. Without a policy (nobody listens at its address) every call is open."""
    bundle = exchange_bundle.provide()
    folder = Path(tempfile.mkdtemp(prefix="madoguchi-exchange-"))
    with own_net() as net:
        media = 12_000 + os.getpid() % 40 * 200
        machine = Machine(
            folder=folder,
            program=bundle / "bin" / "asterisk",
            address=f"{net}.1",
            sip_port=5060,
            http_port=free_port(),
            ami_port=free_port(),
            rtp_ports=(media, media + 598),
            ami_secret="only-for-tests-" * 2,
            policy_url=policy_url or f"http://127.0.0.1:{free_port()}/exchange/",
            policy_token="only-for-tests-" * 2,
            trunks=(Trunk(1, False, f"{net}.2", 5060),),
        )
        made = (plan or (lambda machine: Plan(machine, number=NUMBER, records=True)))(machine)
        exchange = Exchange(made, bundle, net)
        exchange_folder.write(machine, files(made))
        try:
            yield exchange.start()
        finally:
            exchange.close()
            shutil.rmtree(folder, ignore_errors=True)


def write_silence(path: Path, seconds: float) -> None:
    import wave

    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(int(seconds * 8000) * 2))
