"""A report as a page of its own, and as a PDF of it."""

from django.template.loader import render_to_string

from madoguchi.core import clock
from madoguchi.reports.content import Content, digest_of, to_json
from madoguchi.web.frame.paper import pdf_of, style_of_its_own, written_day
from madoguchi.web.manager.reports.files.refusals import NoPdfHere
from madoguchi.web.manager.reports.shown import sections_of


def page_of(content: Content) -> bytes:
    return _page(content).encode()


def paper_of(content: Content) -> bytes:
    pdf = pdf_of(_page(content), tagged=True)
    if pdf is None:
        raise NoPdfHere
    return pdf


def _page(content: Content) -> str:
    made_at = clock.in_tokyo(content.made_at)
    first, last = content.period.first, content.period.last
    return render_to_string(
        "manager/reports/files/paper.html",
        {
            "content": content,
            "sections": sections_of(content),
            "dated": written_day(clock.in_tokyo(content.issued_at or content.made_at).date()),
            "made": f"{written_day(made_at.date())} {made_at:%H:%M}",
            "period": written_day(first) if first == last else f"{written_day(first)}〜{written_day(last)}",
            "digest": digest_of(to_json(content)),
            "style": style_of_its_own(),
        },
    )
