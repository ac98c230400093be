"""What the form asks for: the question, the way of the answer, and the items that the municipality has chosen."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.booking.items import Need
from madoguchi.contacts.inquiries.actions import Question
from madoguchi.contacts.inquiries.items import InquiryItem, items_asked
from madoguchi.contacts.inquiries.queries import ways_offered
from madoguchi.contacts.inquiries.rules import BY_VOICE, NEEDED, Way
from madoguchi.contacts.items.queries import topics
from madoguchi.core.text.kana import tidy_lines
from madoguchi.web.frame.fields import EmailField, KanaField, NameField, PhoneField, Tolerant
from madoguchi.web.frame.forms import FrameForm

LONGEST_QUESTION, LONGEST_LINE, LONGEST_AREA = 2000, 100, 60
TRAP = "website"


class LinesField(forms.CharField):
    """What somebody wants to know, in as many lines as it takes."""

    def to_python(self, value: Any) -> str:
        return tidy_lines(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > LONGEST_QUESTION:
            raise ValidationError(
                _("%(most)s文字までで入力してください（いま%(length)s文字です）。")
                % {"most": LONGEST_QUESTION, "length": len(value)},
                code="too_long",
            )


class InquiryForm(FrameForm):
    """Only what is configured is asked for, and only that is kept (PDR-09)."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        self.ways = ways_offered()
        self.base_fields = dict(self._made(items_asked()))  # type: ignore[misc]  # what Django copies from
        super().__init__(data, **options)

    def _made(self, items: list[InquiryItem]) -> Iterable[tuple[str, forms.Field]]:
        yield "content", _question()
        asked = {item.name: item for item in items}
        if "topic" in asked:
            yield "topic", self._worded(asked["topic"])
        if len(self.ways) > 1:
            yield "way", _way_of_answer(self.ways)
        needed = {NEEDED.get(way, "") for way in self.ways}
        yield from ((name, field) for name, field in _addresses(self.ways) if name in needed)
        for item in items:
            if item.name != "topic" and (item.name != "call_when" or "phone" in needed):
                yield item.name, self._worded(item)
        yield TRAP, _trap()

    def _worded(self, item: InquiryItem) -> forms.Field:
        language = get_language() or "ja"
        field = _field_of(item.name, required=item.need is Need.REQUIRED)
        field.label = item.label.in_language(language) or field.label
        field.help_text = item.help.in_language(language) or field.help_text
        return field

    def clean_website(self) -> str:
        """Machines fill in whatever they find."""
        if self.cleaned_data.get(TRAP):
            raise ValidationError(_("この欄は、空のままにしてください。"), code="trap")
        return ""

    def clean(self) -> dict[str, Any]:
        """What the chosen way needs."""
        typed = super().clean() or self.cleaned_data
        way = self._way_chosen(typed)
        name = NEEDED.get(way, "") if way else ""
        if name and name in self.fields and name not in self.errors and not typed.get(name):
            self.add_error(name, ValidationError(_missing(name), code="required"))
        return typed

    def question(self) -> Question:
        """A number that the chosen way does not need is not kept; a mail address takes the receipt."""
        typed = self.cleaned_data
        way = self._way_chosen(typed) or Way.NONE
        kept = ["content", "topic", "email", "name", "kana", "area", NEEDED.get(way, "")]
        if way in BY_VOICE:
            kept.append("call_when")
        given = {name: typed[name] for name in kept if typed.get(name)}
        return Question(**{"content": "", **given}, way=way, language=get_language() or "ja")

    def _way_chosen(self, typed: dict[str, Any]) -> Way | None:
        if "way" in self.fields:
            return Way(typed["way"]) if typed.get("way") else None
        return self.ways[0] if self.ways else Way.NONE


def _question() -> LinesField:
    return LinesField(
        label=_("お問い合わせの内容"),
        help_text=_("2000文字まで書けます。マイナンバー（12桁の番号）と暗証番号は、書かないでください。"),
        widget=forms.Textarea(attrs={"rows": 8}),
    )


def _way_of_answer(ways: list[Way]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("回答の受け取り方"),
        widget=forms.RadioSelect,
        choices=[(way.value, way_in_words(way)) for way in ways],
    )


def way_in_words(way: Way) -> str:
    return {
        Way.MAIL: _("メールで受け取る"),
        Way.TELEPHONE: _("電話で受け取る"),
        Way.RELAY: _("電話リレーサービスの番号に電話してほしい（耳や言葉の不自由な方）"),
        Way.FAX: _("ファクスで受け取る"),
        Way.NONE: _("回答はいらない（意見や要望など）"),
    }[way]


def _addresses(ways: list[Way]) -> Iterable[tuple[str, forms.Field]]:
    if Way.MAIL in ways and len(ways) > 1:
        mail_help = _("メールで受け取る方は、必ず入力してください。入力があれば、受付の控えを送ります。")
    else:
        mail_help = _("受付の控えと回答を送ります。")
    yield "email", EmailField(required=False, help_text=mail_help)
    yield (
        "phone",
        PhoneField(
            required=False,
            help_text=_("電話か電話リレーサービスで受け取る方だけ、入力してください。"),
        ),
    )
    yield (
        "fax",
        PhoneField(
            label=_("ファクス番号"),
            required=False,
            autocomplete="off",
            help_text=_("ファクスで受け取る方だけ、入力してください。"),
        ),
    )


def _missing(name: str) -> str:
    return {
        "email": _("メールで回答を受け取るには、メールアドレスを入力してください。"),
        "phone": _("電話で回答を受け取るには、電話番号を入力してください。"),
        "fax": _("ファクスで回答を受け取るには、ファクス番号を入力してください。"),
    }[name]


def _field_of(item: str, *, required: bool) -> forms.Field:
    match item:
        case "topic":
            choices = [("", _("選ばない"))] if not required else []
            return forms.ChoiceField(
                label=_("何についてですか"),
                choices=[*choices, *((topic, topic) for topic in topics())],
                widget=forms.RadioSelect if required else forms.Select,
                required=required,
            )
        case "call_when":
            return Tolerant(
                label=_("電話を受けやすい曜日と時間"),
                required=required,
                max_length=LONGEST_LINE,
                help_text=_("電話で受け取る方だけ、入力してください。例：平日の午後"),
            )
        case "name":
            return NameField(
                label=_("お名前"), required=required, help_text=_("呼び名や名字だけでもかまいません。")
            )
        case "kana":
            return KanaField(required=required)
        case _:
            return Tolerant(
                label=_("お住まいの市区町村"),
                required=required,
                max_length=LONGEST_AREA,
                autocomplete="address-level2",
            )


def _trap() -> forms.CharField:
    """Out of sight and out of the way of the keyboard; who meets it all the same is told what to do with it."""
    attrs = {"autocomplete": "off", "tabindex": "-1"}
    return forms.CharField(
        label=_("この欄は、空のままにしてください。"), required=False, widget=forms.TextInput(attrs=attrs)
    )
