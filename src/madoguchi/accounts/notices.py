"""What people are told when their password, second factor or rights change (OWASP ASVS 5.0, 6.3.7): so that
somebody who did not do it themselves notices."""

from dataclasses import dataclass

from madoguchi.accounts.models import Staff
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.history.registry import event_label

NOTIFIED = (
    "staff.password_changed",
    "staff.password_reissued",
    "staff.second_factor_added",
    "staff.second_factor_removed",
    "staff.second_factors_reset",
    "staff.recovery_codes_made",
    "staff.changed",
    "staff.right_granted",
    "staff.right_withdrawn",
    "staff.right_restored",
    "staff.locked_out",
    "staff.reactivated",
)

TEXT = """{name} 様

窓口システムのあなたのアカウントについて、次のことがありました。

  {what}
  {at:%Y年%m月%d日 %H:%M}

心当たりがあるときは、何もする必要はありません。
心当たりがないときは、すぐに職場の管理者へ連絡してください。

このメールは自動で送っています。返信はできません。パスワードや確認コードをメールでお聞きすることはありません。
"""


@dataclass(frozen=True)
class Notice:
    to: str
    subject: str
    text: str


def notice_about(event: Event) -> Notice | None:
    """To the person whom the event is about, if they have an address."""
    staff = Staff.objects.filter(login_id=event.about_key).exclude(email="").first()
    if event.about_kind != "staff" or staff is None:
        return None
    what = event_label(event.kind)
    text = TEXT.format(name=staff.name, what=what, at=clock.in_tokyo(event.at))
    return Notice(to=staff.email, subject=f"【窓口】{what}", text=text)
