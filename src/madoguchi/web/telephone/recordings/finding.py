"""録音を探す: by day, number, operator, case and line (TEL-15). Asked by POST, because a number names somebody."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.accounts.disclosure import record_search
from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import USER_KINDS
from madoguchi.calls.ledger.shown import MAY_SEE_NUMBERS
from madoguchi.calls.lines.models import Line
from madoguchi.calls.recordings.packages import MOST_RECORDINGS
from madoguchi.calls.recordings.queries import (
    MAY_EXPORT,
    MAY_VIEW,
    Conditions,
    are_recorded,
    calls_by_key,
    found_by,
    troubles,
)
from madoguchi.calls.recordings.rules import STATE_LABELS
from madoguchi.contacts.records.queries import contacts_visible_to
from madoguchi.contacts.telephone.queries import call_keys_of
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.text.phone import normalise_phone
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.fields import Tolerant, TolerantDateField
from madoguchi.web.frame.forms import FrameForm, offer
from madoguchi.web.frame.tables import PER_PAGE, Column, Table
from madoguchi.web.telephone.recordings.shown import began, caller_of, line_of, operator_of, state_of

ALL = [("", "すべて")]


class SearchForm(FrameForm):
    may_override = True
    autofill = False

    since = TolerantDateField(label="この日から", required=False)
    until = TolerantDateField(label="この日まで", required=False)
    number = Tolerant(label="相手か、かかった番号", required=False, max_length=40)
    operator = forms.ChoiceField(label="対応者", required=False)
    line = forms.ChoiceField(label="番号（回線）", required=False)
    case = Tolerant(label="応対の番号", required=False, max_length=20)
    state = forms.ChoiceField(
        label="状態",
        required=False,
        choices=[*ALL, *((state.value, label) for state, label in STATE_LABELS.items())],
    )
    only_held = forms.BooleanField(label="保全中だけ", required=False)

    def __init__(self, data: Any = None, *, viewer: Actor) -> None:
        super().__init__(data)
        self.viewer = viewer
        offer(self, "operator", [*ALL, *_operators()])
        offer(self, "line", [*ALL, *((line.number, line.label) for line in Line.objects.all())])
        if not viewer.may(MAY_SEE_NUMBERS):
            del self.fields["number"]
        if not viewer.may("contacts.view"):
            del self.fields["case"]

    def conditions(self) -> Conditions:
        """One with an error is left out and shown at its field."""
        if not self.is_bound:
            return Conditions()
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        case = given.pop("case", "")
        given.pop("number_reason", None)
        return Conditions(**given, call_keys=self._calls_of(case) if case else None)

    def _calls_of(self, case: str) -> tuple[str, ...]:
        digits = "".join(sign for sign in case if sign.isascii() and sign.isdigit())
        if not digits or len(digits) > 18:
            return ()
        found = contacts_visible_to(self.viewer).filter(number=int(digits)).first()
        return tuple(call_keys_of(found)) if found else ()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def recordings(request: StaffRequest) -> HttpResponse:
    need_recordings()
    form = SearchForm(request.POST if request.method == "POST" else None, viewer=request.actor)
    wanted = form.conditions()
    found = found_by(request.actor, wanted)
    asked = request.POST if request.method == "POST" else {}
    shown = _with_calls(found, str(asked.get("page", "")))
    table = Table(
        columns(request.actor, shown),
        found,
        request,
        caption="録音",
        method="post",
        form_id="search",
        empty="この条件の録音はありません" if not wanted.is_empty else "録音はまだありません",
    )
    record_search("recordings", by=request.actor, found=table.count, facts=_facts(wanted))
    chosen = [one for one in found[:MOST_RECORDINGS] if one.is_ready] if request.actor.may(MAY_EXPORT) else []
    context = {
        "table": table,
        "form": form,
        "wanted": wanted,
        "chosen": chosen if not wanted.is_empty else [],
        "may_export": request.actor.may(MAY_EXPORT),
        "troubles": list(troubles()),
    }
    return render(request, "telephone/recordings/recordings.html", context)


def need_recordings() -> None:
    """With the switch off these pages do not exist."""
    if not are_recorded():
        raise Http404


def columns(actor: Actor, calls: dict[str, Any]) -> tuple[Column, ...]:
    return (
        Column(
            "at",
            "日時",
            began,
            is_header=True,
            order_by=("started_at",),
            url=lambda one: reverse("telephone:recording", args=[one.key]),
        ),
        Column("length", "長さ", lambda one: one.length, numeric=True, order_by=("seconds",)),
        Column("caller", "相手の番号", lambda one: caller_of(actor, calls.get(one.call_key))),
        Column("line", "番号（回線）", lambda one: line_of(calls.get(one.call_key))),
        Column("operator", "対応者", lambda one: operator_of(calls.get(one.call_key))),
        Column("state", "状態", state_of),
    )


class _Calls(dict[str, Any]):
    """The calls of the rows that are shown, asked for when the first is."""

    def __missing__(self, key: str) -> Any:
        self[key] = calls_by_key([key]).get(key)
        return self[key]

    def get(self, key: str, default: Any = None) -> Any:
        return self[key]


def _with_calls(found: Any, page: str) -> dict[str, Any]:
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1
    keys = [one.call_key for one in found[(number - 1) * PER_PAGE : number * PER_PAGE]]
    known = calls_by_key(keys)
    return _Calls({key: known.get(key) for key in keys})


def _operators() -> list[tuple[str, str]]:
    roles = [role for role, kind in USER_KINDS.items() if kind is UserKind.CALL_CENTRE]
    staff = Staff.objects.get_queryset().of_roles(roles).order_by("name", "login_id")
    return list(staff.values_list("login_id", "name"))


def _facts(wanted: Conditions) -> dict[str, Any]:
    """What was looked for, without the number."""
    return {
        "since": str(wanted.since) if wanted.since else None,
        "until": str(wanted.until) if wanted.until else None,
        "operator": wanted.operator or None,
        "state": wanted.state or None,
        "by_number": bool(normalise_phone(wanted.number) or wanted.number) or None,
        "by_case": wanted.call_keys is not None or None,
    }
