"""What contacts need at once: a caller who harasses, a threat."""

from collections.abc import Iterator

from django.urls import reverse

from madoguchi.contacts.marks.queries import unseen_marks
from madoguchi.contacts.marks.rules import MARK_LABELS, Mark
from madoguchi.core.actors import Actor
from madoguchi.web.home.need import Need


def marked(actor: Actor) -> Iterator[Need]:
    kinds = sorted(set(unseen_marks().values_list("kind", flat=True)))
    if kinds:
        names = "・".join(MARK_LABELS[Mark(kind)] for kind in kinds)
        yield Need(
            "warning",
            f"{names}の印が付いた応対があります",
            "すぐに様子を確かめ、決めた手順を進めてください。",
            reverse("contacts:marks"),
            "印と手順を開く",
        )
