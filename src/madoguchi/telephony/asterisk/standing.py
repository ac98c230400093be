"""Asterisk as the exchange that people look after (`calls/exchange/ports.py`)."""

from django.conf import settings

from madoguchi.calls.exchange.ports import Applied, Difference, State
from madoguchi.core.actors import Actor
from madoguchi.telephony.asterisk.config import folder, running
from madoguchi.telephony.asterisk.config.actions import apply_configuration
from madoguchi.telephony.asterisk.config.queries import files_now, has_exchange, machine


class Asterisk:
    def is_set_up(self) -> bool:
        return has_exchange()

    def state(self) -> State:
        return running.state(settings.EXCHANGE_MACHINE)

    def difference(self) -> Difference:
        here, files = machine(), files_now()
        text = folder.difference(here, files, folder.secrets_of(here))
        return Difference(text, folder.digest(files), is_first=not folder.written(here))

    def apply(self, *, by: Actor, looked_at: str) -> Applied:
        return apply_configuration(by=by, looked_at=looked_at)
