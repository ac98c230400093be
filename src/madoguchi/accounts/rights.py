"""Who may do what. The table is the rule: read it, change it here, and every screen follows.

v view · e edit (make, change, cancel) · d delete (erase) · x export (take out of the system)
"""

from enum import StrEnum

from madoguchi.core.actors import UserKind


class Role(StrEnum):
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    DATA_STAFF = "data_staff"
    CITY_CLERK = "city_clerk"
    CITY_ADMIN = "city_admin"
    AUDITOR = "auditor"


ROLE_LABELS = {
    Role.OPERATOR: "オペレーター",
    Role.SUPERVISOR: "スーパーバイザー",
    Role.MANAGER: "業務責任者",
    Role.DATA_STAFF: "情報処理要員",
    Role.CITY_CLERK: "市 窓口担当",
    Role.CITY_ADMIN: "市 管理者",
    Role.AUDITOR: "監査担当",
}

# Reading A-10: the manager acts as the call centre.
USER_KINDS = {
    Role.OPERATOR: UserKind.CALL_CENTRE,
    Role.SUPERVISOR: UserKind.CALL_CENTRE,
    Role.MANAGER: UserKind.CALL_CENTRE,
    Role.DATA_STAFF: UserKind.CALL_CENTRE,
    Role.CITY_CLERK: UserKind.CITY,
    Role.CITY_ADMIN: UserKind.CITY,
    Role.AUDITOR: UserKind.CITY,
}

VERBS = {"v": "view", "e": "edit", "d": "delete", "x": "export"}
VERB_LABELS = {"view": "閲覧", "edit": "編集", "delete": "削除", "export": "持ち出し"}
SUBJECT_LABELS = {
    "bookings": "予約",
    "slots": "予約枠",
    "deliveries": "市への提出",
    "imports": "台帳の取込み",
    "paper": "紙の名簿",
    "external": "外部予約の記録",
    "contacts": "応対履歴",
    "contact_persons": "応対の個人情報",
    "escalations": "引継ぎ",
    "handed_to_supervisor": "SV・運営責任者への引継ぎ",
    "handed_to_manager": "総括責任者への引継ぎ",
    "handed_to_department": "所管課への引継ぎ",
    "directory": "所管課の案内",
    "faq": "FAQ",
    "faq_requests": "FAQの更新依頼",
    "faq_approval": "FAQ・マニュアルの承認",
    "manuals": "スクリプト・マニュアル",
    "takeovers": "前のシステムの応対履歴",
    "improvement": "改善ニーズとタグの規則",
    "keeping": "応対の保存期間と第三者提供",
    "calls": "通話",
    "recordings": "通話の録音",
    "announcements": "音声案内",
    "announcement_approval": "音声案内の承認",
    "lines": "電話番号と回線",
    "agents": "自分の席と受付状態",
    "supervision": "受付の監督（ほかの人の状態・席・内線）",
    "exchange": "交換機",
    "quality": "応対の評価",
    "own_quality": "自分の応対の評価",
    "quality_figures": "応対の評価の集計",
    "proposals": "改善提案",
    "proposal_answers": "改善提案への回答",
    "figures": "実績の集計",
    "reports": "報告書",
    "report_issue": "報告書の確定と提出",
    "staffing": "要員計画とシフト",
    "workers": "従事者名簿",
    "alerts": "アラート",
    "alert_calls": "アラートの知らせ（はじめ）",
    "alert_escalations": "アラートの知らせ（確認されないとき）",
    "settings": "設定",
    "staff": "職員・従事者",
    "access": "ログインと接続元",
    "history": "履歴",
}

