"""Writing a proposal, putting it before the city, its answer, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from madoguchi.contacts.models import Need
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import record
from madoguchi.quality.models import Evidence, Proposal, ProposalStep
from madoguchi.quality.proposals.history import about
from madoguchi.quality.proposals.queries import MAY_ANSWER, MAY_EDIT, mark_of, words_of
from madoguchi.quality.proposals.refusals import (
    ChangedMeanwhile,
    DayAhead,
    DayBefore,
    NothingToRestOn,
    NotNow,
    StretchesDoNotFit,
    WordsMissing,
)
from madoguchi.quality.proposals.rules import (
    CARRIED_ON,
    MOVES,
    Aim,
    Origin,
    ProposalState,
    are_apart,
    may_carry_on_to,
)


@dataclass(frozen=True)
class Written:
    title: str
    aim: Aim
    origin: Origin
    finding: str
    measure: str
    asked_of_city: str = ""
    evidence: Sequence[str] = ()  # in words
    needs: Sequence[Need] = ()


@dataclass(frozen=True)
class Measure:
    """By which figure the effect is seen, and over which days before and after."""

    figure: str
    before_first: date
    before_last: date
    after_first: date
    after_last: date


@transaction.atomic
def draft_proposal(written: Written, *, by: Actor) -> Proposal:
    by.need(MAY_EDIT)
    proposal = Proposal(proposed_by=by.key, made_at=clock.now())
    _write(proposal, written)
    _step(proposal, ProposalState.DRAFT, clock.today(), "", by)
    record("proposal.drafted", by=by, about=about(proposal.pk))
    return proposal


@transaction.atomic
def change_proposal(proposal: Proposal, written: Written, *, seen: UUID | None = None, by: Actor) -> Proposal:
    """Until it is put before the city. `seen`: the mark of what the writer had before them; what somebody else has
    written since is not written over."""
    by.need(MAY_EDIT)
    current = _held(proposal)
    if current.state != ProposalState.DRAFT:
        raise NotNow
    if seen not in (None, mark_of(current)):
        raise ChangedMeanwhile(
            {name: text for name, text in words_of(current).items() if getattr(written, name).strip() != text}
        )
    _write(current, written)
    record("proposal.changed", by=by, about=about(current.pk))
    return current


@transaction.atomic
def put_before_city(proposal: Proposal, *, on: date, by: Actor) -> Proposal:
    by.need(MAY_EDIT)
    current = _held(proposal)
    current.proposed_on = on
    _move(current, ProposalState.PROPOSED, on, "", by, "proposed_on")
    record("proposal.proposed", by=by, about=about(current.pk), facts={"proposal_on": on.isoformat()})
    return current


@transaction.atomic
def answer_proposal(proposal: Proposal, *, agrees: bool, words: str, by: Actor) -> Proposal:
    """The city agrees, or says why not."""
    by.need(MAY_ANSWER)
    current = _held(proposal)
    if current.state != ProposalState.PROPOSED:
        raise NotNow
    if not agrees and not words.strip():
        raise WordsMissing("見送る理由を書いてください。")
    current.answer, current.answered_by, current.answered_at = words.strip(), by.key, clock.now()
    to = ProposalState.AGREED if agrees else ProposalState.NOT_TAKEN
    _move(current, to, clock.today(), words, by, "answer", "answered_by", "answered_at")
    record("proposal.answered", by=by, about=about(current.pk), facts={"proposal_state": to.value})
    return current


@transaction.atomic
def follow_up(
    proposal: Proposal,
    *,
    on: date,
    note: str,
    to: ProposalState | None = None,
    look_on: date | None = None,
    by: Actor,
) -> Proposal:
    """What has become of it; `to`: where it stands from that day on. `look_on`: when somebody looks at it again. Sent
    twice it is one step."""
    by.need(MAY_EDIT)
    current = _held(proposal)
    state = ProposalState(current.state)
    if state not in CARRIED_ON and not (state is ProposalState.PROPOSED and to is None):
        raise NotNow
    if not note.strip():
        raise WordsMissing
    if _was_told_last(current, to or state, on, note, by) and current.look_on == look_on:
        return current
    current.look_on = look_on
    if to is None or to is state:
        _refuse_other_days(current, on)
        current.save(update_fields=["look_on"])
        _step(current, state, on, note, by)
    else:
        if to not in may_carry_on_to(state):
            raise NotNow
        _move(current, to, on, note, by, "look_on")
    record(
        "proposal.followed",
        by=by,
        about=about(current.pk),
        changes={"proposal_state": (state.value, current.state)},
    )
    return current


@transaction.atomic
def drop_draft(proposal: Proposal, *, note: str, by: Actor) -> Proposal:
    by.need(MAY_EDIT)
    current = _held(proposal)
    if current.state != ProposalState.DRAFT:
        raise NotNow
    if not note.strip():
        raise WordsMissing("やめる理由を書いてください。")
    _move(current, ProposalState.NOT_TAKEN, clock.today(), note, by)
    record("proposal.dropped", by=by, about=about(current.pk))
    return current


@transaction.atomic
def measure_by(proposal: Proposal, measure: Measure, *, by: Actor) -> Proposal:
    """May be decided before anything is done: the days after may lie ahead."""
    by.need(MAY_EDIT)
    current = _held(proposal)
    stretches = (measure.before_first, measure.before_last, measure.after_first, measure.after_last)
    if not are_apart(*stretches):
        raise StretchesDoNotFit
    before = current.figure
    current.figure = measure.figure
    current.before_first, current.before_last, current.after_first, current.after_last = stretches
    current.save(update_fields=["figure", "before_first", "before_last", "after_first", "after_last"])
    record(
        "proposal.measured",
        by=by,
        about=about(current.pk),
        changes={"proposal_figure": (before or None, measure.figure)},
    )
    return current


def _write(proposal: Proposal, written: Written) -> None:
    if not written.needs and not any(line.strip() for line in written.evidence):
        raise NothingToRestOn
    proposal.title, proposal.aim, proposal.origin = written.title.strip(), written.aim.value, written.origin.value
    proposal.finding, proposal.measure = written.finding.strip(), written.measure.strip()
    proposal.asked_of_city = written.asked_of_city.strip()
    proposal.save()
    wanted = {need.pk: need for need in written.needs}
    kept = proposal.evidence.all()
    # What rests on a need that is gone stays; it cannot be chosen again.
    kept.filter(need__isnull=False).exclude(need__in=wanted).delete()
    held = set(kept.filter(need__isnull=False).values_list("need", flat=True))
    for pk, need in wanted.items():
        if pk not in held:
            words = f"{need.kind_label}：{need.subject}（{need.count:,}件）"
            Evidence.objects.create(proposal=proposal, need=need, words=words)
    lines = [line.strip() for line in written.evidence if line.strip()]
    kept.filter(need__isnull=True).exclude(words__in=lines).delete()
    held_words = set(kept.filter(need__isnull=True).values_list("words", flat=True))
    for line in dict.fromkeys(lines):
        if line not in held_words:
            Evidence.objects.create(proposal=proposal, words=line)


def _held(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_for_update().get(pk=proposal.pk)


def _move(proposal: Proposal, to: ProposalState, on: date, note: str, by: Actor, *fields: str) -> None:
    if to not in MOVES[ProposalState(proposal.state)]:
        raise NotNow
    _refuse_other_days(proposal, on)
    proposal.state = to.value
    proposal.save(update_fields=["state", *fields])
    _step(proposal, to, on, note, by)


def _refuse_other_days(proposal: Proposal, on: date) -> None:
    """What became of something is told in its order, and never of tomorrow."""
    if on > clock.today():
        raise DayAhead
    last = proposal.steps.exclude(state=ProposalState.DRAFT).order_by("-on").first()
    if last is not None and on < last.on:
        raise DayBefore


def _was_told_last(proposal: Proposal, state: ProposalState, on: date, note: str, by: Actor) -> bool:
    last = proposal.steps.order_by("at", "pk").last()
    told = (state.value, on, note.strip(), by.key)
    return last is not None and (last.state, last.on, last.note, last.by) == told


def _step(proposal: Proposal, state: ProposalState, on: date, note: str, by: Actor) -> None:
    ProposalStep.objects.create(
        proposal=proposal, state=state.value, on=on, note=note.strip(), by=by.key, at=clock.now()
    )
