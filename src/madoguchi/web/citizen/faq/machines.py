"""What machines that read the whole web are told: what is theirs to read, and what is not."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.translation import override
from django.views.decorators.http import require_safe

from madoguchi.knowledge.public.queries import faqs, is_public
from madoguchi.municipality.public_address import site_address

NOT_THEIRS = ("/staff/", "/api/", "/my/", "/book/", "/en/my/", "/en/book/", "/ja-easy/my/", "/ja-easy/book/")
SEARCHES = tuple(f"{before}/faq/?q=" for before in ("", "/en", "/ja-easy"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_THEIRS)]
    if is_public():
        lines += [f"Disallow: {path}" for path in SEARCHES]
    if is_public() and site_address():
        lines += ["", f"Sitemap: {site_address()}sitemap.xml"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public FAQ, in Japanese and in the languages into which it was put."""
    if not is_public() or not site_address():
        raise Http404
    offered = [code for code, _ in settings.LANGUAGES]
    pages = []
    for found in faqs().prefetch_related("current__translations"):
        if found.current is None:
            continue
        languages = {one.language for one in found.current.translations.all()} & set(offered)
        pages += [
            (_address(found.number, language), found.current.published_at)
            for language in ["ja", *sorted(languages)]
        ]
    return render(request, "citizen/faq/sitemap.xml", {"pages": pages}, content_type="application/xml")


def _address(number: str, language: str) -> str:
    with override("ja"):
        path = reverse("citizen:faq_article", args=[number])
        return site_address().rstrip("/") + translate_url(path, language)
