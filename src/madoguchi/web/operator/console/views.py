"""The page that an operator keeps open: their telephone, the record of the call at hand, and the tools beside it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.accounts.disclosure import record_search
from madoguchi.calls.agents.queries import agent_of
from madoguchi.calls.ledger.queries import call_at_hand
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.lent import lent
from madoguchi.web.frame.panes import holds_panes
from madoguchi.web.operator.console.known import known_of
from madoguchi.web.operator.console.live import line_for, topic_of
from madoguchi.web.operator.console.tools import record_address, tools_for

MAY_WORK = "contacts.edit"
# As they stand on the buttons; `frontend/islands/console.ts` does what they say.
KEYS = (
    ("F2", "電話に出る（電話機がないときは「電話を受けた」）"),
    ("F4", "保留・保留を解除（電話機がないときは「通話を終えた」）"),
    ("F6", "電話の操作へ移る"),
    ("F7", "転送先の欄を開く（通話中）"),
    ("F8", "応対の記録へ移る"),
    ("F9", "次の道具へ移る（予約、FAQ、台本、転送、案内の順）"),
    ("F1", "このキーの一覧を開く・閉じる"),
    ("Esc", "開いた欄を閉じる（転送・数字、電話をかけるなど）"),
    ("1〜9", "受付状態を選ぶ（入力欄の外で）"),
    ("Alt+数字", "それぞれの欄のボタン（ボタンに書いてあります）"),
)


@never_cache
@require_safe
@staff_view(MAY_WORK)
def console(request: StaffRequest) -> HttpResponse:
    seat = lent("seat", request)
    agent = agent_of(request.actor)
    context = _of_call(request)
    tools = context["tools"]
    asked = request.GET.get("tool", "")
    context |= {
        "seat": seat,
        **seat.context,
        "tool": next((one for one in tools if one.name == asked), tools[0] if tools else None),
        "keys": KEYS,
        "topic": topic_of(agent) if agent else "",
        "line": line_for(topic_of(agent), request.actor) if agent else None,
    }
    return holds_panes(seat.dress(render(request, "operator/console/console.html", context)))


@never_cache
@require_safe
@staff_view(MAY_WORK)
def call(request: StaffRequest) -> HttpResponse:
    """The call at hand, as soon as it rings."""
    return render(request, "operator/console/_call.html", _of_call(request))


def _of_call(request: StaffRequest) -> dict[str, Any]:
    at_hand = call_at_hand(request.actor)
    known = known_of(at_hand, request.actor) if at_hand else None
    if known and known.earlier:
        record_search("contacts", by=request.actor, found=len(known.earlier))
    return {
        "known": known,
        "record": record_address(at_hand),
        "tools": tools_for(request.actor, at_hand),
    }
