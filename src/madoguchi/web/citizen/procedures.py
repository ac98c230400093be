"""The first step: who comes, and for what. A question about what people hold in their hands helps them to find it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from madoguchi.booking.triage import Answer, answers
from madoguchi.municipality.models import Procedure
from madoguchi.municipality.queries import procedures_offered, warnings_in_force
from madoguchi.web.citizen.choice import hold_in, most_people, only_where_bookings_are_taken, takes_families
from madoguchi.web.citizen.forms import lines_sent, with_lines_changed
from madoguchi.web.frame.forms import FrameForm

Line = tuple[str, str]  # the procedure of a person, and what this person holds
NOBODY: Line = ("", "")


@dataclass(frozen=True)
class Option:
    """A procedure to choose, with what one should know before."""

    tag: forms.boundfield.BoundWidget
    warning: str
    is_suggested: bool


@dataclass(frozen=True)
class PersonShown:
    position: int
    field: forms.BoundField
    options: list[Option]
    asks: bool  # what is in their hands
    answer: Answer | None
    suggested: list[str]
    is_news: bool  # it has just been answered


class ProceduresForm(FrameForm):
    """What each person comes for."""

    def __init__(self, data: Any = None, *, lines: Sequence[Line], news: int = 0) -> None:
        self.count, self.news = len(lines), news
        self.offered = list(procedures_offered())
        self.answers = {answer.code: answer for answer in answers()}
        self.held = [self.answers.get(holds) for _procedure, holds in lines]
        self.base_fields = {  # type: ignore[misc]  # what Django copies from, before anything looks at it
            f"procedure_{position}": self._field(position) for position in range(1, self.count + 1)
        }
        initial = {f"procedure_{position}": line[0] for position, line in enumerate(lines, start=1)}
        super().__init__(data, initial=initial)

    def _field(self, position: int) -> forms.ChoiceField:
        language = get_language() or "ja"
        suggested = self._suggested(position)
        others = [procedure for procedure in self.offered if procedure not in suggested]
        is_alone = self.count == 1
        return forms.ChoiceField(
            label=_("どの手続きをしますか")
            if is_alone
            else gettext("%(position)s人目の手続き") % {"position": position},
            widget=forms.RadioSelect,
            choices=[(procedure.code, procedure.label(language)) for procedure in [*suggested, *others]],
            # Several are told apart by their labels.
            error_messages={"required": _("手続きを選んでください。")} if is_alone else None,
        )

    def _suggested(self, position: int) -> list[Procedure]:
        answer = self.held[position - 1]
        offered = {procedure.code: procedure for procedure in self.offered}
        return [offered[code] for code in answer.procedures if code in offered] if answer else []

    def people(self) -> Iterator[PersonShown]:
        language = get_language() or "ja"
        warnings = warnings_in_force(self.offered, language)
        for position in range(1, self.count + 1):
            field, suggested = self[f"procedure_{position}"], self._suggested(position)
            codes = {procedure.code for procedure in suggested}
            yield PersonShown(
                position=position,
                field=field,
                options=[
                    Option(tag, warnings.get(str(tag.data["value"]), ""), tag.data["value"] in codes)
                    for tag in field
                ],
                asks=bool(self.answers) and (bool(suggested) or not field.value()),
                answer=self.held[position - 1],
                suggested=[procedure.label(language) for procedure in suggested],
                is_news=position == self.news,
            )

    @property
    def codes(self) -> list[str]:
        return [self.cleaned_data[f"procedure_{position}"] for position in range(1, self.count + 1)]


@require_safe
def choose_procedure(request: HttpRequest) -> HttpResponse:
    only_where_bookings_are_taken()
    lines, do = typed_lines(request.GET, most=most_people()), request.GET.get("do", "")
    changed, news = with_lines_changed(lines, do, empty=NOBODY, most=most_people()), 0
    if changed is None:
        changed, news = with_answer(lines, do)
    if "next" not in request.GET or changed:
        form = ProceduresForm(lines=changed or lines, news=news)
    else:
        form = ProceduresForm(request.GET, lines=lines)
        if form.is_valid():
            return redirect(_next_step(request.GET.get("slot", ""), form.codes, hold=hold_in(request.GET)))
    context = {
        "form": form,
        "slot_id": request.GET.get("slot", ""),
        "hold": hold_in(request.GET),
        "takes_families": takes_families(),
        "may_add": form.count < most_people(),
        "step": 1,
    }
    return render(request, "citizen/procedure.html", context)


def _next_step(slot: str, codes: list[str], *, hold: str = "") -> str:
    """The calendar, or straight on where the time was chosen first."""
    chosen = urlencode({"procedure": codes, **({"hold": hold} if hold else {})}, doseq=True)
    if slot.isascii() and slot.isdigit() and len(slot) < 12:
        return f"{reverse('citizen:slot', args=[int(slot)])}?{chosen}"
    return f"{reverse('citizen:calendar')}?{chosen}"


def typed_lines(data: QueryDict, *, most: int) -> list[Line]:
    return [
        (data.get(f"procedure_{position}", ""), data.get(f"holds_{position}", ""))
        for position in range(1, lines_sent(data, most=most) + 1)
    ]


def with_answer(lines: list[Line], do: str) -> tuple[list[Line] | None, int]:
    """The lines after somebody said what is in their hands ("holds-2-postcard"), and whose it is. Where the answer
    leads to one procedure it is chosen already; it can be changed."""
    word, _hyphen, rest = do.partition("-")
    position, _hyphen, code = rest.partition("-")
    answer = {answer.code: answer for answer in answers()}.get(code)
    if word != "holds" or answer is None or position not in {str(place) for place in range(1, len(lines) + 1)}:
        return None, 0
    place = int(position)
    offered = {procedure.code for procedure in procedures_offered()}
    suggested = [code for code in answer.procedures if code in offered]
    before = lines[place - 1][0]
    procedure = suggested[0] if len(suggested) == 1 else before if before in suggested else ""
    return [*lines[: place - 1], (procedure, code), *lines[place:]], place
