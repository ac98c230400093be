"""What an administrator may do to a person by one press, and what the page says before and after."""

from collections.abc import Callable
from dataclasses import dataclass

from madoguchi.accounts import actions
from madoguchi.accounts.models import Staff
from madoguchi.core.actors import Actor


@dataclass(frozen=True)
class Operation:
    """`do` gives back a temporary password where one was made."""

    name: str
    label: str
    question: str
    done: str
    do: Callable[[Staff, str, Actor], str]
    consequences: tuple[str, ...] = ()
    needs_reason: bool = False
    button: str = ""
    for_active: bool = True
    for_stopped: bool = False
    right: str = "staff.edit"


def _unlock(staff: Staff, reason: str, by: Actor) -> str:
    actions.unlock(staff, by=by)
    return ""


def _end_sessions(staff: Staff, reason: str, by: Actor) -> str:
    actions.end_sessions(staff, by=by)
    return ""


def _reset_second_factors(staff: Staff, reason: str, by: Actor) -> str:
    actions.reset_second_factors(staff, reason=reason, by=by)
    return ""


def _deactivate(staff: Staff, reason: str, by: Actor) -> str:
    actions.deactivate(staff, reason=reason, by=by)
    return ""


def _erase(staff: Staff, reason: str, by: Actor) -> str:
    actions.erase_person(staff, reason=reason, by=by)
    return ""


_ALL = (
    Operation(
        "password",
        "仮パスワードを発行する",
        "新しい仮パスワードを発行しますか。",
        "仮パスワードを発行しました",
        lambda staff, reason, by: actions.reissue_password(staff, by=by),
        (
            "いまのパスワードは使えなくなり、ログイン中の端末はすべてログアウトします。",
            "ロックされているときは、解除されます。",
        ),
    ),
    Operation(
        "unlock",
        "ロックを解除する",
        "ロックを解除しますか。",
        "ロックを解除しました。",
        _unlock,
        ("失敗の回数を0に戻します。パスワードは変わりません。",),
    ),
    Operation(
        "second-factors",
        "多要素認証を初期化する",
        "多要素認証を初期化しますか。",
        "多要素認証を初期化しました。",
        _reset_second_factors,
        (
            "本人であることを、電話や対面で確かめてから行ってください。",
            "認証アプリ・パスキー・回復コードはすべて使えなくなり、次のログインで設定し直します。",
        ),
        needs_reason=True,
        button="danger",
    ),
    Operation(
        "sessions",
        "すべての端末をログアウトさせる",
        "ログイン中の端末をすべてログアウトさせますか。",
        "すべての端末をログアウトさせました。",
        _end_sessions,
        ("入力途中の内容は失われます。",),
    ),
    Operation(
        "stop",
        "利用を停止する",
        "利用を停止しますか。",
        "利用を停止しました。",
        _deactivate,
        (
            "いまからログインできなくなり、ログイン中の端末もすぐに使えなくなります。",
            "ログインIDと履歴は残ります。",
        ),
        needs_reason=True,
        button="danger",
    ),
    Operation(
        "resume",
        "利用を再開する",
        "利用を再開しますか。",
        "利用を再開しました",
        lambda staff, reason, by: actions.reactivate(staff, by=by),
        ("新しい仮パスワードを発行します。",),
        for_active=False,
        for_stopped=True,
    ),
    Operation(
        "erase",
        "氏名とメールアドレスを消去する",
        "氏名とメールアドレスを消去しますか。元に戻せません。",
        "氏名とメールアドレスを消去しました。",
        _erase,
        ("履歴の中の氏名とメールアドレスも消えます。", "ログインIDと、何をしたかの履歴は残ります。"),
        needs_reason=True,
        button="danger",
        for_active=False,
        for_stopped=True,
        right="staff.delete",
    ),
)
OPERATIONS = {operation.name: operation for operation in _ALL}


def may_be_done(operation: Operation, staff: Staff, by: Actor) -> bool:
    """Whether the page offers it; the action itself decides."""
    fits = operation.for_active if staff.is_active else operation.for_stopped
    return fits and by.may(operation.right)
