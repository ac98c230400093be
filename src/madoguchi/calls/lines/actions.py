"""Writing numbers, capacities, and what has been done about them."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.lines.history import CAPACITY, LINE, TASK
from madoguchi.calls.lines.models import Capacity, Line, LineTask
from madoguchi.calls.lines.queries import (
    MAY_EDIT,
    bounds_of,
    capacity_on,
    first_numbers,
    numbers_not_entered,
    payer_of_contract,
    wanted,
)
from madoguchi.calls.lines.rules import (
    LINE_KIND_LABELS,
    MOST_PROOF_BYTES,
    OF_LABELS,
    PROOF_ENDINGS,
    Allowed,
    LineKind,
    Payer,
    allowed,
    proof_type,
    tasks_of,
)
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, MachineKey, record
from madoguchi.core.refusals import Refusal
from madoguchi.core.text.phone import normalise_phone
from madoguchi.core.turns import take_turn
from madoguchi.municipality.queries import contract


class NoSuchNumber(Refusal):
    message = "電話番号として読めません。市外局番から、数字で入力してください。"


class NumberTaken(Refusal):
    message = "この電話番号は、すでに登録されています。"


class DaysTurned(Refusal):
    message = "最後の日が、使い始める日より前になっています。"


class AgreementMissing(Refusal):
    message = "数を変えるときは、協議した相手と協議した日を入力してください。"


class TooFew(Refusal):
    def __init__(self, of: str, least: int) -> None:
        super().__init__(f"{OF_LABELS[of]}の数は、契約で{max(1, least)}以上です。")


class TooMany(Refusal):
    def __init__(self, of: str, most: int) -> None:
        super().__init__(f"{OF_LABELS[of]}の数は、契約で{most}までです。増やすには、契約の変更が必要です。")


class DayInThePast(Refusal):
    message = "過ぎた日からの変更はできません。今日か、それより後の日にしてください。"


class ProofMissing(Refusal):
    message = "済んだ証拠を残してください。説明、ファイル、試験の通話のどれかが必要です。"


class ProofFileRefused(Refusal):
    message = "付けられるのは、4MBまでのPDFか画像（PNG、JPEG）です。"


class TaskDone(Refusal):
    message = "この作業は、すでに済んでいます。"


class TaskOpen(Refusal):
    message = "この作業は、まだ済んでいません。"


def save_line(
    *,
    number: str,
    kind: LineKind,
    label: str,
    payer: Payer,
    by: Actor,
    carrier: str = "",
    in_service_from: date | None = None,
    in_service_until: date | None = None,
    line: Line | None = None,
) -> Line:
    """A new number, or what is known of one. The number itself never changes: it is another one then."""
    by.need(MAY_EDIT)
    digits = line.number if line else normalise_phone(number)
    if not digits:
        raise NoSuchNumber
    if in_service_from and in_service_until and in_service_until < in_service_from:
        raise DaysTurned
    new = {
        "kind": kind.value,
        "label": label.strip(),
        "payer": payer.value,
        "carrier": carrier.strip(),
        "in_service_from": in_service_from,
        "in_service_until": in_service_until,
    }
    with transaction.atomic():
        current = Line.objects.select_for_update().get(pk=line.pk) if line else None
        before = {name: getattr(current, name) for name in new} if current else dict.fromkeys(new)
        row = current or Line(number=digits, known_on=clock.today())
        for name, value in new.items():
            setattr(row, name, value)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise NumberTaken from error
        changes = {name: (_plain(before[name]), _plain(new[name])) for name in new}
        if any(was != now for was, now in changes.values()):
            record("line.changed" if current else "line.made", by=by, about=About(LINE, digits), changes=changes)
        keep_tasks(by=by)
        return row


def enter_numbers_of_contract(*, by: Actor) -> list[Line]:
    """The numbers of the settings that are not entered yet (TEL-01)."""
    terms = contract()
    return [
        save_line(
            number=digits,
            kind=kind,
            label=LINE_KIND_LABELS[kind],
            payer=payer_of_contract(),
            in_service_from=terms.service_from,
            in_service_until=terms.service_until,
            by=by,
        )
        for digits, kind in numbers_not_entered().items()
    ]


def set_capacity(
    of: str,
    number: int,
    *,
    effective_on: date,
    by: Actor,
    agreed_with: str,
    agreed_on: date | None,
    note: str = "",
) -> Capacity:
    """TEL-06, TEL-07: from a day on, in agreement with the city, within what the contract allows."""
    by.need(MAY_EDIT)
    if effective_on < clock.today():
        raise DayInThePast
    if not (agreed_with.strip() and agreed_on):
        raise AgreementMissing
    least, most = bounds_of(of)
    verdict = allowed(number, least=least, most=most)
    if verdict is Allowed.TOO_FEW:
        raise TooFew(of, least)
    if verdict is Allowed.TOO_MANY:
        raise TooMany(of, most)
    return _set(of, number, effective_on, by, agreed_with=agreed_with.strip(), agreed_on=agreed_on, note=note)


def begin_with_contract(*, by: Actor) -> None:
    """With a preset: its numbers, how many lines and seats there are at first, and its checklists."""
    enter_numbers_of_contract(by=by)
    for of, number in first_numbers().items():
        if not Capacity.objects.filter(of=of).exists():
            _set(of, number, contract().service_from, by, note="契約の値")
    keep_tasks(by=by)


def keep_tasks(*, by: Actor) -> None:
    """The checklists as the contract wants them today. What a person has done or moved stays."""
    with transaction.atomic():
        take_turn("tasks of the lines")
        kept = {task.code: task for task in LineTask.objects.select_for_update().exclude(code="").defer("file")}
        tasks = {task.code: task for task in tasks_of(wanted())}
        for code, task in tasks.items():
            row = kept.get(code)
            if row is None:
                LineTask.objects.create(code=code, title=task.title, owner=task.owner.value, due_on=task.due_on)
            elif row.done_on is None:
                row.title, row.dropped_on = task.title, None
                if not row.is_due_moved:
                    row.due_on = task.due_on
                row.save(update_fields=["title", "dropped_on", "due_on"])
        gone = [row for code, row in kept.items() if code not in tasks and not row.done_on and not row.dropped_on]
        for row in gone:
            row.dropped_on = clock.today()
            row.save(update_fields=["dropped_on"])
            record("line_task.dropped", by=by, about=_about(row), facts={"title": row.title})


def add_task(*, title: str, owner: str, due_on: date, by: Actor, note: str = "") -> LineTask:
    by.need(MAY_EDIT)
    with transaction.atomic():
        task = LineTask.objects.create(
            title=title.strip(), owner=owner, due_on=due_on, note=note, is_due_moved=True
        )
        facts = {"title": task.title, "due_on": due_on.isoformat(), "owner": owner}
        record("line_task.made", by=by, about=_about(task), facts=facts)
        return task


def move_task(task: LineTask, *, due_on: date, by: Actor, note: str = "") -> LineTask:
    by.need(MAY_EDIT)
    with transaction.atomic():
        current = _locked(task)
        if current.done_on:
            raise TaskDone
        before, current.due_on, current.is_due_moved = current.due_on, due_on, True
        current.note = note.strip() or current.note
        current.save(update_fields=["due_on", "is_due_moved", "note"])
        changes = {"due_on": (before.isoformat(), due_on.isoformat())}
        record("line_task.moved", by=by, about=_about(current), changes=changes, facts={"note": note or None})
        return current


def finish_task(
    task: LineTask,
    *,
    by: Actor,
    proof: str = "",
    file_name: str = "",
    file: bytes = b"",
    call: Call | None = None,
) -> LineTask:
    """Done, with what proves it: words, a file, or a test call that stands in the ledger."""
    by.need(MAY_EDIT)
    kind = proof_type(file[:16])
    if file and (not kind or len(file) > MOST_PROOF_BYTES):
        raise ProofFileRefused
    if not (proof.strip() or file or call):
        raise ProofMissing
    with transaction.atomic():
        current = _locked(task)
        if current.done_on:
            raise TaskDone
        current.proof, current.call = proof.strip(), call
        current.file, current.file_name = (file, _tidy(file_name, kind)) if file else (None, "")
        current.done_on, current.done_by = clock.today(), by.key
        current.save()
        record(
            "line_task.done",
            by=by,
            about=_about(current),
            facts={
                "title": current.title,
                "proof": current.proof or None,
                "file": current.file_name or None,
                "test_call": MachineKey(call.key) if call else None,
            },
        )
        return current


def reopen_task(task: LineTask, *, reason: str, by: Actor) -> LineTask:
    by.need(MAY_EDIT)
    with transaction.atomic():
        current = _locked(task)
        if not current.done_on:
            raise TaskOpen
        current.done_on, current.done_by = None, ""
        current.save(update_fields=["done_on", "done_by"])
        facts = {"title": current.title, "reason": reason.strip() or None}
        record("line_task.reopened", by=by, about=_about(current), facts=facts)
        return current


def _set(
    of: str,
    number: int,
    effective_on: date,
    by: Actor,
    *,
    agreed_with: str = "",
    agreed_on: date | None = None,
    note: str = "",
) -> Capacity:
    with transaction.atomic():
        take_turn("capacity of the lines")
        before = capacity_on(of, effective_on)
        new: Mapping[str, object] = {
            "number": number,
            "agreed_with": agreed_with,
            "agreed_on": agreed_on,
            "note": note.strip(),
            "made_by": by.key,
            "made_at": clock.now(),
        }
        row, _ = Capacity.objects.update_or_create(of=of, effective_on=effective_on, defaults=dict(new))
        record(
            "capacity.set",
            by=by,
            about=About(CAPACITY, f"{of}:{effective_on.isoformat()}"),
            changes={"number": (before, number)},
            facts={
                "agreed_with": agreed_with or None,
                "agreed_on": agreed_on.isoformat() if agreed_on else None,
                "note": note.strip() or None,
            },
        )
        return row


def _tidy(name: str, kind: str) -> str:
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0].strip(" .")
    seen = "".join(sign for sign in stem if sign.isprintable())[:100]
    return f"{seen or 'proof'}{PROOF_ENDINGS[kind]}"


def _locked(task: LineTask) -> LineTask:
    return LineTask.objects.select_for_update(of=("self",)).get(pk=task.pk)


def _about(task: LineTask) -> About:
    return About(TASK, str(task.pk))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
