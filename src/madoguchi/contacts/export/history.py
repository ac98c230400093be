"""How the files of a month appear in the history."""

from madoguchi.contacts.export.models import MonthFile
from madoguchi.core.history import registry
from madoguchi.core.history.record import About
from madoguchi.core.history.registry import ObjectKind

MONTH_FILE = "month_file"


def about(file: MonthFile) -> About:
    return About(MONTH_FILE, f"{file.month:%Y-%m}")


def register() -> None:
    registry.register_object(
        ObjectKind(MONTH_FILE, label="応対の全件データのファイル", viewable_with="contacts.export")
    )
    registry.register_events(
        {
            "month_file.asked": "応対の全件データのファイルを作り始めました",
            "month_file.made": "応対の全件データのファイルができました",
            "month_file.erased": "応対の全件データのファイルを消しました",
        }
    )
