"""The access control in force, read from what is really set: nothing here is prose that could differ from it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from madoguchi.accounts.allow_lists.queries import allow_list_of
from madoguchi.accounts.models import AllowedNetwork, RightChange, Staff
from madoguchi.accounts.rights import ROLE_LABELS, Role, right_label
from madoguchi.accounts.sign_in.queries import sign_in_policy, staff_with_second_factor
from madoguchi.accounts.sign_in.rules import ADDRESS_FAILURES, Policy
from madoguchi.core import clock
from madoguchi.core.history.models import Seal
from madoguchi.core.history.seal import head
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.queries import contract, value_of

NETWORKS = {
    "internet_with_allow_list": "インターネット（接続元を制限）",
    "lgwan_or_internet_with_global_ip": "LGWAN、またはインターネット（グローバルIPアドレスで制限）",
    "allow_list_and_mfa": "インターネット（接続元の制限と多要素認証）",
}


@dataclass(frozen=True)
class RoleDoor:
    label: str
    people: int
    with_second_factor: int
    networks: list[AllowedNetwork]


@dataclass(frozen=True)
class AccessControl:
    body: str
    at: datetime
    hosts: list[str]
    network: str
    doors: list[RoleDoor]
    policy: Policy
    address_failures: int
    proxies: list[str]
    hasher: str
    transport: list[tuple[str, str]]
    differences: list[tuple[RightChange, str]]
    seal: Seal | None

    @property
    def open_doors(self) -> list[str]:
        return [door.label for door in self.doors if not door.networks]


def access_control() -> AccessControl:
    secured = staff_with_second_factor()
    active = list(Staff.objects.filter(is_active=True).values_list("pk", "role"))
    return AccessControl(
        body=_body(),
        at=clock.now(),
        hosts=settings.ALLOWED_HOSTS,
        network=_network(),
        doors=[
            RoleDoor(
                label=ROLE_LABELS[role],
                people=sum(1 for _, held in active if held == role.value),
                with_second_factor=sum(1 for pk, held in active if held == role.value and pk in secured),
                networks=allow_list_of(role),
            )
            for role in Role
        ],
        policy=sign_in_policy(),
        address_failures=ADDRESS_FAILURES,
        proxies=[str(network) for network in settings.TRUSTED_PROXIES],
        hasher=settings.PASSWORD_HASHERS[0].rpartition(".")[2].removesuffix("PasswordHasher"),
        transport=_transport(),
        differences=[
            (change, right_label(change.right))
            for change in RightChange.objects.select_related("staff").order_by("staff__login_id", "right")
        ],
        seal=head(),
    )


def _transport() -> list[tuple[str, str]]:
    """Each line follows a setting that is in force."""
    encrypted = settings.SECURE_SSL_REDIRECT
    days = settings.SECURE_HSTS_SECONDS // 86_400
    scripts = " ".join(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"])
    return [
        ("通信の暗号化（TLS）", "すべての画面で必須" if encrypted else "なし（この端末の中だけで使う設定）"),
        ("暗号化されない接続", "暗号化された接続へ移す" if encrypted else "受け付ける"),
        ("HSTS", f"{days}日間、ブラウザに暗号化を強制" if days else "なし"),
        ("クッキー", _cookies()),
        ("画面で動くプログラムの出所", f"このシステムだけ（script-src {scripts}）"),
        ("ほかのサイトへの埋め込み", "禁止" if settings.X_FRAME_OPTIONS == "DENY" else settings.X_FRAME_OPTIONS),
    ]


def _cookies() -> str:
    marks = {
        "暗号化された接続だけ": settings.SESSION_COOKIE_SECURE,
        "プログラムから読めない": settings.SESSION_COOKIE_HTTPONLY,
        f"ほかのサイトへ送らない（SameSite={settings.SESSION_COOKIE_SAMESITE}）": settings.SESSION_COOKIE_SAMESITE,
        "ホストに固定（__Host-）": settings.SESSION_COOKIE_NAME.startswith("__Host-"),
    }
    return "、".join(words for words, is_set in marks.items() if is_set)


def _body() -> str:
    try:
        return contract().body_name
    except Refusal:
        return ""


def _network() -> str:
    try:
        return NETWORKS[value_of("security.staff_network")]
    except Refusal:
        return "（契約内容が適用されていません）"
