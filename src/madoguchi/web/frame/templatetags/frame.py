"""What the layouts and components need beyond Django's own tags."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField, CheckboxInput, ChoiceField, Textarea
from django.template import Context, NodeList
from django.template.loader import render_to_string
from django.template.loader_tags import BlockNode
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from madoguchi.core.actors import CITIZEN
from madoguchi.core.text.markup import Block, blocks_of
from madoguchi.municipality.queries import is_on, kept_value
from madoguchi.web.frame.calendar import Month
from madoguchi.web.frame.navigation import NavGroup, menu_for
from madoguchi.web.frame.panes import is_pane as asks_for_pane
from madoguchi.web.frame.place import Place, this_place

register = template.Library()


@dataclass(frozen=True)
class ErrorLink:
    text: str
    target: str  # the id of the field, or "" for what concerns the whole form


@dataclass(frozen=True)
class LanguageLink:
    name: str
    lang: str
    url: str
    is_current: bool


@register.simple_tag
def html_lang() -> str:
    """やさしい日本語 is Japanese to a screen reader."""
    return _lang(get_language() or settings.LANGUAGE_CODE)


def _lang(code: str) -> str:
    return "ja" if code.startswith("ja") else code


@register.simple_tag(takes_context=True)
def render_block(context: Context, name: str) -> SafeString:
    """A block's text at a second place, such as the title as the heading."""
    return BlockNode(name, NodeList()).render(context)


@register.simple_tag
def month_table(month: Month) -> SafeString:
    """The calendar of a month. On the morning on which a month opens, hundreds look at the same one."""
    return _month_written(month, get_language() or settings.LANGUAGE_CODE)


@lru_cache(maxsize=256)
def _month_written(month: Month, language: str) -> SafeString:
    return render_to_string("frame/components/month.html", {"month": month})


@register.simple_tag(takes_context=True)
def once(context: Context, name: str) -> bool:
    """Whether this is the first place of the page that asks: what frame and page both bring stands there once."""
    request = context.get("request")
    if request is None:
        return True
    asked: set[str] = request.__dict__.setdefault("_asked_once", set())
    is_first = name not in asked
    asked.add(name)
    return is_first


@register.simple_tag(takes_context=True)
def place(context: Context) -> Place:
    request = context.get("request")
    if request is None:
        return this_place()
    if not hasattr(request, "_place"):
        request._place = this_place()
    return request._place  # type: ignore[no-any-return]


@register.simple_tag(takes_context=True)
def is_pane(context: Context) -> bool:
    """Whether this page stands inside another one of ours."""
    return asks_for_pane(context.get("request"))


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[NavGroup]:
    request = context.get("request")
    actor = getattr(request, "actor", CITIZEN)
    if request is None or actor == CITIZEN:
        return []
    return menu_for(actor, request.path, is_on=is_on, value_of=kept_value)


@register.simple_tag
def frame_url(name: str) -> str:
    """The address of a page that another room may or may not offer."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag
def home_url() -> str:
    """The citizens' first page in the language of this one."""
    code = get_language() or settings.LANGUAGE_CODE
    return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    request = context.get("request")
    path = request.get_full_path() if request is not None else "/"
    current = get_language()
    offered = place(context).languages
    links = []
    for code, name in settings.LANGUAGES:
        if offered and code not in offered:
            continue
        url = translate_url(path, code)
        if url == path and code != current:
            url = "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
        links.append(LanguageLink(name, _lang(code), url, code == current))
    return links


@register.simple_tag
def error_links(form: BaseForm | str | None, forms: "list[BaseForm] | str | None" = None) -> list[ErrorLink]:
    """Every error once, in the order of the page, in the same words as at the field."""
    every = [one for one in [form, *(forms or [])] if isinstance(one, BaseForm)]
    return [link for one in every if one.is_bound for link in _links_of(one)]


def _links_of(form: BaseForm) -> Iterator[ErrorLink]:
    for text in form.non_field_errors():
        yield ErrorLink(str(text), "")
    for field in form:
        for text in field.errors:
            yield ErrorLink(str(text), str(field.auto_id if field.use_fieldset else field.id_for_label))


@register.filter
def control(field: BoundField) -> SafeString:
    """The widget with the class that gives it its height and border."""
    widget = field.field.widget
    attrs: dict[str, str | bool] = {"class": f"input {widget.attrs.get('class', '')}".strip()}
    if isinstance(widget, Textarea) and widget.attrs.get("rows") == "10":  # Django's own default is a wall
        attrs["rows"] = "4"
    return field.as_widget(attrs=attrs)


@register.filter
def blocks(text: str) -> list[Block]:
    """What somebody typed, as paragraphs, lists and links."""
    return blocks_of(text)


@register.filter
def is_single_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def has_choices(field: BoundField) -> bool:
    return isinstance(field.field, ChoiceField)


@register.filter
def warnings(field: BoundField) -> list[str]:
    """What a tolerant field accepted but wants to be looked at again."""
    found: dict[str, list[str]] = getattr(field.form, "warnings", {})
    return found.get(field.name, [])


@register.filter
def asks_for_reason(field: BoundField) -> bool:
    """Whether the guard refused this field and a person may say why these digits are no My Number."""
    refused: Any = getattr(field.form, "number_refused_at", "")
    return bool(refused) and refused == field.name and "number_reason" in field.form.fields
