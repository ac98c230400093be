"""対応の付かない記録: what the exchange wrote and no call could take in. Nothing of it is thrown away."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.accounts.disclosure import record_search
from madoguchi.calls.ledger.models import Fact
from madoguchi.calls.ledger.queries import MAY_VIEW, unmatched_facts
from madoguchi.calls.ledger.shown import MAY_SEE_NUMBERS
from madoguchi.calls.ports import FactKind
from madoguchi.core import clock
from madoguchi.core.text.masking import masked
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.tables import Column, Table

ORIGINS = {
    "queue_log": "交換機（待ち列の記録）",
    "cel": "交換機（回線の記録）",
    "switchboard": "電話のつなぎ役",
    "webhook": "外部の交換機",
    "hand": "手での記録",
}


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def unmatched(request: StaffRequest) -> HttpResponse:
    may_see = request.actor.may(MAY_SEE_NUMBERS)
    columns = (
        Column("at", "日時", _at, is_header=True),
        Column("origin", "どの記録から", lambda fact: ORIGINS.get(fact.origin, fact.origin)),
        Column("why", "対応が付かない理由", _why),
        Column("call", "交換機の通話番号", lambda fact: fact.call_key or "—"),
        Column("words", "内容", lambda fact: _words(fact, may_see=may_see)),
    )
    table = Table(
        columns,
        unmatched_facts(),
        request,
        caption="対応の付かない記録",
        empty="対応の付かない記録はありません",
        empty_hint="交換機が書いた記録は、すべて通話に入っています。",
    )
    record_search("calls", by=request.actor, found=table.count, facts={"unmatched": True})
    return render(request, "telephone/calls/unmatched.html", {"table": table})


def _at(fact: Fact) -> str:
    at = clock.in_tokyo(fact.at)
    return f"{at:%Y-%m-%d %H:%M:%S}" if at.year > 1970 else "日時なし"


def _why(fact: Fact) -> str:
    if fact.kind == FactKind.UNREAD:
        return "読み取れない行"
    if fact.kind == FactKind.ENDED or not fact.extension:
        return "通話が見つからない"
    return f"内線{fact.extension}の登録がない、または通話が見つからない"


def _words(fact: Fact, *, may_see: bool) -> str:
    values: dict[str, Any] = json.loads(fact.values)
    text = str(values.pop("line", "")) or "・".join(
        [fact.kind, *(f"{name}={value}" for name, value in values.items())]
    )
    return text if may_see else masked(text)
