"""What the history knows of the installation itself."""

from madoguchi.core.history import registry
from madoguchi.core.history.record import About

INSTALLATION = About("installation", "madoguchi")


def register() -> None:
    registry.register_object(registry.ObjectKind("installation", "システム", viewable_with="history.view"))
    registry.register_events(
        {
            "backup.made": "データの控えを作りました",
            "backup.restored": "データを控えから戻しました",
            "check.failed": "データの自己点検で相違が見つかりました",
            "check.passed": "データの自己点検で相違がなくなりました",
        }
    )
    registry.register_fields({"differences": "相違の件数", "sha256": "控えのSHA-256"})
