"""How many requests one token may send."""

import threading
import time
from collections import deque
from dataclasses import dataclass
from math import ceil

# A LINE bot for a city asks some requests a second on its best morning. More than five a second, all the time, is
# a loop that went wrong, and would take the counter's two cores from the people at the screens. Each web process
# counts what reaches it: this protects the machine, it is no price list.
REQUESTS, SECONDS = 300, 60


@dataclass(frozen=True)
class Pace:
    remaining: int
    reset_seconds: int
    is_over: bool

    @property
    def headers(self) -> dict[str, str]:
        """As the IETF's draft for rate limits writes them."""
        named = {
            "RateLimit-Policy": f'"token";q={REQUESTS};w={SECONDS}',
            "RateLimit": f'"token";r={self.remaining};t={self.reset_seconds}',
        }
        return named | ({"Retry-After": str(self.reset_seconds)} if self.is_over else {})


class Paces:
    """The moments of each token's last requests, a window that slides."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._moments: dict[str, deque[float]] = {}

    def note(self, key: str) -> Pace:
        now = time.monotonic()
        with self._lock:
            moments = self._moments.setdefault(key, deque())
            while moments and moments[0] <= now - SECONDS:
                moments.popleft()
            is_over = len(moments) >= REQUESTS
            if not is_over:
                moments.append(now)
            return Pace(REQUESTS - len(moments), max(ceil(moments[0] + SECONDS - now), 1), is_over)

    def forget(self) -> None:
        with self._lock:
            self._moments.clear()


PACES = Paces()
