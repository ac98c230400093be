"""Evaluated calls for the demo: drawn, rated by one or by two, a note that waits to be read."""

import uuid
from random import Random

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.quality.actions import Filled, begin_rating, draw_cases, finish_rating, note_agreed
from madoguchi.quality.coaching import write_note
from madoguchi.quality.models import Case, Rating
from madoguchi.quality.refusals import NothingToDraw
from madoguchi.quality.rules import months_until
from madoguchi.quality.sheet import is_evaluated

SEED = 20261128
GOOD = ("名乗りと要点の復唱が明るく、聞き取りやすい。", "相手の困りごとを先に受け止めてから案内している。")
BETTER = ("保留の前に、どのくらいかかるかを伝えるとよい。", "最後に日時と会場をもう一度復唱したい。")
NOTE = "落ち着いた案内でした。保留に入る前に「1分ほどお待ちください」と伝えると、待つ人が安心します。"


def evaluate_some_calls(supervisor: Actor, manager: Actor) -> int:
    """Of last month everything, of this month the first; a second time changes nothing."""
    if not is_evaluated() or Case.objects.exists():
        return 0
    random = Random(SEED)  # noqa: S311 - a sample, not a secret
    *_, last, this = months_until(clock.today(), count=2)
    for month in (last, this):
        try:
            draw_cases(month, twice=1, by=supervisor)
        except NothingToDraw:
            continue
    for place, case in enumerate(Case.objects.order_by("happened_at", "key")):
        if clock.in_tokyo(case.happened_at).date() >= this and place % 3:
            continue
        raters = [one for one in (supervisor, manager) if one.key != case.operator]
        for rater in raters[: 2 if case.is_for_two else 1]:
            _rate(case, rater, random)
        case.refresh_from_db()
        if case.is_complete and place % 2 == 0:
            write_note(case, NOTE, once_key=uuid.uuid5(case.key, "sample"), by=raters[0])
        if case.is_complete and case.is_for_two:
            note_agreed(case, "一度で伝わっても、最後の確認がなければ「簡潔」は3とする。", by=raters[0])
    return Case.objects.count()


def _rate(case: Case, rater: Actor, random: Random) -> None:
    rating: Rating = begin_rating(case, by=rater)
    levels: dict[str, int | None] = {}
    for item in rating.sheet.items:
        steps = len(item.levels)
        levels[item.item] = steps if item.is_fatal else min(steps, random.choices([2, 3, 4], [15, 55, 30])[0])
    filled = Filled(levels, good=random.choice(GOOD), better=random.choice(BETTER))
    finish_rating(rating, filled, by=rater)
