"""How departments appear in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

DEPARTMENT = "department"
MAY_VIEW = "directory.view"


def register() -> None:
    registry.register_object(
        ObjectKind(
            DEPARTMENT,
            label="所管課・出先施設",
            viewable_with=MAY_VIEW,
            link="directory:department",
            describe=_name,
        )
    )
    registry.register_events(
        {
            "department.made": "所管課・出先施設を登録しました",
            "department.changed": "所管課・出先施設を変えました",
            "department.members_changed": "所管課に属する人を変えました",
        }
    )
    registry.register_fields(
        {
            "reading": "よみ",
            "duties": "担当する仕事",
            "extension": "内線",
            "is_transferable": "電話を転送できる",
            "transfer_first": "はじめにかける先",
            "transfer_then": "出ないときにかける先",
            "when_closed": "閉まっているとき",
            "site": "会場",
            "members": "属する人",
        }
    )


def _name(code: str) -> str:
    from madoguchi.municipality.departments.models import Department

    return Department.objects.filter(code=code).values_list("name", flat=True).first() or code
