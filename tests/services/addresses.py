"""Addresses and ports of exchanges and telephones that nobody else has, whichever process of the tests it is."""

import itertools
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

_numbers = itertools.count(1)
_ports = itertools.count()


@contextmanager
def own_net() -> Iterator[str]:
    """A net of the loopback that no other exchange has, whichever process it belongs to: who holds this port owns it."""
    while True:
        number = next(_numbers)
        net = f"127.{(os.getpid() + number // 250) % 200 + 20}.{number % 250 + 1}"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as owner:
            try:
                owner.bind((f"{net}.9", 5_059))
            except OSError:
                continue
            yield net
            return


def telephone_port(address: str) -> int:
    """A port that no other telephone of these tests was given. One the system chooses is free again until it is used,
    and two telephones that start side by side may get the same."""
    while True:
        port = 5_100 + next(_ports) % 3_000
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind((address, port))
            except OSError:
                continue
        return port
