"""What stands on a 対応報告書: all of it from the record, beside what its writer adds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string

from madoguchi.accounts.queries import names_by_key
from madoguchi.calls.ledger.queries import calls_visible_to
from madoguchi.contacts.escalations.queries import escalations_visible_to, transfers_of, with_thread
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import MAY_SEE_PERSONS
from madoguchi.contacts.telephone.queries import call_keys_of
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.reports.drafting import heads_of
from madoguchi.web.contacts.record.views import timeline_of
from madoguchi.web.contacts.shown import HIDDEN, rows_of, text_for
from madoguchi.web.frame.paper import style_of_its_own, written_day

COVERED = "（個人情報のため伏せています）"


@dataclass(frozen=True)
class Added:
    """By whoever writes the report."""

    subject: str
    findings: str
    further: str


@dataclass(frozen=True)
class Step:
    at: datetime
    who: str
    what: str
    words: str = ""


def page_of(contact: Contact, added: Added, *, by: Actor, with_persons: bool) -> str:
    reader = by if with_persons else Actor(by.kind, by.key, by.rights - {MAY_SEE_PERSONS})
    names = names_by_key({contact.handler, by.key})
    municipality, contractor, addressee = heads_of(clock.today())
    return render_to_string(
        "contacts/responses/paper.html",
        {
            "contact": contact,
            "added": added,
            "with_persons": with_persons,
            "dated": written_day(clock.today()),
            "municipality": municipality,
            "contractor": contractor,
            "addressee": addressee,
            "writer": names.get(by.key, by.key),
            "rows": list(_rows(contact, reader, names.get(contact.handler, contact.handler))),
            "calls": list(calls_visible_to(reader).filter(key__in=call_keys_of(contact)).order_by("arrived_at")),
            "steps": sorted(_steps(contact, reader), key=lambda step: step.at),
            "style": style_of_its_own(),
        },
    )


def _rows(contact: Contact, reader: Actor, handler: str) -> Iterator[tuple[str, str]]:
    """Whoever reads the paper has no rights here: it says why something is missing in other words."""
    for label, value in rows_of(reader, contact, handler):
        yield label, COVERED if value == HIDDEN else value


def _steps(contact: Contact, reader: Actor) -> Iterator[Step]:
    """What was done with it, then what was said about it between the levels, and where it was put through."""
    for entry in reversed(timeline_of(reader, contact)):  # the newest first there
        yield Step(entry["at"], entry["who"], entry["what"])
    for case in with_thread(escalations_visible_to(reader).filter(contact=contact)):
        steps = [step for step in case.steps.all() if step.text]
        names = names_by_key({step.by for step in steps})
        for step in steps:
            yield Step(
                step.at, names.get(step.by, step.by), f"引継ぎ：{step.kind_label}", text_for(reader, step.text)
            )
    for transfer in transfers_of(contact):
        destination = text_for(reader, transfer.destination)
        who = names_by_key({transfer.by}).get(transfer.by, transfer.by)
        yield Step(transfer.at, who, f"転送：{destination}（{transfer.result_label}）")
