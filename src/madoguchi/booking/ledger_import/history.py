"""How the taking over of ledgers appears in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

LEDGER = "ledger"


def register() -> None:
    registry.register_object(
        ObjectKind(LEDGER, label="台帳の取込み", viewable_with="imports.view", link="city:import")
    )
    registry.register_events(
        {
            "ledger.read": "台帳を読み込みました",
            "ledger.booked": "台帳を予約にしました",
            "ledger.undone": "台帳の取込みを取り消しました",
            "ledger.dropped": "台帳の取込みをやめました",
        }
    )
    registry.register_fields({"lines": "行数", "left_out": "予約済みで飛ばした行"})
