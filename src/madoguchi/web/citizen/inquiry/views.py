"""The form and what follows it. What was typed stays on the page until it has been received."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.booking.online.proof import is_proven, kept_ticket, new_challenge
from madoguchi.contacts.inquiries.actions import receive_inquiry
from madoguchi.contacts.inquiries.address import is_younger, key_of, new_key, once_key_of
from madoguchi.contacts.inquiries.queries import inquiry_sent, takes_inquiries
from madoguchi.contacts.inquiries.refusals import WorkFirst
from madoguchi.contacts.inquiries.rules import HASTE, Way
from madoguchi.core.refusals import Refusal
from madoguchi.web.citizen.held import whence
from madoguchi.web.citizen.inquiry.forms import InquiryForm


def only_where_inquiries_are_taken() -> None:
    """000 Q41: no trace of it where it is off."""
    if not takes_inquiries():
        raise Http404


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request: HttpRequest) -> HttpResponse:
    only_where_inquiries_are_taken()
    if request.method != "POST":
        return empty_form(request)
    form, key = InquiryForm(request.POST), request.POST.get("key", "")
    once_key = once_key_of(key)
    if once_key is None:
        # A page that was left open for days: what was typed goes on under a new key.
        key = new_key()
        return _page(request, form, key, is_old=True)
    if inquiry_sent(once_key):
        return redirect("citizen:inquiry_sent", key_of(once_key))
    if not form.is_valid():
        return _page(request, form, key)
    ticket = request.POST.get("ticket", "")
    has_proof = bool(ticket) and is_proven(request.POST.get("solution", ""), ticket)
    try:
        receive_inquiry(
            form.question(),
            once_key=once_key,
            line=whence(request).address,
            is_hurried=is_younger(key, HASTE),
            has_proof=has_proof,
        )
    except WorkFirst:
        return _prove_page(request, key, ticket)
    except Refusal as refusal:
        return _page(request, form, key, refusal=refusal)
    return redirect("citizen:inquiry_sent", key_of(once_key))


@never_cache
@require_safe
def inquiry_sent_page(request: HttpRequest, key: str) -> HttpResponse:
    only_where_inquiries_are_taken()
    once_key = once_key_of(key)
    found = once_key and inquiry_sent(once_key)
    if not found:
        raise Http404
    context = {"inquiry": found, "what_follows": what_follows(Way(found.way))}
    response = render(request, "citizen/inquiry/sent.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def empty_form(request: HttpRequest) -> HttpResponse:
    return _page(request, InquiryForm(), new_key())


def what_follows(way: Way) -> str:
    return {
        Way.MAIL: _("担当者が内容を確かめ、メールで回答します。"),
        Way.TELEPHONE: _("担当者が内容を確かめ、お電話で回答します。"),
        Way.RELAY: _("担当者が内容を確かめ、電話リレーサービスの番号にお電話で回答します。"),
        Way.FAX: _("担当者が内容を確かめ、ファクスで回答します。"),
        Way.NONE: _("担当者が内容を読みます。回答はいらないと選んだため、連絡はしません。"),
    }[way]


def _page(request: HttpRequest, form: InquiryForm, key: str, **more: Any) -> HttpResponse:
    return render(request, "citizen/inquiry/form.html", {"form": form, "key": key, **more})


def _prove_page(request: HttpRequest, key: str, ticket: str) -> HttpResponse:
    """Carries along what was typed: it is not kept anywhere before it has been received."""
    names = [*InquiryForm().fields, "key"]
    challenge, kept = new_challenge(), kept_ticket(ticket)
    context = {
        "typed": [(name, text) for name in names for text in request.POST.getlist(name)],
        "challenge": challenge,
        "ticket": kept or challenge["ticket"],
        "is_early": bool(ticket),
    }
    return render(request, "citizen/inquiry/prove.html", context)
