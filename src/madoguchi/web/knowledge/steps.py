"""The steps of a revision, one press each. What goes back or ends asks why on a page of its own."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.core.actors import Actor
from madoguchi.knowledge.articles import actions
from madoguchi.knowledge.articles.queries import articles_visible_to, revisions_visible_to
from madoguchi.knowledge.articles.rules import MAY_DELETE, MAY_VIEW, STEPS, Move
from madoguchi.knowledge.models import Revision
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import saying
from madoguchi.web.knowledge.asking import ask_why
from madoguchi.web.knowledge.shown import trail

FORM = require_http_methods(["GET", "HEAD", "POST"])
Press = Callable[[Revision, Actor], object]
PRESSES: dict[str, tuple[Press, str]] = {
    "hand_in": (lambda one, by: actions.hand_in(one, by=by), "所管課の確認に出しました。"),
    "approve": (lambda one, by: actions.approve(one, by=by), "承認しました。"),
    "approve_and_publish": (lambda one, by: actions.approve_and_publish(one, by=by), "承認して公開しました。"),
    "publish": (lambda one, by: actions.publish(one, by=by), "公開しました。"),
}
WithReason = Callable[[Revision, str, Actor], object]
ASKING: dict[str, tuple[WithReason, str, str]] = {
    Move.RETURN.value: (
        lambda one, why, by: actions.send_back(one, remark=why, by=by),
        "書き手に戻しました。",
        "下書きに戻り、書き手のホームに理由が出ます。",
    ),
    Move.RETIRE.value: (
        lambda one, why, by: actions.retire(one, reason=why, by=by),
        "公開をやめました。",
        "検索に出なくなり、市民のページからも消えます。内容と履歴は残り、書き直せば、また公開できます。",
    ),
}


@never_cache
@FORM
@staff_view(MAY_VIEW)
def step(request: StaffRequest, number: str, revision: int, move: str) -> HttpResponse:
    article = get_object_or_404(articles_visible_to(request.actor), number=number)
    found = get_object_or_404(revisions_visible_to(request.actor, article), number=revision)
    if move in ASKING:
        return _asking(request, found, move)
    if move not in PRESSES or request.method != "POST":
        raise Http404
    do, said = PRESSES[move]
    with saying(request, said):
        do(found, request.actor)
    return redirect("knowledge:revision", number, revision)


def _asking(request: StaffRequest, found: Revision, move: str) -> HttpResponse:
    do, said, consequence = ASKING[move]
    number = found.article.number
    page = {
        "title": f"{number} {STEPS[Move(move)].label}",
        "question": found.question,
        "consequences": [consequence],
        "action_label": STEPS[Move(move)].label,
        "button": "danger" if move == Move.RETIRE else " ",
        "cancel_url": reverse("knowledge:revision", args=[number, found.number]),
        "breadcrumb": trail(found.article),
    }
    then = ("knowledge:article", number)
    return ask_why(request, lambda why: do(found, why, request.actor), said=said, then=then, page=page)


@never_cache
@FORM
@staff_view(MAY_DELETE)
def erase(request: StaffRequest, number: str) -> HttpResponse:
    article = get_object_or_404(articles_visible_to(request.actor), number=number)
    page = {
        "title": f"{number} を消す",
        "question": "すべての版といっしょに消します。元に戻せません。",
        "consequences": [
            "だれが消したかは、履歴に残ります。",
            "番号は、二度と使われません。",
            "残しておきたいときは、消さずに「取下げ」のままにしてください。",
        ],
        "action_label": "消す",
        "cancel_url": reverse("knowledge:article", args=[number]),
        "breadcrumb": trail(article),
    }
    return ask_why(
        request,
        lambda why: actions.erase_article(article, reason=why, by=request.actor),
        said=f"{number} を消しました。",
        then=("knowledge:articles",),
        page=page,
    )
