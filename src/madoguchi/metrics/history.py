"""How goals and the former contractor's figures appear in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind
from madoguchi.metrics.definitions import BY_KEY

KPI = "kpi"
BASELINE = "baseline"


def register() -> None:
    registry.register_object(
        ObjectKind(KPI, label="KPI", viewable_with="figures.edit", link="manager:kpi_figure", describe=_name)
    )
    registry.register_object(ObjectKind(BASELINE, label="前の事業者の実績", viewable_with="figures.view", link=""))
    registry.register_events(
        {
            "kpi.value_set": "KPIの設定値を決めました",
            "kpi.ended": "KPIの設定値をやめました",
            "kpi.remarked": "KPIの所見を書きました",
            "baseline.kept": "前の事業者の実績を入れました",
            "baseline.removed": "前の事業者の実績を消しました",
        }
    )
    registry.register_fields(
        {
            "kpi_value": "設定値",
            "kpi_from": "いつから",
            "kpi_responsible": "担当",
            "baseline_values": "入れた数",
            "baseline_months": "月",
            "baseline_value": "値",
            "baseline_source": "出どころ",
        }
    )


def _name(key: str) -> str:
    return BY_KEY[key].label if key in BY_KEY else key
