"""What may be asked of the FAQ, and the way of such a request. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum


class RequestKind(StrEnum):
    NEW = "new"
    CHANGE = "change"
    RETIRE = "retire"


KIND_LABELS = {
    RequestKind.NEW: "新しいFAQ",
    RequestKind.CHANGE: "FAQの変更",
    RequestKind.RETIRE: "FAQの取下げ",
}


class Origin(StrEnum):
    DEPARTMENT = "department"
    CONTACT = "contact"  # FAQ-11
    NEED = "need"  # FAQ-10: found in searches and contacts


ORIGIN_LABELS = {Origin.DEPARTMENT: "所管課", Origin.CONTACT: "応対", Origin.NEED: "改善ニーズ"}


class RequestState(StrEnum):
    ASKED = "asked"
    TAKEN = "taken"
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STATE_LABELS = {
    RequestState.ASKED: "受付待ち",
    RequestState.TAKEN: "作業中",
    RequestState.PUBLISHED: "公開済み",
    RequestState.DECLINED: "見送り",
    RequestState.WITHDRAWN: "取消し",
}
MOVES = {
    RequestState.ASKED: {
        RequestState.TAKEN,
        RequestState.PUBLISHED,
        RequestState.DECLINED,
        RequestState.WITHDRAWN,
    },
    RequestState.TAKEN: {RequestState.PUBLISHED, RequestState.DECLINED, RequestState.WITHDRAWN},
}
OPEN_STATES = frozenset(MOVES)


def may_become(now: RequestState, then: RequestState) -> bool:
    return then in MOVES.get(now, set())


def written_duration(span: timedelta) -> str:
    """「2日3時間」「14分」: the two greatest units, never less than a minute."""
    minutes = max(int(span.total_seconds() // 60), 0)
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    if days:
        return f"{days}日{hours}時間" if hours else f"{days}日"
    if hours:
        return f"{hours}時間{left}分" if left else f"{hours}時間"
    return f"{left}分" if left else "1分未満"


def time_taken(*, asked_at: datetime, published_at: datetime | None, now: datetime) -> timedelta:
    """Until it was published; while it is not, until now."""
    return (published_at or now) - asked_at
