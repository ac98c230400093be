"""The forms of every screen: the My Number guard over all that people type, an error summary, tolerant fields."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.text.my_number import MyNumberRefused, contains_my_number, number_is_something_else

REASON = "number_reason"
# Nobody types so much into a field. To look through 2 MB for numbers takes one of few threads for ten seconds.
LONGEST, LONGEST_OF_STAFF = 10_000, 100_000


class Guarded(forms.BaseForm):
    """Looks at every text before anything else does, so that a refusal stands at its field.

    Staff forms set `may_override = True`. They then ask 「番号ではない理由」. The view runs its action inside
    `form.guard_lifted()` and, when it was needed, the reason goes into the history:

        with form.guard_lifted(by=request.actor) as lifted:
            booking = make_booking(..., by=request.actor)
            lifted(About("booking", booking.number))
    """

    may_override = False
    autofill = True  # False on forms for other people's data: what was typed before must not appear (SEC-17)
    use_required_attribute = False
    number_refused_at = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warnings: dict[str, list[str]] = {}
        for field in self.fields.values():
            ask_by_name(field)
            if not self.autofill:
                field.widget.attrs["autocomplete"] = "off"
        if self.may_override and self.is_bound and self._raw_reason():
            self._ask_for_reason()

    def __iter__(self) -> Iterator[forms.BoundField]:
        self.is_valid()  # looking may add a field, which must not happen in the midst of a loop
        return super().__iter__()

    @property
    def override_reason(self) -> str:
        reason: str = self.cleaned_data.get(REASON, "") if self.is_bound and self.is_valid() else ""
        return reason

    @contextmanager
    def guard_lifted(self, *, by: Actor) -> Iterator["Lifted"]:
        """One transaction in which the action may store the digits that a person has vouched for."""
        reason = self.override_reason
        lifted = Lifted(by, reason)
        with transaction.atomic(), number_is_something_else(reason) if reason else nullcontext():
            yield lifted

    def full_clean(self) -> None:
        too_long = self._cut_what_is_too_long() if self.is_bound else []
        super().full_clean()
        for name in too_long:
            self.errors.pop(name, None)
            self.add_error(name, forms.ValidationError(_("長すぎます。短くしてください。"), code="too_long"))

    def _cut_what_is_too_long(self) -> list[str]:
        """Before anything looks at it; the page shows again what is left."""
        most = LONGEST_OF_STAFF if self.may_override else LONGEST
        typed = {name: self.data.get(self.add_prefix(name)) for name in self.fields}
        too_long = {name: text for name, text in typed.items() if isinstance(text, str) and len(text) > most}
        if too_long:
            data: Any = self.data
            data = data.copy()  # what a request has brought cannot be written to
            for name, text in too_long.items():
                data[self.add_prefix(name)] = text[:most]
            self.data = data
        return list(too_long)

    def _clean_form(self) -> None:
        self._look_for_my_numbers()
        self._collect_warnings()
        super()._clean_form()  # type: ignore[misc]

    def _look_for_my_numbers(self) -> None:
        refused = [name for name, value in self.cleaned_data.items() if _holds_my_number(value)]
        # A field that takes no such text anyway (a telephone number) must still say what was typed there.
        refused += [name for name in self.errors if name in self.fields and _holds_my_number(self[name].data)]
        elsewhere = [name for name in refused if name != REASON]
        if not elsewhere:
            self.cleaned_data.pop(REASON, None)  # nothing to vouch for
            return
        self.number_refused_at = elsewhere[0]
        if self.cleaned_data.get(REASON) and REASON not in refused:
            return
        for name in refused:
            self.errors.pop(name, None)
            self.add_error(name, forms.ValidationError(_(MyNumberRefused.message), code="my_number"))
        if self.may_override:
            self._ask_for_reason()

    def _collect_warnings(self) -> None:
        for name, value in self.cleaned_data.items():
            warn = getattr(self.fields.get(name), "warn", None)
            if warn and value and (text := warn(value)):
                self.warnings.setdefault(name, []).append(text)

    def _ask_for_reason(self) -> None:
        self.fields.setdefault(
            REASON,
            forms.CharField(
                label="番号ではない理由",
                help_text="マイナンバーでないことを確かめたときだけ、理由を書いてもう一度送信してください。理由は履歴に残ります。",
                required=False,
                max_length=200,
            ),
        )

    def _raw_reason(self) -> str:
        return str(self.data.get(self.add_prefix(REASON), "")).strip()


class Lifted:
    """Called with the object once it is known; says in the history that a person overruled the guard."""

    def __init__(self, by: Actor, reason: str) -> None:
        self.by, self.reason = by, reason

    def __call__(self, about: About) -> None:
        if self.reason:
            record("guard.overridden", by=self.by, about=about, facts={"reason": self.reason})


class FrameForm(Guarded, forms.Form):
    pass


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """What can be chosen is known only when the form is made."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
    field.choices = list(choices)


def ask_by_name(field: forms.Field) -> None:
    """「お名前を入力してください。」 instead of 「このフィールドは必須です。」, unless the form says it better."""
    if not field.label or field.error_messages.get("required") != forms.Field.default_error_messages["required"]:
        return
    is_chosen = isinstance(field, forms.ChoiceField | forms.BooleanField | forms.ModelChoiceField)
    words = _("「%(label)s」を選んでください。") if is_chosen else _("「%(label)s」を入力してください。")
    field.error_messages["required"] = words % {"label": field.label}


def _holds_my_number(value: object) -> bool:
    if isinstance(value, str):
        return contains_my_number(value)
    if isinstance(value, Iterable) and not hasattr(value, "model"):  # a queryset holds objects, not text
        return any(_holds_my_number(item) for item in value)
    return False
