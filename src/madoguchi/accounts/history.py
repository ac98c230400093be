"""What accounts tells the history about itself."""

from django.db.models import QuerySet

from madoguchi.accounts.disclosure import DISCLOSURE
from madoguchi.accounts.models import Staff
from madoguchi.accounts.queries import staff_visible_to
from madoguchi.accounts.rights import ROLE_LABELS, SUBJECT_LABELS, Role, right_label
from madoguchi.accounts.sign_in.rules import POLICY_LABELS
from madoguchi.accounts.tokens.queries import token_name, tokens_visible_to
from madoguchi.accounts.tokens.rules import KIND_LABELS, SCOPE_LABELS, Scope
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history import registry

EVENTS = {
    "staff.issued": "ログインIDを発行しました",
    "staff.changed": "職員・従事者の登録内容を変更しました",
    "staff.right_granted": "権限を個別に与えました",
    "staff.right_withdrawn": "権限を個別に外しました",
    "staff.right_restored": "権限を役割どおりに戻しました",
    "staff.deactivated": "利用を停止しました",
    "staff.reactivated": "利用を再開しました",
    "staff.erased": "氏名とメールアドレスを消去しました",
    "staff.password_reissued": "仮パスワードを発行しました",
    "staff.password_changed": "パスワードを変更しました",
    "staff.second_factor_added": "多要素認証の手段を追加しました",
    "staff.second_factor_removed": "多要素認証の手段を外しました",
    "staff.recovery_codes_made": "回復コードを作り直しました",
    "staff.second_factors_reset": "多要素認証を初期化しました",
    "staff.sessions_ended": "ログイン中の端末をすべてログアウトさせました",
    "staff.signed_in": "ログインしました",
    "staff.sign_in_failed": "ログインに失敗しました",
    "staff.locked_out": "失敗が続いたためロックしました",
    "staff.unlocked": "ロックを解除しました",
    "staff.signed_out": "ログアウトしました",
    "staff.timed_out": "時間が過ぎたためログアウトしました",
    "staff.visit_refused": "許可されていない接続元からの利用を拒否しました",
    "sign_in.failed": "登録のないログインIDでのログインを拒否しました",
    "sign_in.locked_out": "失敗が続いたためロックしました（登録のないログインID）",
    "sign_in.address_locked_out": "失敗が続いたため接続元をロックしました",
    "sign_in.visit_refused": "許可されていない接続元からの訪問を拒否しました",
    "sign_in.policy_changed": "ログインの決まりを変更しました",
    "sign_in.allow_list_changed": "接続元の一覧を変更しました",
    "token.created": "APIトークンを発行しました",
    "token.revoked": "APIトークンを無効にしました",
    "token.visit_refused": "許可されていない接続元からのAPIの利用を拒否しました",
    "disclosure.viewed": "個人情報を閲覧しました",
    "disclosure.searched": "個人情報を検索しました",
    "disclosure.exported": "データを持ち出しました",
}

FIELDS = {
    **POLICY_LABELS,
    "staff_name": "氏名",
    "staff_email": "メールアドレス",
    "role": "役割",
    "right": "権限",
    "reason": "理由",
    "from_address": "接続元アドレス",
    "method": "認証の方法",
    "second_factor": "多要素認証の手段",
    "networks": "接続元の範囲",
    "found": "見つかった件数",
    "rows": "件数",
    "form": "形式",
    "with_persons": "個人情報を含む",
    "month": "月",
    "first": "はじめの月",
    "files": "ファイルの数",
    "unmatched": "対応の付かない記録",
    "erased": "消去した値",
    "failures": "失敗回数",
    "is_temporary": "仮パスワード",
    "token_kind": "だれの代わりに動くか",
    "scopes": "できること",
    "expires_on": "期限",
}


def register() -> None:
    registry.register_object(
        registry.ObjectKind(
            kind="staff",
            label="職員・従事者",
            viewable_with="staff.view",
            link="office_staff:person",
            visible_keys=_visible_keys,
            describe=_name_of,
        )
    )
    registry.register_object(
        registry.ObjectKind(
            kind="sign_in",
            label="ログイン",
            viewable_with="access.view",
            describe=lambda key: ROLE_LABELS[Role(key)] if key in set(Role) else "",
        )
    )
    registry.register_object(
        registry.ObjectKind(
            kind=DISCLOSURE,
            label="個人情報の取扱い",
            viewable_with="history.view",
            describe=lambda key: SUBJECT_LABELS.get(key, key),
        )
    )
    registry.register_object(
        registry.ObjectKind(
            kind="token",
            label="APIトークン",
            viewable_with="access.view",
            link="office_staff:token",
            visible_keys=lambda actor: tokens_visible_to(actor).order_by().values_list("key", flat=True),
            describe=token_name,
        )
    )
    registry.register_events(EVENTS)
    registry.register_fields(FIELDS)
    registry.register_words(
        {
            "role": lambda role: ROLE_LABELS[Role(role)],
            "right": right_label,
            "method": _method,
            "token_kind": lambda kind: KIND_LABELS[UserKind(kind)],
            "scopes": lambda scopes: "、".join(SCOPE_LABELS[Scope(scope)] for scope in scopes.split()),
        }
    )


METHODS = {
    "password": "パスワード",
    "code": "確認コード",
    "totp": "認証アプリ",
    "webauthn": "パスキー",
    "recovery_codes": "回復コード",
}


def _method(ways: str) -> str:
    return "＋".join(METHODS.get(way, way) for way in ways.split("+"))


def _visible_keys(actor: Actor) -> QuerySet[Staff, str]:
    return staff_visible_to(actor).order_by().values_list("login_id", flat=True)


def _name_of(key: str) -> str:
    name = Staff.objects.filter(login_id=key).values_list("name", flat=True).first()
    return f"{name}（{key}）" if name else key
