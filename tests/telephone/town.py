"""A town whose calls are in the ledger."""

from django.conf import settings
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.ledger.actions import take_facts
from madoguchi.calls.ledger.models import Call
from tests.services.signed_in import session_for, staff_of
from tests.telephone.told import Told, an_answered_call


def signed_in(role: Role) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = session_for(staff_of(role))
    return client


def an_agent(extension: str = "77", role: Role = Role.OPERATOR) -> Agent:
    staff = staff_of(role, f"op-{extension}")
    return Agent.objects.get_or_create(extension=extension, defaults={"staff": staff})[0]


def kept(*told: Told) -> list[Call]:
    for one in told:
        take_facts(one.facts)
    return list(Call.objects.filter(key__in=[one.call for one in told]).order_by("key"))


def answered(key: str, extension: str = "77") -> Call:
    told = an_answered_call(key, extension)
    told.facts = [
        type(fact)(
            fact.origin, f"{key}:{fact.position}", fact.at, fact.kind, fact.call, fact.extension, fact.values
        )
        for fact in told.facts
    ]
    return kept(told)[0]
