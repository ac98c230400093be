"""What needs somebody's attention now: who is asked which question. Each says nothing when there is nothing to say."""

from collections.abc import Callable, Iterator

from madoguchi.core.actors import Actor
from madoguchi.web.home import (
    of_bookings,
    of_contacts,
    of_equipment,
    of_figures,
    of_installation,
    of_knowledge,
    of_meetings,
    of_proposals,
    of_quality,
    of_recordings,
    of_reports,
    of_telephone,
    of_workforce,
)
from madoguchi.web.home.need import Need


def needs_of(actor: Actor) -> list[Need]:
    """The urgent ones first."""
    found = [need for right, ask in QUESTIONS if actor.may(right) for need in ask(actor)]
    return sorted(found, key=lambda need: need.level != "warning")


QUESTIONS: tuple[tuple[str, Callable[[Actor], Iterator[Need]]], ...] = (
    ("handed_to_supervisor.edit", of_contacts.marked),
    ("agents.view", of_telephone.out_of_order),
    ("settings.edit", of_installation.failed_work),
    ("announcements.view", of_telephone.switched),
    ("announcements.edit", of_telephone.announcements),
    ("staffing.edit", of_workforce.shifts_today),
    ("lines.edit", of_telephone.line_tasks),
    ("lines.edit", of_telephone.lines_are_short),
    ("bookings.edit", of_bookings.calls_to_make),
    ("escalations.edit", of_contacts.escalations),
    ("contacts.edit", of_contacts.late_records),
    ("contacts.edit", of_contacts.answers_to_tell),
    ("contacts.edit", of_contacts.call_backs),
    ("contacts.edit", of_contacts.wished_call_backs),
    ("contacts.edit", of_contacts.inquiries),
    ("own_quality.view", of_quality.notes_to_read),
    ("faq_approval.edit", of_knowledge.to_approve),
    ("faq.edit", of_knowledge.sent_back),
    ("faq.edit", of_knowledge.asked_for),
    ("faq.edit", of_knowledge.to_publish),
    ("faq.edit", of_knowledge.to_review),
    ("settings.view", of_bookings.stops_the_city_has_not_seen),
    ("figures.edit", of_figures.availability),
    ("history.view", of_installation.history_not_sealed),
    ("history.view", of_installation.data_differ),
    ("slots.edit", of_bookings.slots_running_out),
    ("slots.edit", of_bookings.people_before_closed_counters),
    ("bookings.view", of_bookings.outages),
    ("deliveries.view", of_bookings.deliveries),
    ("paper.edit", of_bookings.without_paper_list),
    ("recordings.view", of_recordings.in_trouble),
    ("recordings.edit", of_recordings.to_report),
    ("report_issue.edit", of_reports.to_review),
    ("reports.edit", of_reports.due),
    ("reports.edit", of_reports.sent_back),
    ("reports.view", of_reports.issued_lately),
    ("report_issue.edit", of_reports.without_a_day),
    ("staff.edit", of_installation.open_doors),
    ("access.edit", of_installation.tokens_end_soon),
    ("settings.view", of_installation.planned_changes),
    ("settings.edit", of_equipment.terminal_missing),
    ("proposal_answers.edit", of_proposals.to_answer),
    ("proposals.edit", of_proposals.to_look_at_again),
    ("reports.edit", of_meetings.missing),
    ("reports.edit", of_meetings.minutes),
)
