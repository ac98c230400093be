"""Which calls came through 電話リレーサービス."""

from madoguchi.calls.marks.models import CallMark

RELAY = "relay"


def is_relay(call_key: str) -> bool:
    return bool(call_key) and CallMark.objects.filter(call_key=call_key, kind=RELAY).exists()
