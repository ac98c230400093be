"""What proposals need: the city's answer, and another look when its day has come."""

from collections.abc import Iterator

from django.urls import reverse

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.quality.proposals.queries import to_look_at, waiting_for_answer
from madoguchi.web.home.need import Need


def to_answer(actor: Actor) -> Iterator[Need]:
    waiting = list(waiting_for_answer(actor))
    if waiting:
        yield Need(
            "info",
            f"回答を待っている改善提案が {len(waiting)} 件あります",
            f"いちばん古いものは、「{waiting[0].title}」です。",
            f"{reverse('manager:proposals')}?state=proposed",
            "改善提案を開く",
        )


def to_look_at_again(actor: Actor) -> Iterator[Need]:
    due = list(to_look_at(actor, clock.today()))
    if due:
        yield Need(
            "info",
            f"その後を確かめる改善提案が {len(due)} 件あります",
            f"「{due[0].title}」など、確かめる日が来ています。"
            if len(due) > 1
            else f"「{due[0].title}」の、確かめる日が来ています。",
            reverse("manager:proposal", args=[due[0].pk]) if len(due) == 1 else reverse("manager:proposals"),
            "改善提案を開く",
        )
