"""Persons booked by day, time, procedure, channel and state (STF-08)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.accounts.disclosure import record_export, record_search
from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.counter.queries import Extract, persons_booked
from madoguchi.booking.items import items_in_order
from madoguchi.booking.models import Visitor
from madoguchi.core import clock
from madoguchi.core.postal import written_postal_code
from madoguchi.core.text.phone import written_phone
from madoguchi.municipality.queries import sites_in_use
from madoguchi.web.city.lists.files import FORMS, file_of
from madoguchi.web.city.lists.forms import ListFilter
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.bookings.shown import outcome_label
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.frame.templatetags.words import help_wanted

MAY_VIEW, MAY_EXPORT = "bookings.view", "bookings.export"
ON_A_PAGE = 500  # a day is printed in one go


def _at(person: Visitor) -> str:
    return f"{clock.in_tokyo(person.booking.slot.starts_at):%Y-%m-%d %H:%M}"


def _outcome(person: Visitor) -> str:
    return outcome_label(person.booking) if person.booking.outcome else ""


def _with_kana(person: Visitor) -> str:
    name = f"{person.name}（{person.kana}）" if person.kana else person.name
    help_at_counter = help_wanted(person.booking)
    return f"{name} 手助け：{help_at_counter}" if help_at_counter else name


def _state(person: Visitor) -> str:
    outcome, state = _outcome(person), person.booking.get_state_display()
    return f"{state}（{outcome}）" if outcome else state


AT = Column("at", "日時", _at, order_by=("booking__slot__starts_at",), is_header=True)
NUMBER = Column(
    "number",
    "予約番号",
    lambda person: person.booking.spoken_number,
    url=lambda person: reverse("city:booking", args=[person.booking.number]),
)
PROCEDURE = Column(
    "procedure", "手続き", lambda person: person.procedure.label_ja, order_by=("procedure__position",)
)
PHONE = Column("phone", "電話番号", lambda person: written_phone(person.booking.phone))
CHANNEL = Column(
    "channel", "受付", lambda person: person.booking.get_channel_display(), order_by=("booking__channel",)
)
SITE = Column("site", "会場", lambda person: person.booking.slot.site.name)
# On the screen no wider than a window; in a file each thing has a column of its own.
ON_SCREEN = (
    AT,
    NUMBER,
    Column("name", "お名前", _with_kana, order_by=("search_name",)),
    PROCEDURE,
    PHONE,
    CHANNEL,
    Column("state", "状態", _state, order_by=("booking__state",)),
)
IN_FILE = (
    AT,
    NUMBER,
    Column("name", "お名前", lambda person: person.name),
    Column("kana", "フリガナ", lambda person: person.kana),
    PROCEDURE,
    PHONE,
    CHANNEL,
    Column("state", "状態", lambda person: person.booking.get_state_display()),
    Column("outcome", "結果", _outcome),
    SITE,
)
# A column for each further item, as far as the municipality asks for it (RSV-15).
OF_ITEMS = {
    "email": Column("email", "メールアドレス", lambda person: person.booking.email),
    "postal_code": Column(
        "postal_code", "郵便番号", lambda person: written_postal_code(person.booking.postal_code)
    ),
    "address": Column("address", "住所", lambda person: person.booking.address),
    "accommodation": Column("accommodation", "手助け", lambda person: help_wanted(person.booking)),
    "note": Column("note", "メモ", lambda person: person.booking.note),
}


def _columns_in_file() -> list[Column]:
    asked = [item.name for item in items_in_order()]
    columns = [column for column in IN_FILE if column.key != "kana" or "kana" in asked]
    return [*columns, *(OF_ITEMS[name] for name in asked if name in OF_ITEMS)]


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def persons(request: StaffRequest) -> HttpResponse:
    _only_where_bookings_are_taken()
    form = ListFilter(request.GET, viewer=request.actor)
    wanted = form.wanted()
    table = Table(
        (*ON_SCREEN, SITE) if len(sites_in_use()) > 1 else ON_SCREEN,
        persons_booked(request.actor, wanted),
        request,
        caption=_days(wanted),
        filters=form,
        empty="この条件の予約はありません",
        empty_hint="日を広げるか、条件を減らしてください。",
        per_page=ON_A_PAGE,
    )
    record_search("bookings", by=request.actor, found=table.count, facts=_facts(wanted))
    context = {
        "table": table,
        "form": form,
        "asked": {name: request.GET.get(name) or "" for name in form.fields},
        "forms": [(form, label) for form, (label, _, _) in FORMS.items()] if request.actor.may(MAY_EXPORT) else [],
    }
    return render(request, "city/persons.html", context)


@require_POST
@staff_view(MAY_EXPORT)
def export(request: StaffRequest) -> HttpResponse:
    _only_where_bookings_are_taken()
    kind = request.POST.get("form", "")
    if kind not in FORMS:
        raise Http404
    wanted = ListFilter(request.POST, viewer=request.actor).wanted()
    found = list(persons_booked(request.actor, wanted))
    record_export("bookings", by=request.actor, rows=len(found), form=kind, facts=_facts(wanted))
    columns = _columns_in_file()
    rows = ([str(column.value(person)) for column in columns] for person in found)
    _, content_type, ending = FORMS[kind]
    file = file_of(kind, [column.label for column in columns], rows)
    response = HttpResponse(file, content_type=content_type)
    name = f"bookings-{wanted.since:%Y%m%d}-{wanted.until:%Y%m%d}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _facts(wanted: Extract) -> dict[str, object]:
    facts = {name: value for name, value in vars(wanted).items() if value not in ("", None)}
    return {**facts, "since": wanted.since.isoformat(), "until": wanted.until.isoformat()}


def _days(wanted: Extract) -> str:
    first, last = (f"{day.year}年{day.month}月{day.day}日" for day in (wanted.since, wanted.until))
    return f"{first}の予約者" if first == last else f"{first}〜{last}の予約者"


def _only_where_bookings_are_taken() -> None:
    if not takes_bookings():
        raise Http404
