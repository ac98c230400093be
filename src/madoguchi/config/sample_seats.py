"""The demo's seats: three of them, who takes calls, and the operator's morning at the telephone."""

from datetime import timedelta

from django.conf import settings

from madoguchi.accounts.demo import login_id_of
from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.actions import change_state, sign_in, sign_out
from madoguchi.calls.agents.administration import add_agent, add_seat
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.queries import devices_offered, has_bases
from madoguchi.calls.agents.rules import Device, State
from madoguchi.core import clock
from madoguchi.core.actors import Actor

ANSWERING = (Role.OPERATOR, Role.SUPERVISOR, Role.MANAGER)
MORNING = (("ready", 2, ""), ("training", 65, "新しいFAQの確認"), ("ready", 80, ""), ("break", 170, "昼休み"))


def seat_people(supervisor: Actor) -> None:
    """Beside an exchange the operator's telephone is in their browser, and they sit down when they open it; without one
    states are set by hand."""
    bases = ("本拠点", "本拠点", "第2拠点") if has_bases() else ("", "", "")
    seats = [add_seat(f"{number}番席", base, by=supervisor) for number, base in enumerate(bases, start=1)]
    device = devices_offered()[0] if settings.SOFT_PHONE_URL else Device.NONE
    people = [Staff.objects.get(login_id=login_id_of(role)) for role in ANSWERING]
    agents = [
        Agent.objects.filter(staff=one).first()
        or add_agent(one, device=device, extension=f"20{place}", by=supervisor)
        for place, one in enumerate(people, start=1)
    ]
    staff, agent = people[0], agents[0]
    begins = clock.now() - timedelta(hours=4)
    with clock.as_if(begins):
        sign_in(agent, seats[0], by=staff.actor)
    for state, minutes, reason in MORNING:
        with clock.as_if(begins + timedelta(minutes=minutes)):
            change_state(agent, State(state), reason, by=staff.actor)
    with clock.as_if(begins + timedelta(minutes=200)):
        sign_out(agent, by=staff.actor)
    if device is Device.NONE:
        sign_in(agent, seats[0], by=staff.actor)
        change_state(agent, State.READY, by=staff.actor)
