"""The floor: everybody's state now; listening in, speaking to somebody alone, joining, taking their call over."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.queries import MAY_SUPERVISE, MAY_SUPERVISE_VIEW, agents_visible_to, base_names
from madoguchi.calls.orders.models import Order
from madoguchi.calls.orders.queries import newest_trouble_of
from madoguchi.calls.orders.supervising import (
    begin_take_over,
    finish_take_over,
    give_call_back,
    leave_call,
    listen_in,
)
from madoguchi.calls.ports import OrderKind
from madoguchi.core.actors import Actor
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import saying
from madoguchi.web.supervisor.floor.live import topic_of
from madoguchi.web.supervisor.floor.shown import floor_for

Doing = Callable[[Agent, Actor], Order]
RINGS = "自分の電話機が鳴ります。取ると、"
WISHES: dict[str, tuple[Doing, str]] = {
    "listen": (lambda agent, by: listen_in(agent, OrderKind.LISTEN, by=by), f"{RINGS}通話を聞けます。"),
    "whisper": (
        lambda agent, by: listen_in(agent, OrderKind.WHISPER, by=by),
        f"{RINGS}従事者にだけ話せます。相手には聞こえません。",
    ),
    "barge": (lambda agent, by: listen_in(agent, OrderKind.BARGE, by=by), f"{RINGS}三者で話せます。"),
    "leave": (lambda agent, by: leave_call(agent, by=by), "通話から抜けました。"),
    "take_over": (
        lambda agent, by: begin_take_over(agent, by=by),
        f"{RINGS}用件を聞けます（相手には保留の音楽が流れます）。聞いたら「引き取りを終える」を押してください。",
    ),
    "finish": (lambda agent, by: finish_take_over(agent, by=by), "通話を引き取りました。"),
    "give_back": (lambda agent, by: give_call_back(agent, by=by), "通話を従事者に戻しました。"),
}


@never_cache
@require_safe
@staff_view(MAY_SUPERVISE_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    bases, base = base_names(), request.GET.get("base", "")
    if base and base not in bases:
        raise Http404
    context = {"floor": floor_for(request.actor, base), "topic": topic_of(base), "bases": bases, "base": base}
    return render(request, "supervisor/floor/home.html", context)


@require_POST
@staff_view(MAY_SUPERVISE)
def do(request: StaffRequest) -> HttpResponse:
    """One press: "listen:101"."""
    wish, _, extension = request.POST.get("wish", "").partition(":")
    if wish not in WISHES:
        return HttpResponse(status=400)
    agent = get_object_or_404(agents_visible_to(request.actor), extension=extension)
    doing, done = WISHES[wish]
    with saying(request, done):
        doing(agent, request.actor)
    if (trouble := newest_trouble_of(agent)) is not None and trouble.asked_by == request.actor.key:
        messages.warning(request, "その前の操作は、電話交換機が受け付けませんでした。")
    base = request.POST.get("base", "")
    return redirect(reverse("supervisor:floor") + (f"?{urlencode({'base': base})}" if base in base_names() else ""))
