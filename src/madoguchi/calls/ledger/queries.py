"""Reading the ledger."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.queries import agent_of, state_of
from madoguchi.calls.ledger.models import Call, Fact, JournalMark
from madoguchi.calls.ledger.picture.rules import MAKES_A_CALL, CallPicture, picture_of
from madoguchi.calls.ports import ExchangeFact, FactKind
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import SettingMissing, value_of

MAY_VIEW = "calls.view"
MAY_EDIT = "calls.edit"
MAY_EXPORT = "calls.export"
SHORT_ABANDON_SECONDS = 5.0
# After-call work that lasts longer belongs to nobody's call any more.
WORK_AFTER_WITHIN = timedelta(hours=2)
# An exchange that is started within a second of the call's first word has still lost it.
CLOCKS_APART = timedelta(seconds=1)


def calls_visible_to(actor: Actor) -> QuerySet[Call]:
    calls = Call.objects.select_related("line", "agent__staff", "seat").order_by("-arrived_at", "-pk")
    return calls if actor.may(MAY_VIEW) else calls.none()


def call_at_hand(actor: Actor) -> Call | None:
    """What rings at somebody's own telephone, what they are talking on, or what they are writing up."""
    agent = agent_of(actor)
    row = state_of(agent) if agent else None
    if row is None or not row.call_key:
        return None
    return Call.objects.select_related("line", "agent__staff").filter(key=row.call_key).first()


def unmatched_facts() -> QuerySet[Fact]:
    """What could not be read, belongs to no call, or names a telephone that nobody has (never dropped: 対応の付かない記録)."""
    calls, agents = (
        Call.objects.filter(key=OuterRef("call_key")),
        Agent.objects.filter(extension=OuterRef("extension")),
    )
    # An operator's own telephone that was picked up, or a supervisor's that listened, is no call.
    own = Q(kind=FactKind.ENDED.value) & ~Q(extension="")
    without_call = Q(~Exists(calls), ~Q(kind=FactKind.STATE.value)) & ~Q(call_key="") & ~own
    homeless = Q(call_key="", kind__in=[kind.value for kind in MAKES_A_CALL])
    without_agent = Q(~Exists(agents)) & ~Q(extension="")
    return Fact.objects.filter(Q(kind=FactKind.UNREAD.value) | without_call | homeless | without_agent).order_by(
        "-at", "-pk"
    )


def picture_now(key: str) -> CallPicture | None:
    """The call as everything that is known of it now tells it."""
    facts = facts_of(key)
    if not facts:
        return None
    began_at = min(fact.at for fact in facts)
    return picture_of(
        facts,
        short_abandon_seconds=short_abandon_seconds(began_at),
        restarts=restarts_since(began_at),
        states=states_of({fact.extension for fact in facts} - {""}, since=began_at, within=WORK_AFTER_WITHIN),
    )


def pictures_now(keys: Sequence[str]) -> Iterator[tuple[str, CallPicture | None]]:
    """Many of them, in as many queries as one: for whoever goes over everything."""
    facts: dict[str, list[ExchangeFact]] = {}
    for fact in Fact.objects.filter(call_key__in=keys):
        facts.setdefault(fact.call_key, []).append(as_told(fact))
    if not facts:
        return
    began = {key: min(fact.at for fact in told) for key, told in facts.items()}
    restarts = restarts_since(min(began.values()))
    extensions = {fact.extension for told in facts.values() for fact in told} - {""}
    span = max(began.values()) - min(began.values())
    states: dict[str, list[ExchangeFact]] = {}
    for one in states_of(extensions, since=min(began.values()), within=WORK_AFTER_WITHIN + span):
        states.setdefault(one.extension, []).append(one)
    for key, told in facts.items():
        until = began[key] + 2 * WORK_AFTER_WITHIN
        yield (
            key,
            picture_of(
                told,
                short_abandon_seconds=short_abandon_seconds(began[key]),
                restarts=[one for one in restarts if one.at >= began[key] - CLOCKS_APART],
                states=[
                    one
                    for extension in {fact.extension for fact in told} - {""}
                    for one in states.get(extension, ())
                    if began[key] <= one.at < until
                ],
            ),
        )


def facts_of(key: str) -> list[ExchangeFact]:
    return [as_told(fact) for fact in Fact.objects.filter(call_key=key)]


def restarts_since(moment: datetime) -> list[ExchangeFact]:
    """Starts of the exchange, soonest first."""
    found = Fact.objects.filter(kind=FactKind.STARTED.value, at__gte=moment - CLOCKS_APART).order_by(
        "at", "position"
    )
    return [as_told(fact) for fact in found]


def states_of(extensions: Iterable[str], *, since: datetime, within: timedelta) -> list[ExchangeFact]:
    found = Fact.objects.filter(
        kind=FactKind.STATE.value, extension__in=list(extensions), at__gte=since, at__lt=since + 2 * within
    )
    return [as_told(fact) for fact in found]


def mark_of(origin: str) -> JournalMark | None:
    return JournalMark.objects.filter(origin=origin).first()


def as_told(fact: Fact) -> ExchangeFact:
    return ExchangeFact(
        origin=fact.origin,
        position=fact.position,
        at=fact.at,
        kind=FactKind(fact.kind),
        call=fact.call_key,
        extension=fact.extension,
        values=json.loads(fact.values),
    )


def short_abandon_seconds(moment: datetime) -> float:
    """By the contract of that day: an older call keeps its class when the setting changes. Before any contract, the
    ledger is kept all the same."""
    try:
        value: float = value_of("telephone.short_abandon_seconds", on=clock.in_tokyo(moment).date())
    except SettingMissing:
        return SHORT_ABANDON_SECONDS
    return value
