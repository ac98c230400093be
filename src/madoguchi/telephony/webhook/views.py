"""POST /exchange/webhook"""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from madoguchi.calls.ledger.actions import take_facts
from madoguchi.core import clock
from madoguchi.telephony.webhook.rules import MOST_BYTES, NotSigned, NotUnderstood, facts_in, refuse_unless_signed

log = logging.getLogger(__name__)


@never_cache
@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Its sender is known by the signature alone: no session, no cookie. Without a secret there is no such address."""
    secrets: tuple[str, ...] = settings.EXCHANGE_WEBHOOK_SECRETS
    if not secrets:
        raise Http404
    announced = request.headers.get("Content-Length") or "0"
    if not announced.isdecimal() or int(announced) > MOST_BYTES:
        return _answer(413, "the message is too long")
    try:
        body = request.body
        refuse_unless_signed(
            secrets,
            timestamp=request.headers.get("X-Madoguchi-Timestamp", ""),
            signed=request.headers.get("X-Madoguchi-Signature", ""),
            body=body,
            now=clock.now(),
        )
        facts = facts_in(body)
    except RequestDataTooBig:
        return _answer(413, "the message is too long")
    except NotSigned:
        log.warning("a message for the books of calls was not signed, or too old")
        return _answer(401, "the signature or its time is wrong")
    except NotUnderstood as why:
        return _answer(400, str(why))
    take_facts(facts)
    return JsonResponse({"taken": len(facts)})


def _answer(status: int, why: str) -> HttpResponse:
    return JsonResponse({"error": why}, status=status)
