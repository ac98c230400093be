"""The telephone in the browser: with what it signs in with the exchange. Only where the contract has it, only for who
has such a telephone, only on the page that needs it."""

from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from madoguchi.calls.agents.credentials import REALM, sip_password
from madoguchi.calls.agents.queries import MAY_EDIT, agent_of, state_of
from madoguchi.calls.agents.rules import Device
from madoguchi.calls.orders.actions import hand_on_from_browser
from madoguchi.calls.ports import OrderKind
from madoguchi.contacts.escalations.refusals import ContentFirst
from madoguchi.contacts.escalations.settings import content_told_first
from madoguchi.core.refusals import NotAllowed, Refusal
from madoguchi.municipality.queries import is_on
from madoguchi.web.frame.access import StaffRequest, staff_view

HANDING_ON = {"consult": OrderKind.CONSULT, "blind": OrderKind.TRANSFER}


@never_cache
@require_POST
@staff_view(MAY_EDIT)
def access(request: StaffRequest) -> HttpResponse:
    """Asked for by the page once it runs; kept by nothing."""
    agent = agent_of(request.actor)
    if agent is None or agent.device != Device.SOFT_PHONE or not is_on("soft_phone"):
        raise NotAllowed
    return JsonResponse(
        {
            "url": address_for(request),
            "extension": agent.extension,
            "realm": REALM,
            "password": sip_password(agent.extension),
        }
    )


@never_cache
@require_POST
@staff_view(MAY_EDIT)
def hand_on(request: StaffRequest) -> HttpResponse:
    """Before the telephone in the browser rings whom a caller is handed on to: whether it may, and on record."""
    agent = agent_of(request.actor)
    kind = HANDING_ON.get(request.POST.get("how", ""))
    if agent is None or kind is None:
        raise NotAllowed
    row = state_of(agent)
    try:
        if kind is OrderKind.TRANSFER and content_told_first():
            raise ContentFirst
        hand_on_from_browser(
            kind,
            request.POST.get("to", "")[:20],
            agent=agent,
            call_key=row.call_key if row else "",
            by=request.actor,
        )
    except Refusal as refusal:
        return JsonResponse({"refused": refusal.message}, status=409)
    return JsonResponse({"refused": ""})


def address_for(request: HttpRequest) -> str:
    """Where the proxy passes the exchange's /ws on: what the environment says, else this very host."""
    given: str = settings.SOFT_PHONE_URL
    return given or f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}/ws"


def allow_exchange(answer: HttpResponse) -> HttpResponse:
    """The one page that may speak to another address than ours, if the exchange has one; and use the microphone."""
    given = urlsplit(settings.SOFT_PHONE_URL)
    if given.netloc:
        origin = f"{given.scheme}://{given.netloc}"
        csp_update({"connect-src": [origin]})(lambda request: answer)(HttpRequest())  # marks the answer
    answer.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(self)"
    return answer
