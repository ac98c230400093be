"""電話の席: sitting down, saying whether one takes calls, ringing out, and what one's telephone is doing."""

from functools import partial
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.calls.agents.actions import change_state, sign_in, sign_out
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.queries import MAY_EDIT, agent_of, free_seats
from madoguchi.calls.agents.refusals import NoAgent, NotSignedIn
from madoguchi.calls.agents.rules import State
from madoguchi.calls.by_hand.actions import begin_call, end_call
from madoguchi.calls.marks.actions import mark_relay, unmark_relay
from madoguchi.calls.orders.actions import ask_exchange, call_out
from madoguchi.calls.orders.rules import Purpose
from madoguchi.calls.ports import OrderKind
from madoguchi.contacts.escalations.refusals import ContentFirst
from madoguchi.contacts.escalations.settings import content_told_first
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.queries import is_on
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.lent import Part
from madoguchi.web.frame.saying import saying
from madoguchi.web.telephone.agents.forms import DialForm, ReasonForm, SitForm
from madoguchi.web.telephone.agents.shown import Place, place_of
from madoguchi.web.telephone.agents.softphone import allow_exchange

# What a button may wish. Pausing a recording: while somebody says a number (My Number).
WISHES = {
    kind.value: kind
    for kind in (
        OrderKind.HOLD,
        OrderKind.UNHOLD,
        OrderKind.HANG_UP,
        OrderKind.TRANSFER,
        OrderKind.CONSULT,
        OrderKind.ADD_PARTY,
        OrderKind.PAUSE_RECORDING,
        OrderKind.RESUME_RECORDING,
    )
}


@never_cache
@require_safe
@staff_view(MAY_EDIT)
def home(request: StaffRequest) -> HttpResponse:
    return _page(request, dial=DialForm())


@never_cache
@require_safe
@staff_view(MAY_EDIT)
def now(request: StaffRequest) -> HttpResponse:
    """The part of the page that changes by itself."""
    place = _place(request)
    if place is None:
        return HttpResponse(status=204)
    return render(request, "telephone/agents/_now.html", _of_place(place) | {"back": _asked_back(request.GET)})


@require_POST
@staff_view(MAY_EDIT)
def sit(request: StaffRequest) -> HttpResponse:
    agent = _agent(request)
    form = SitForm(request.POST, seats=free_seats(request.actor))
    if not form.is_valid():
        return _page(request, sit=form)
    with saying(request, f"{form.cleaned_data['seat']}に着席しました。準備ができたら「受付可」を押してください。"):
        sign_in(agent, form.cleaned_data["seat"], by=request.actor)
    return _back(request)


@require_POST
@staff_view(MAY_EDIT)
def leave(request: StaffRequest) -> HttpResponse:
    with saying(request, "退席しました。"):
        sign_out(_agent(request), by=request.actor)
    return _back(request)


@require_POST
@staff_view(MAY_EDIT)
def state(request: StaffRequest) -> HttpResponse:
    form = ReasonForm(request.POST)
    wished = request.POST.get("state", "")
    if not form.is_valid() or wished not in set(State):
        return _page(request, reason=form)
    with saying(request):
        change_state(_agent(request), State(wished), form.cleaned_data["reason"], by=request.actor)
    return _back(request)


@require_POST
@staff_view(MAY_EDIT)
def dial(request: StaffRequest) -> HttpResponse:
    form = DialForm(request.POST)
    if not form.is_valid():
        return _page(request, dial=form)
    agent = _agent(request)
    try:
        if not place_of(agent).is_seated:
            raise NotSignedIn
        call_out(agent, form.cleaned_data["number"], Purpose(form.cleaned_data["purpose"]), by=request.actor)
    except Refusal as refusal:
        form.add_error("number", refusal.message)
        return _page(request, dial=form)
    with saying(request, "電話機が鳴ります。取ると、相手を呼び出します。"):
        return _back(request)


@require_POST
@staff_view(MAY_EDIT)
def order(request: StaffRequest) -> HttpResponse:
    kind = WISHES.get(request.POST.get("wish", ""))
    if kind is None:
        return HttpResponse(status=400)
    place = place_of(_agent(request))
    call_key = place.row.call_key if place.row else ""
    values = {name: request.POST[name][:20] for name in ("to", "number", "how") if request.POST.get(name)}
    with saying(request):
        if kind is OrderKind.TRANSFER and values.get("how") != "attended" and content_told_first():
            raise ContentFirst
        ask_exchange(kind, by=request.actor, agent=place.agent, call_key=call_key, values=values)
    return _back(request)


@require_POST
@staff_view("calls.edit")
def by_hand(request: StaffRequest) -> HttpResponse:
    """OPC-08: a call of which no exchange tells."""
    agent = _agent(request)
    with saying(request):
        if request.POST.get("do") == "end":
            end_call(agent, by=request.actor)
        else:
            begin_call(agent, request.POST.get("number", "")[:20], by=request.actor)
    return _back(request)


@require_POST
@staff_view("calls.edit")
def relay(request: StaffRequest) -> HttpResponse:
    """LNG-06: this caller speaks through 電話リレーサービス."""
    place = place_of(_agent(request))
    call = place.call
    if call is not None:
        with saying(request):
            (unmark_relay if call.is_relay else mark_relay)(call.key, by=request.actor)
    return _back(request)


def _page(
    request: StaffRequest,
    *,
    sit: SitForm | None = None,
    reason: ReasonForm | None = None,
    dial: DialForm | None = None,
) -> HttpResponse:
    place = _place(request)
    forms = [form for form in (sit, reason, dial) if form is not None and form.is_bound]
    context = _everything(request, place, sit=sit, dial=dial) | {"form": forms[0] if forms else None}
    return _dressed(place, render(request, "telephone/agents/seat.html", context))


def _everything(
    request: StaffRequest, place: Place | None, *, sit: SitForm | None = None, dial: DialForm | None = None
) -> dict[str, Any]:
    return {
        **(_of_place(place) if place else {}),
        "sit": sit or SitForm(seats=free_seats(request.actor)),
        "dial": dial or DialForm(),
    }


def seat_lent(request: StaffRequest) -> Part:
    """For the console: the same seat, the same telephone, whose buttons lead back there."""
    place = _place(request)
    context = _everything(request, place) | {"back": request.path}
    return Part("telephone/agents/_seat.html", context, partial(_dressed, place))


def _dressed(place: Place | None, answer: HttpResponse) -> HttpResponse:
    return allow_exchange(answer) if place and place.is_soft_phone and is_on("soft_phone") else answer


def _back(request: StaffRequest) -> HttpResponse:
    """To the page whose button was pressed."""
    return redirect(_asked_back(request.POST) or "telephone:seat")


def _asked_back(asked: QueryDict) -> str:
    """The page of ours whose part this is; none on the seat's own."""
    path = asked.get("back", "")
    is_ours = path.startswith("/staff/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else ""


def _of_place(place: Place) -> dict[str, object]:
    return {
        "place_now": place,
        "has_soft_phone": place.is_soft_phone and is_on("soft_phone"),
        "told_first": content_told_first(),
    }


def _place(request: StaffRequest) -> Place | None:
    agent = agent_of(request.actor)
    return place_of(agent) if agent else None


def _agent(request: StaffRequest) -> Agent:
    agent = agent_of(request.actor)
    if agent is None:
        raise NoAgent
    return agent
