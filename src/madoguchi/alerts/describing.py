"""An alert in words that a person knows: who, which call, how much."""

from madoguchi.alerts.models import Alert
from madoguchi.alerts.rules import UNITS, Rule
from madoguchi.calls.agents.models import Agent
from madoguchi.contacts.marks.models import ContactMark


def in_words(alert: Alert) -> str:
    rule = Rule(alert.rule)
    if rule is Rule.LONG_WAIT:
        return f"電話が{alert.measure}秒待っています"
    if rule is Rule.QUEUE_LENGTH:
        return f"{alert.measure}件の電話が待っています"
    if rule is Rule.LONG_CALL:
        return f"{_person(alert.subject)}の通話が{alert.measure}分を超えました"
    if rule is Rule.AWAY_LONG:
        return f"{_person(alert.subject)}の離席・休憩が{alert.measure}分を超えました"
    if rule is Rule.ANSWER_RATE_DAY:
        return f"今日の応答率が{alert.measure}%で、目標に届いていません"
    if rule is Rule.ANSWER_RATE_MONTH:
        return f"今月の応答率が{alert.measure}%で、目標に届いていません"
    if rule in (Rule.COMPLAINT, Rule.EMERGENCY):
        mark = mark_of(alert)
        return f"「{mark.label}」の印が付きました" if mark else "印が付きました"
    if rule is Rule.NOBODY_THERE:
        return "受付時間中ですが、だれも着席していません"
    return "電話交換機につながっていません"


def threshold_in_words(alert: Alert) -> str:
    unit = UNITS.get(Rule(alert.rule))
    return f"{alert.threshold}{unit}" if unit else "—"


def _person(extension: str) -> str:
    agent = Agent.objects.select_related("staff").filter(extension=extension).first()
    return f"{agent.staff.name}さん" if agent else f"内線{extension}"


def mark_of(alert: Alert) -> ContactMark | None:
    if Rule(alert.rule) not in (Rule.COMPLAINT, Rule.EMERGENCY):
        return None
    return ContactMark.objects.select_related("contact").filter(pk=alert.subject).first()
