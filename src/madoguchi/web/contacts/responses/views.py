"""対応報告書: asked for its subject and what the writer adds, given as a PDF, or as a page to print."""

import hashlib

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.accounts.disclosure import record_export, record_view
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import about
from madoguchi.contacts.records.queries import MAY_EXPORT, MAY_SEE_PERSONS
from madoguchi.core.actors import Actor
from madoguchi.web.contacts.record.views import contact_or_404
from madoguchi.web.contacts.responses.paper import Added, page_of
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.fields import Tolerant
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.paper import pdf_of


class ResponseForm(FrameForm):
    subject = Tolerant(label="件名", max_length=100)
    findings = forms.CharField(
        label="所見・原因",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="記録にないことを書き足します。この報告書だけに載り、記録には残りません。",
    )
    further = forms.CharField(
        label="今後の対応", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    with_persons = forms.BooleanField(
        label="相手の氏名・電話番号などの個人情報も載せる",
        required=False,
        help_text="選ばないときは、個人情報の項目を除き、文章の中の氏名・電話番号などを伏せます。",
    )

    def __init__(self, data: object = None, *, contact: Contact, reader: Actor) -> None:
        super().__init__(data, initial={"subject": _subject_of(contact)})
        if not reader.may(MAY_SEE_PERSONS):
            del self.fields["with_persons"]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EXPORT)
def response_report(request: StaffRequest, number: int) -> HttpResponse:
    found = contact_or_404(request.actor, number)
    form = ResponseForm(request.POST if request.method == "POST" else None, contact=found, reader=request.actor)
    if not form.is_valid():
        record_view(about(found), by=request.actor)
        status = 200 if request.method != "POST" else 422
        return render(request, "contacts/responses/ask.html", {"contact": found, "form": form}, status=status)
    typed = form.cleaned_data
    with_persons = bool(typed.get("with_persons"))
    added = Added(typed["subject"], typed["findings"], typed["further"])
    page = page_of(found, added, by=request.actor, with_persons=with_persons)
    pdf = pdf_of(page, tagged=True)
    content, ending = (pdf, "pdf") if pdf is not None else (page.encode(), "html")
    facts = {"number": number, "with_persons": with_persons, "digest": hashlib.sha256(content).hexdigest()}
    record_export("contacts", by=request.actor, rows=1, form=ending, facts=facts)
    kind = "application/pdf" if ending == "pdf" else "text/html; charset=utf-8"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="response-{number}.{ending}"'
    return response


def _subject_of(contact: Contact) -> str:
    return f"{contact.topic or contact.kind_label}についての対応（{contact.written_number}）"
