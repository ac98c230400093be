"""The exchange's state, what differs from its settings, and applying it after a look."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from madoguchi.calls.exchange import ports
from madoguchi.calls.exchange.ports import MAY_EDIT, MAY_VIEW, State
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import saying

TRUNK_STATES = {
    "Registered": ("つながっています", "success"),
    "Avail": ("つながっています", "success"),
    "NonQual": ("確かめていません", ""),
    "Unavail": ("つながりません", "error"),
    "Rejected": ("事業者に断られました", "error"),
    "Unregistered": ("登録していません", "error"),
}
MEANINGS = {"+": ("加わる行", "added"), "-": ("なくなる行", "gone"), "@": ("", "place")}


@dataclass(frozen=True)
class Line:
    text: str
    meaning: str
    look: str


@require_safe
@staff_view(MAY_VIEW)
def exchange(request: StaffRequest) -> HttpResponse:
    standing = ports.exchange()
    if standing is None:
        return render(request, "telephone/exchange/none.html")
    state, difference = standing.state(), standing.difference()
    context = {
        "state": state,
        "rows": _rows(state),
        "trunks": [
            (trunk.name.replace("trunk", "回線"), *TRUNK_STATES.get(trunk.state, ("分かりません", "warning")))
            for trunk in state.trunks
        ],
        "lines": [_line(text) for text in difference.text.splitlines()],
        "digest": difference.digest,
        "may_apply": request.actor.may(MAY_EDIT),
        "is_first": difference.is_first,
    }
    return render(request, "telephone/exchange/exchange.html", context)


@require_POST
@staff_view(MAY_EDIT)
def apply(request: StaffRequest) -> HttpResponse:
    standing = ports.exchange()
    if standing is None:
        raise Http404
    with saying(request):
        applied = standing.apply(by=request.actor, looked_at=request.POST.get("digest", "-"))
        if not applied.changed:
            messages.info(request, "違いはありませんでした。")
        elif not applied.is_running:
            messages.warning(
                request, "設定を書きました。交換機は動いていないので、次に起動したときに読み込みます。"
            )
        elif applied.needs_restart:
            messages.warning(
                request,
                "設定を書き、交換機が読み込みました。一部は起動のときだけ読み込むので、通話のない時間に再起動してください。",
            )
        else:
            messages.success(request, "設定を反映しました。通話は切れていません。")
    return redirect("telephone:exchange")


def _rows(state: State) -> list[tuple[str, str]]:
    if not state.is_running:
        return []
    return [
        ("交換機", f"Asterisk {state.version}"),
        ("動いている時間", state.running_since),
        ("通話", f"{state.calls}件"),
        ("待っている人", f"{state.waiting}人"),
        ("受付に入っている席", f"{state.seats}席"),
    ]


def _line(text: str) -> Line:
    if text.startswith(("+++", "---")):
        return Line(text, "", "file")
    meaning, look = MEANINGS.get(text[:1], ("", ""))
    return Line(text, meaning, look)
