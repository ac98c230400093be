"""聞く: the player, and its sound. Opened in memory, never a file, never kept by a browser."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.calls.recordings.actions import note_heard, refuse_if_over
from madoguchi.calls.recordings.opening import opened
from madoguchi.calls.recordings.queries import MAY_VIEW, calls_by_key, listenings_of
from madoguchi.core.refusals import Refusal
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.listening import player_of
from madoguchi.web.telephone.recordings.ranges import NotSatisfiable, stretch
from madoguchi.web.telephone.recordings.shown import began, crumbs, rows_of

TYPE = 'audio/ogg; codecs="opus"'


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def listen(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(listenings_of(request.actor), pk=key)
    recording = found.recording
    try:
        refuse_if_over(found, by=request.actor)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("telephone:recording", key=recording.key)
    context = {
        "breadcrumb": crumbs((began(recording), f"../../{recording.key}/")),
        "listening": found,
        "recording": recording,
        "rows": rows_of(request.actor, recording, calls_by_key([recording.call_key]).get(recording.call_key))[:-1],
        "player": player_of(found),
    }
    return render(request, "telephone/recordings/listening.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def sound(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """A stretch of it (206), or all of it; what does not open is said in words and becomes an alarm."""
    found = get_object_or_404(listenings_of(request.actor), pk=key)
    recording = found.recording
    try:
        asked = stretch(request.headers.get("Range", ""), size=recording.size_bytes)
    except NotSatisfiable:
        return _answer(HttpResponse(status=416, headers={"Content-Range": f"bytes */{recording.size_bytes}"}))
    try:
        if request.method == "GET":
            note_heard(found, by=request.actor)
        start, end = asked or (0, recording.size_bytes)
        with opened(recording) as whole:
            answer = HttpResponse(whole.read(start, end), content_type=TYPE, status=206 if asked else 200)
    except Refusal as refusal:
        return _answer(HttpResponse(refusal.message, status=409, content_type="text/plain; charset=utf-8"))
    if asked:
        answer["Content-Range"] = f"bytes {start}-{end - 1}/{recording.size_bytes}"
    return _answer(answer)


def _answer(answer: HttpResponse) -> HttpResponse:
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = "no-store, private"
    answer["Content-Disposition"] = "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