RIGHTS_TABLE = """
            operator  supervisor  manager  data_staff  city_clerk  city_admin  auditor
bookings    ve..      ve..        ve.x     v...        ve..        vedx        v...
slots       v...      v...        v...     ve..        ve..        ve..        v...
deliveries  ....      ve..        ve.x     ve..        ve..        ve.x        v...
imports     ....      ....        ....     ....        ve..        ve..        v...
paper       ....      ve..        ve..     ....        ve..        ve..        v...
external    ve..      ve..        ve.x     ve..        v...        v..x        v...
contacts    ve..      ve..        ve.x     v...        v...        v.dx        v...
contact_persons v...  v...        v...     ....        ....        v...        v...
escalations ve..      ve..        ve.x     v...        ve..        ve.x        v...
handed_to_supervisor .... ve.. ve..      ....        ....        ....        ....
handed_to_manager ....    .... ve..      ....        ....        ....        ....
handed_to_department .... .... ....      ....        ve..        ve..        ....
directory   v...      ve..        ve.x     ve.x        v...        ve.x        v...
faq         v...      ve..        ve.x     ve.x        ve..        vedx        v...
faq_requests ve..     ve..        ve.x     ve..        ve..        ve.x        v...
faq_approval ....     v...        v...     v...        ve..        ve..        v...
manuals     v...      ve..        ve..     ve..        ve..        ved.        v...
takeovers   ....      v...        ve..     ve..        ....        ve..        v...
improvement v...      ve..        ve.x     ve..        ve..        ve.x        v...
keeping     ....      v...        v...     ....        v...        ve.x        v...
calls       ve..      ve..        ve.x     v...        v...        v..x        v...
recordings  ....      v...        ve.x     ....        ....        vedx        v...
announcements v...    ve..        ve..     ve..        v...        ve..        v...
announcement_approval .... v...   ve..     v...        ve..        ve..        v...
lines       ....      v...        ve.x     ve..        v...        ve.x        v...
agents      ve..      ve..        ve..     v...        ....        v...        v...
supervision ....      ve..        ve..     v...        ....        v...        v...
exchange    ....      v...        ve..     ve..        ....        v...        v...
quality     ....      ve..        ve.x     ....        ....        ....        v...
own_quality ve..      ve..        ve..     ....        ....        ....        ....
quality_figures ....  v...        v...     ....        v...        v...        v...
proposals   ....      ve..        ve..     ve..        v...        v...        v...
proposal_answers .... v...        v...     v...        ve..        ve..        v...
figures     v...      ve..        ve.x     v...        v...        v..x        v...
reports     ....      ve..        ve.x     ve..        v...        v..x        v...
report_issue ....     v...        ve..     ....        v...        v...        v...
staffing    v...      ve..        ve.x     v...        v...        v..x        v...
workers     ....      v...        ve.x     ....        ....        v..x        v...
alerts      ....      ve..        ve..     v...        ....        v...        v...
alert_calls ....      v...        ....     ....        ....        ....        ....
alert_escalations .... ....       v...     ....        ....        ....        ....
settings    v...      v...        ve.x     ve.x        v...        ve.x        v...
staff       ....      v...        ve..     ....        ....        vedx        v...
access      ....      ....        v...     ....        ....        ve..        v...
history     v...      v...        v..x     v...        v...        v.dx        v..x
"""


def right(subject: str, verb: str) -> str:
    return f"{subject}.{verb}"


def _rights_by_role() -> dict[Role, frozenset[str]]:
    header, *lines = [line.split() for line in RIGHTS_TABLE.strip().splitlines()]
    return {
        Role(role): frozenset(
            right(subject, VERBS[letter]) for subject, *cells in lines for letter in cells[column].replace(".", "")
        )
        for column, role in enumerate(header)
    }


RIGHTS_BY_ROLE = _rights_by_role()
ALL_RIGHTS = frozenset(right(subject, verb) for subject in SUBJECT_LABELS for verb in VERBS.values())


def rights_of(role: Role, *, granted: frozenset[str], withdrawn: frozenset[str]) -> frozenset[str]:
    """The role's rights, changed for one person."""
    return (RIGHTS_BY_ROLE[role] | granted) - withdrawn


def right_label(name: str) -> str:
    subject, _, verb = name.partition(".")
    return f"{SUBJECT_LABELS[subject]}の{VERB_LABELS[verb]}"
