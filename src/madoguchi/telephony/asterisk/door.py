"""Where the exchange knocks: /exchange/… . It answers before anything that needs a session, a host name or TLS, and
within milliseconds: a caller is waiting. Only for the exchange: by its token, and from this machine.

Numbers of callers come in the body, because addresses are written into logs.
"""

import hmac
import ipaddress
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.deprecation import MiddlewareMixin

from madoguchi.core import clock
from madoguchi.telephony.asterisk.answers import policy_line
from madoguchi.telephony.asterisk.config.plan import digits
from madoguchi.telephony.booking_check import check_booking

SIDE = "/exchange/"
# A cloud exchange comes from outside, through the proxy and with a proof of its own (telephony/webhook).
OF_CLOUD_EXCHANGES = "/exchange/webhook"
LONGEST_BODY = 500
Door = Callable[[HttpRequest], str]


class ExchangeDoor(MiddlewareMixin):
    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if not request.path_info.startswith(SIDE) or request.path_info == OF_CLOUD_EXCHANGES:
            return None
        answer = _answer(request)
        answer["X-Frame-Options"] = "DENY"
        add_never_cache_headers(answer)
        return answer


def policy(request: HttpRequest) -> str:
    return policy_line(digits(request.POST.get("dialled", ""))[:20], clock.now())


def booking(request: HttpRequest) -> str:
    """`v1 ok FILE,FILE`, or `v1 no`: the same for a wrong number, a wrong telephone and too many questions."""
    number, phone, caller = (digits(request.POST.get(name, ""))[:20] for name in ("number", "phone", "caller"))
    said = check_booking(number, phone, caller=caller, sounds=Path(settings.EXCHANGE) / "data" / "sounds")
    return f"v1 ok {','.join(said.files)}" if said.sentences else "v1 no"


DOORS: dict[str, Door] = {"policy": policy, "booking": booking}


def _answer(request: HttpRequest) -> HttpResponse:
    door = DOORS.get(request.path_info.removeprefix(SIDE))
    if door is None or not _is_the_exchange(request):
        return _text("", status=404)  # whoever is not the exchange learns nothing
    if request.method != "POST":
        return _text("", status=405)
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isdecimal() or int(announced) > LONGEST_BODY:
        return _text("", status=413)
    return _text(door(request))


def _is_the_exchange(request: HttpRequest) -> bool:
    token = settings.EXCHANGE_MACHINE.policy_token
    shown = request.headers.get("X-Madoguchi-Exchange", "")
    if not token or not hmac.compare_digest(shown.encode(), token.encode()):
        return False
    # The exchange speaks to us directly. What came through the proxy came from outside.
    return "X-Forwarded-For" not in request.headers and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _text(line: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{line}\n", status=status, content_type="text/plain; charset=utf-8")
