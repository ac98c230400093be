"""How the exchange's configuration appears in the history."""

from madoguchi.core.history import registry

EXCHANGE = "exchange"  # the object is registered by calls/orders/history.py
CONFIGURED = "exchange.configured"


def register() -> None:
    registry.register_events({CONFIGURED: "交換機の設定を反映"})
    registry.register_fields({"changed_files": "変わったファイル", "digest": "設定の指紋", "reloaded": "読み直し"})
