"""From a question to its answer, and on to a person where it did not help. Each page stands alone, without JavaScript."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, translate_url
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.online.address import digest_of
from madoguchi.contacts.inquiries.queries import takes_inquiries
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from madoguchi.knowledge.articles.models import Article, Category
from madoguchi.knowledge.finding.actions import note_choice, note_search
from madoguchi.knowledge.finding.queries import find, near_ones, words_suggested
from madoguchi.knowledge.finding.rules import Place
from madoguchi.knowledge.public.actions import Reader, count_opened, note_verdict, note_went_on
from madoguchi.knowledge.public.queries import (
    Shown,
    categories_with_faqs,
    faqs,
    in_language,
    is_public,
    read_most,
    related_faqs,
)
from madoguchi.knowledge.public.rules import Step
from madoguchi.municipality.models import LANGUAGES
from madoguchi.municipality.public_address import site_address
from madoguchi.municipality.queries import procedures_offered, text_in_force
from madoguchi.web.citizen.faq.forms import ReasonForm
from madoguchi.web.citizen.held import whence

LONGEST_PHRASE, MOST_FOUND, MOST_READ, MOST_SUGGESTED = 120, 10, 8, 8
READ_DAYS = 30


def only_where_it_is_public() -> None:
    if not is_public():
        raise Http404


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """The way in: a question in one's own words, or a category."""
    only_where_it_is_public()
    return all_questions(request)


def all_questions(request: HttpRequest) -> HttpResponse:
    phrase, wanted = request.GET.get("q", "").strip()[:LONGEST_PHRASE], request.GET.get("category", "")
    categories = categories_with_faqs()
    category = next((one for one in categories if str(one.pk) == wanted), None)
    context: dict[str, Any] = {"phrase": phrase, "categories": categories, "category": category}
    if phrase:
        context |= _answers_to(phrase, request)
    else:
        context["listed"] = in_language(_of(category) if category else _read_most(), _language())
    response = render(request, "citizen/faq/questions.html", context)
    if phrase:
        response["X-Robots-Tag"] = "noindex"  # what somebody asked is nobody's page
    return response


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Words for what is being typed. Nothing of it is written down."""
    only_where_it_is_public()
    typed = request.GET.get("q", "").strip()[:LONGEST_PHRASE]
    response = JsonResponse({"words": words_suggested(typed, faqs(), limit=MOST_SUGGESTED) if typed else []})
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def article(request: HttpRequest, number: str) -> HttpResponse:
    only_where_it_is_public()
    found = get_object_or_404(faqs(), number=number)
    if request.method == "GET":
        count_opened(found)
        if (search := _search_in(request.GET.get("s", ""))) is not None:
            note_choice(search, found)
    return _article_page(request, found)


@never_cache
@require_POST
def verdict(request: HttpRequest, number: str) -> HttpResponse:
    """「この回答で解決しましたか」; who says no is asked why, if they like, and shown the ways to a person."""
    only_where_it_is_public()
    found, said = get_object_or_404(faqs(), number=number), request.POST.get("helped", "")
    if said not in ("yes", "no"):
        return redirect("citizen:faq_article", number)
    note_verdict(found, helped=said == "yes", reason=ReasonForm(request.POST).chosen(), reader=_reader(request))
    return redirect(f"{reverse('citizen:faq_article', args=[number])}?{urlencode({'said': said})}#helped")


@never_cache
@require_safe
def telephone(request: HttpRequest) -> HttpResponse:
    """The number and its hours, on a page of its own: who comes here had to ask somebody."""
    only_where_it_is_public()
    note_went_on(Step.TELEPHONE, reader=_reader(request))
    response = render(request, "citizen/faq/telephone.html")
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
def go_on(request: HttpRequest, step: str) -> HttpResponse:
    """To a booking or to the form, where there are such."""
    only_where_it_is_public()
    ways = {
        Step.BOOKING.value: (takes_bookings(), "citizen:procedure"),
        Step.FORM.value: (takes_inquiries(), "citizen:inquiry"),
    }
    is_open, page = ways.get(step, (False, ""))
    if not is_open:
        raise Http404
    note_went_on(Step(step), reader=_reader(request))
    return redirect(page)


def _answers_to(phrase: str, request: HttpRequest) -> dict[str, Any]:
    hits = find(phrase, faqs(), limit=MOST_FOUND)
    search = note_search(
        phrase, found=near_ones(hits), place=Place.PUBLIC, by=CITIZEN, seeker=_reader(request).line
    )
    shown = in_language([hit.article for hit in hits], _language())
    return {"hits": list(zip(hits, shown, strict=True)), "search": _signer().sign(str(search.pk)) if search else ""}


def _search_in(signed: str) -> int | None:
    """Only who was shown the answers to a search chooses one of them: what is chosen teaches the search."""
    try:
        return int(_signer().unsign(signed))
    except (signing.BadSignature, ValueError):
        return None


def _signer() -> signing.Signer:
    return signing.Signer(sep="~", salt="faq.search")


def _article_page(request: HttpRequest, found: Article) -> HttpResponse:
    language = _language()
    shown, *related = in_language([found, *related_faqs(found)], language)
    context = {
        "article": found,
        "shown": shown,
        "related": related,
        "belongings": _belongings(found, language),
        "said": request.GET.get("said", ""),
        "form": ReasonForm(),
        "takes_bookings": takes_bookings(),
        "canonical": canonical_of(found, shown),
    }
    return render(request, "citizen/faq/article.html", context)


def _belongings(found: Article, language: str) -> list[tuple[str, str]]:
    """What to bring, for each procedure that the answer names: the same words as in a booking."""
    codes = found.current.belonging_codes if found.current else ()
    offered = {procedure.code: procedure for procedure in procedures_offered()}
    texts = [(offered[code], text_in_force(offered[code], language)) for code in codes if code in offered]
    return [(procedure.label(language), text.bring) for procedure, text in texts if text and text.bring]


def canonical_of(found: Article, shown: Shown) -> str:
    """One address for one text: a page that shows the Japanese article is the Japanese page."""
    site = site_address()
    if not site:
        return ""
    path = reverse("citizen:faq_article", args=[found.number])
    return site.rstrip("/") + (path if shown.is_translated else translate_url(path, settings.LANGUAGE_CODE))


def _of(category: Category) -> list[Article]:
    return list(faqs().filter(category=category))


def _read_most() -> list[Article]:
    since = clock.today().toordinal() - READ_DAYS
    return read_most(since=clock.today().fromordinal(since), most=MOST_READ)


def _language() -> str:
    language = get_language() or "ja"
    return language if language in LANGUAGES else "ja"


def _reader(request: HttpRequest) -> Reader:
    """Known again today, and by nothing tomorrow."""
    known, day = whence(request), clock.today().isoformat()
    has_cookie = settings.CSRF_COOKIE_NAME in request.COOKIES
    visitor = known.browser if has_cookie else known.address
    return Reader(digest_of("faq-browser", f"{day}:{visitor}"), digest_of("faq-line", f"{day}:{known.address}"))
