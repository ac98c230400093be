"""Raising, escalating and ending what a snapshot says; acknowledging; setting the rules."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from madoguchi.alerts.describing import mark_of
from madoguchi.alerts.history import ALERT
from madoguchi.alerts.models import Alert, Watch
from madoguchi.alerts.queries import MAY_EDIT, known_alerts, snapshot_now, terms_of_rules
from madoguchi.alerts.rules import (
    Finding,
    Known,
    Level,
    Rule,
    Snapshot,
    Terms,
    findings,
    to_end,
    to_escalate,
    to_raise,
)
from madoguchi.alerts.table import RULES_TABLE
from madoguchi.contacts.marks.actions import see_mark
from madoguchi.contacts.marks.queries import MAY_SEE
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM, Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.actions import hold_settings, keep_value
from madoguchi.municipality.queries import has_contract, kept_value

TOLD_EVERY = timedelta(seconds=10)  # that somebody looks, while nothing happens


class SeenAlready(Refusal):
    message = "このアラートは、すでに確認されています。"


class OverAlready(Refusal):
    message = "このアラートの原因は、もうなくなっています。"


def watch() -> bool:
    """Called every few seconds by every worker. Whether anything was written about alerts."""
    return take_stock(snapshot_now()) if has_contract() else False


def take_stock(snapshot: Snapshot) -> bool:
    """Looks without a lock; only who finds something to write takes it, and looks again."""
    terms = terms_of_rules()
    found = findings(snapshot, terms)
    if not _anything_to_do(found, terms, snapshot.at):
        _tell_that_somebody_looks(snapshot.at)
        return False
    with transaction.atomic():
        Watch.objects.get_or_create(pk=1)
        Watch.objects.select_for_update().get(pk=1)
        known = known_alerts(snapshot.at, terms)
        for one in to_end(found, known):
            _end(one, snapshot.at)
        for one in to_escalate(known, terms, snapshot.at):
            _escalate(one, snapshot.at)
        for finding in to_raise(found, known, terms, snapshot.at):
            _raise(finding, terms[finding.rule], snapshot.at)
        Watch.objects.filter(pk=1).update(looked_at=snapshot.at)
    return True


def _anything_to_do(found: list[Finding], terms: Mapping[Rule, Terms], now: datetime) -> bool:
    known = known_alerts(now, dict(terms))
    return bool(to_end(found, known) or to_escalate(known, terms, now) or to_raise(found, known, terms, now))


def _tell_that_somebody_looks(now: datetime) -> None:
    row = Watch.objects.first()
    if row is None or row.looked_at is None or now - row.looked_at >= TOLD_EVERY or now < row.looked_at:
        Watch.objects.update_or_create(pk=1, defaults={"looked_at": now})


def _raise(finding: Finding, terms: Terms, now: datetime) -> None:
    alert, is_new = Alert.objects.get_or_create(
        rule=finding.rule.value,
        subject=finding.subject,
        ended_at=None,
        defaults={"measure": finding.measure, "threshold": terms.threshold, "began_at": now},
    )
    if is_new:
        facts = {"measure": finding.measure, "threshold": terms.threshold}
        _record("alert.raised", alert, by=SYSTEM, **facts)


def _end(known: Known, now: datetime) -> None:
    alert = _row_of(known)
    alert.ended_at = max(now, alert.began_at)
    alert.save(update_fields=["ended_at"])
    _record("alert.ended", alert, by=SYSTEM)


def _escalate(known: Known, now: datetime) -> None:
    alert = _row_of(known)
    if alert.ended_at is None:
        alert.level, alert.escalated_at = Level.NEXT.value, now
        alert.save(update_fields=["level", "escalated_at"])
        _record("alert.escalated", alert, by=SYSTEM, alert_level=Level.NEXT.value)


def _row_of(known: Known) -> Alert:
    return Alert.objects.select_for_update().get(pk=known.number)


@transaction.atomic
def acknowledge(alert: Alert, note: str = "", *, by: Actor) -> Alert:
    """I know of it. Then it calls nobody any more, and goes up no level. Of a mark on a contact it says the same."""
    by.need(MAY_EDIT)
    alert = Alert.objects.select_for_update().get(pk=alert.pk)
    if alert.acknowledged_at is not None:
        raise SeenAlready
    if alert.ended_at is not None:
        raise OverAlready
    alert.acknowledged_at, alert.acknowledged_by, alert.note = clock.now(), by.key, note.strip()
    alert.save(update_fields=["acknowledged_at", "acknowledged_by", "note"])
    _record("alert.acknowledged", alert, by=by, note=alert.note or None)
    mark = mark_of(alert) if alert.rule == Rule.EMERGENCY else None
    if mark is not None and by.may(MAY_SEE):
        see_mark(mark, by=by)
    return alert


@transaction.atomic
def set_rule(rule: Rule, *, is_used: bool, threshold: int, cool_down_minutes: int, escalate_after_minutes: int, by: Actor) -> None:  # fmt: skip
    """From today on, at once; the change stands in the history of the settings."""
    by.need(MAY_EDIT)
    row = {
        "rule": rule.value,
        "is_used": is_used,
        "threshold": threshold,
        "cool_down_minutes": cool_down_minutes,
        "escalate_after_minutes": escalate_after_minutes,
    }
    hold_settings()  # the other rules stand in the same table
    rows: dict[str, dict[str, Any]] = {one["rule"]: one for one in kept_value(RULES_TABLE) or []}
    before = rows.get(rule.value, {})
    rows[rule.value] = {**before, **row, "note": before.get("note", "")}
    keep_value(RULES_TABLE, list(rows.values()), by=by, effective_on=clock.today())


def _record(kind: str, alert: Alert, *, by: Actor, **facts: object) -> None:
    record(
        kind,
        by=by,
        about=About(ALERT, str(alert.pk)),
        facts={"alert_rule": alert.rule, **facts},
    )
