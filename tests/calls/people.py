"""Who answers the telephone in the tests."""

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.actions import change_state, sign_in
from madoguchi.calls.agents.administration import add_agent, add_seat
from madoguchi.calls.agents.models import Agent, Seat
from madoguchi.calls.agents.rules import Device, State
from madoguchi.core.actors import Actor
from tests.worlds import actor

SUPERVISOR = actor(Role.SUPERVISOR)
MANAGER = actor(Role.MANAGER)


def staff(login_id: str, role: Role = Role.OPERATOR) -> Staff:
    name = f"見本 {login_id}"
    return Staff.objects.get_or_create(login_id=login_id, defaults={"name": name, "role": role.value})[0]


def agent(login_id: str = "op-a", device: Device = Device.SOFT_PHONE, extension: str = "") -> Agent:
    return add_agent(staff(login_id), device=device, extension=extension, by=SUPERVISOR)


def themselves(one: Agent) -> Actor:
    return actor(Role.OPERATOR, one.staff.login_id)


def seat(name: str = "1番席", base: str = "") -> Seat:
    return Seat.objects.filter(name=name).first() or add_seat(name, base, by=SUPERVISOR)


def seated(login_id: str = "op-a", device: Device = Device.SOFT_PHONE, *, at: str = "1番席") -> Agent:
    one = agent(login_id, device)
    sign_in(one, seat(at), by=themselves(one))
    return one


def ready(login_id: str = "op-a", device: Device = Device.SOFT_PHONE, *, at: str = "1番席") -> Agent:
    one = seated(login_id, device, at=at)
    change_state(one, State.READY, by=themselves(one))
    return one
