"""Everybody with an ID as a file, for the city's regular review of accounts."""

from collections.abc import Iterable

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import right_label
from madoguchi.core.clock import in_tokyo
from madoguchi.web.frame.csv_file import csv_lines

HEADINGS = ("ログインID", "氏名", "役割", "利用", "多要素認証", "最後のログイン", "追加した権限", "取り消した権限")


def staff_as_csv(people: Iterable[Staff], *, secured: set[int]) -> str:
    return "".join(csv_lines(HEADINGS, (_row(staff, is_secured=staff.pk in secured) for staff in people)))


def _row(staff: Staff, *, is_secured: bool) -> tuple[str, ...]:
    changes = list(staff.right_changes.all())
    return (
        staff.login_id,
        staff.name,
        staff.get_role_display(),
        "利用中" if staff.is_active else "停止中",
        "設定済み" if is_secured else "未設定",
        f"{in_tokyo(staff.last_login):%Y-%m-%d %H:%M}" if staff.last_login else "",
        "、".join(right_label(change.right) for change in changes if change.is_granted),
        "、".join(right_label(change.right) for change in changes if not change.is_granted),
    )
