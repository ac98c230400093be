"""How the ledger of peaks appears in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind
from madoguchi.planning.peaks.rules import KIND_LABELS, PeakKind

PEAK = "peak"


def register() -> None:
    registry.register_object(
        ObjectKind(PEAK, label="入電の山", viewable_with="staffing.view", link="manager:plan_peak")
    )
    registry.register_events(
        {
            "peak.entered": "入電の山を登録しました",
            "peak.changed": "入電の山を変えました",
            "peak.dropped": "入電の山を取りやめました",
        }
    )
    registry.register_fields(
        {
            "peak_kind": "山の種類",
            "peak_name": "山の名前",
            "letters": "発送の通数",
            "sent_on": "発送日",
            "begins_on": "届き始める日",
            "peak_days": "続く開庁日数",
            "peak_calls": "見込む入電",
            "peak_places": "見込む予約",
        }
    )
    registry.register_words({"peak_kind": lambda value: KIND_LABELS[PeakKind(value)]})
