"""What the plan of today needs: somebody who stands in, somebody responsible."""

from collections.abc import Iterator

from django.urls import reverse

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import has_contract
from madoguchi.web.home.need import Need
from madoguchi.workforce.shifts.queries import day_plan, open_absences


def shifts_today(actor: Actor) -> Iterator[Need]:
    """Only where shifts are planned here at all."""
    today = clock.today()
    url, look = reverse("manager:shifts_day", args=[today]), "今日のシフトを開く"
    if absences := open_absences(actor, today):
        yield Need(
            "warning",
            f"代わりの人のいない欠勤が {len(absences)} 件あります",
            "待機の人か、空いている人に頼んでください。",
            url,
            look,
        )
    if not has_contract():
        return
    plan = day_plan(today, usual=0)
    ahead = [one for one in plan.leaderless if one.ends > clock.now()] if plan.planned else []
    if ahead:
        yield Need(
            "warning",
            "今日、業務責任者のいない時間帯があります",
            f"{ahead[0].begins:%-H:%M}〜{ahead[0].ends:%-H:%M}。代行を決めてください。",
            url,
            look,
        )
    short = [one for one in plan.below_least if one.stretch.ends > clock.now()] if plan.planned else []
    if short:
        yield Need(
            "warning",
            "今日、契約の最低の席数に足りない時間帯があります",
            f"{short[0].stretch.begins:%-H:%M}から、あと{short[0].wanted - short[0].present}人が要ります。",
            url,
            look,
        )
