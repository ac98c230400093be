"""From whom mails come, and what the DNS must say so that they are believed (000 Q42)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.messages.sender_records import found_in_dns, records
from madoguchi.web.frame.access import StaffRequest, staff_view


@require_http_methods(["GET", "HEAD", "POST"])
@staff_view("settings.view")
def sender(request: StaffRequest) -> HttpResponse:
    """POST looks the records up: that goes out of the building, so nobody does it by opening a page."""
    wanted = records()
    looked_up = request.method == "POST"
    context = {
        "wanted": wanted,
        "rows": [(record, found_in_dns(record) if looked_up else None) for record in wanted.records],
        "looked_up": looked_up,
        "breadcrumb": [("予約のメール", reverse("messages:home"))],
    }
    return render(request, "office/messages/sender.html", context)
