"""How approvals for third parties appear in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

APPROVAL = "third_party_approval"


def register() -> None:
    registry.register_object(
        ObjectKind(APPROVAL, label="第三者提供の承認", viewable_with="keeping.view", link="contacts:approval")
    )
    registry.register_events(
        {
            "approval.entered": "第三者提供の承認を記録しました",
            "approval.withdrawn": "第三者提供の承認を取り消しました",
            "approval.used": "承認にもとづき、応対の記録を第三者に渡すファイルを作りました",
            "contact.masked": "応対の記録から個人情報を消しました",
        }
    )
