"""Which calls came through 電話リレーサービス."""

from collections.abc import Iterable

from madoguchi.calls.marks.models import CallMark

RELAY = "relay"


def is_relay(call_key: str) -> bool:
    return bool(call_key) and CallMark.objects.filter(call_key=call_key, kind=RELAY).exists()


def relay_among(call_keys: Iterable[str]) -> set[str]:
    return set(CallMark.objects.filter(call_key__in=list(call_keys), kind=RELAY).values_list("call_key", flat=True))
