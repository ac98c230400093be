"""The list of records, newest first: narrowed by everything at once, under a name for next time, as a file."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.accounts.disclosure import record_export, record_search
from madoguchi.accounts.queries import names_by_key
from madoguchi.contacts.export.queries import columns_for, headings, may_export, rows_of
from madoguchi.contacts.finding.actions import drop_search, save_search
from madoguchi.contacts.finding.queries import conditions_of, found_by, saved_searches_of
from madoguchi.contacts.finding.rules import Conditions
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import MAY_EXPORT, MAY_RECORD, MAY_VIEW
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.web.contacts.finding.forms import SaveForm, SearchForm, days_in_words
from madoguchi.web.contacts.shown import excerpt, party_for
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.csv_file import as_cp932, csv_lines, without_shapes
from madoguchi.web.frame.saying import saying
from madoguchi.web.frame.tables import Column, Table

FORMS = {
    "csv": ("CSV（UTF-8）", "text/csv; charset=utf-8"),
    "csv_cp932": ("CSV（Shift_JIS）", "text/csv; charset=shift_jis"),
}
FORM_ID = "search"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def contacts(request: StaffRequest) -> HttpResponse:
    """Opened it shows the newest; asked by POST, because what is looked for may name somebody."""
    saved = _saved(request)
    typed = conditions_of(saved) if saved else request.POST if request.method == "POST" else None
    form = SearchForm(typed, viewer=request.actor)
    wanted = form.conditions()
    table = Table(
        columns_of(request.actor),
        found_by(request.actor, wanted).prefetch_related("tags"),
        request,
        caption=days_in_words(wanted),
        method="post",
        form_id=FORM_ID,
        empty="この条件の応対はありません" if not wanted.is_empty else "応対の記録はまだありません",
        empty_hint="日を広げるか、条件を減らしてください。" if not wanted.is_empty else "",
        counted=not wanted.words,
    )
    record_search("contacts", by=request.actor, found=table.count, facts=_facts(wanted))
    context: dict[str, Any] = {
        "table": table,
        "form": form,
        "form_id": FORM_ID,
        "wanted": wanted,
        "save_form": SaveForm(),
        "saved": [(one, one.owner == request.actor.key) for one in saved_searches_of(request.actor)],
        "forms": [(name, label) for name, (label, _) in FORMS.items()] if may_export(request.actor) else [],
        "typed": form.typed() if form.is_bound else {},
        "may_record": request.actor.may(MAY_RECORD),
    }
    return render(request, "contacts/contacts.html", context)


@require_POST
@staff_view(MAY_VIEW)
def save(request: StaffRequest) -> HttpResponse:
    """The conditions that stand on the page, under a name."""
    name_form, form = SaveForm(request.POST), SearchForm(request.POST, viewer=request.actor)
    if not name_form.is_valid() or not form.is_valid():
        messages.error(request, "条件の名前を入力してください。")
        return redirect("contacts:contacts")
    asked = name_form.cleaned_data
    with name_form.guard_lifted(by=request.actor):
        save_search(asked["name"], form.typed(), is_shared=asked["is_shared"], by=request.actor)
    messages.success(request, f"検索の条件「{asked['name']}」を保存しました。")
    return redirect("contacts:contacts")


@require_POST
@staff_view(MAY_VIEW)
def drop(request: StaffRequest, pk: int) -> HttpResponse:
    saved = get_object_or_404(saved_searches_of(request.actor), pk=pk)
    with saying(request, f"検索の条件「{saved.name}」を消しました。"):
        drop_search(saved, by=request.actor)
    return redirect("contacts:contacts")


@require_POST
@staff_view(MAY_EXPORT)
def export(request: StaffRequest) -> StreamingHttpResponse:
    """Piece by piece, and on record before the first one leaves."""
    kind = request.POST.get("form", "")
    if kind not in FORMS or not may_export(request.actor):
        raise Http404
    form = SearchForm(request.POST, viewer=request.actor)
    if not form.is_valid():
        raise Http404  # a file of more than was asked for must not leave
    wanted = form.conditions()
    found = found_by(request.actor, wanted)
    record_export("contacts", by=request.actor, rows=found.count(), form=kind, facts=_facts(wanted))
    columns = columns_for(request.actor)
    rows: Iterator[list[str]] = rows_of(found, columns)
    is_cp932 = kind == "csv_cp932"
    lines = csv_lines(headings(columns), without_shapes(rows) if is_cp932 else rows)
    response = StreamingHttpResponse(
        map(as_cp932, lines) if is_cp932 else map(str.encode, lines), content_type=FORMS[kind][1]
    )
    response["Content-Disposition"] = f'attachment; filename="contacts-{clock.today():%Y%m%d}.csv"'
    return response


def columns_of(actor: Actor) -> tuple[Column, ...]:
    names = _Names()
    return (
        Column("at", "始まり", _began, order_by=("started_at", "number"), is_header=True),
        Column("number", "番号", lambda one: one.written_number, url=_url),
        Column("channel", "受付", lambda one: one.channel_label),
        Column("topic", "区分", _topic),
        Column("content", "内容", excerpt),
        Column("party", "相手", lambda one: party_for(actor, one)),
        Column("handler", "対応者", lambda one: names.of(one.handler)),
        Column("state", "状態", lambda one: one.state_label),
    )


class _Names:
    """The names behind login IDs, each asked for once."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def of(self, key: str) -> str:
        if key and key not in self.known:
            self.known[key] = names_by_key({key}).get(key, key)
        return self.known.get(key, "")


def _began(contact: Contact) -> str:
    return f"{clock.in_tokyo(contact.started_at):%Y-%m-%d %H:%M}"


def _url(contact: Contact) -> str:
    return reverse("contacts:contact", args=[contact.number])


def _topic(contact: Contact) -> str:
    """An ordinary inquiry needs no word of its kind."""
    parts = [contact.topic, "" if contact.kind == "inquiry" else contact.kind_label]
    return "・".join(filter(None, parts))


def _saved(request: StaffRequest) -> Any:
    pk = request.POST.get("saved", "") if request.method == "POST" else ""
    return saved_searches_of(request.actor).filter(pk=pk).first() if pk.isascii() and pk.isdigit() else None


def _facts(wanted: Conditions) -> dict[str, Any]:
    """What was looked for, without the words and the person."""
    facts = {
        name: value for name, value in vars(wanted).items() if value and name not in ("words", "party", "article")
    }
    facts |= {"by_words": True} if wanted.words else {}
    return {name: str(value) if name in ("since", "until") else value for name, value in facts.items()}
