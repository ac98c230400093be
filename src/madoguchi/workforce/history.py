"""How seats that were added, the plan of shifts and what was agreed about seats, appear in the history."""

from datetime import date

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind
from madoguchi.workforce.register.rules import EMPLOYMENT_LABELS, POST_LABELS, Employment, Post

ADDED_SEATS = "added_seats"
SHIFT_DAY = "shift_day"
CONSULTATION = "consultation"
WORKER = "worker"


def register() -> None:
    registry.register_object(ObjectKind(ADDED_SEATS, label="増席", viewable_with="supervision.view"))
    registry.register_object(
        ObjectKind(
            SHIFT_DAY,
            label="シフト",
            viewable_with="supervision.view",
            link="manager:shifts_day",
            describe=_day_in_words,
        )
    )
    registry.register_object(
        ObjectKind(CONSULTATION, label="体制の協議", viewable_with="supervision.view", link="manager:consultation")
    )
    registry.register_object(
        ObjectKind(
            WORKER,
            label="従事者名簿",
            viewable_with="workers.view",
            personal_with="workers.view",
            link="manager:worker",
        )
    )
    registry.register_events(
        {
            "seats.added": "席を増やしました",
            "seats.ended": "増席を終えました",
            "shift.planned": "シフトを入れました",
            "shift.changed": "シフトを変えました",
            "shift.withdrawn": "シフトを取り消しました",
            "shift.breaks_given": "休憩を順番に割り当てました",
            "absence.reported": "欠勤を記録しました",
            "absence.taken_back": "欠勤の記録を取り消しました",
            "absence.filled": "欠勤に代わりの人を決めました",
            "consultation.recorded": "体制の協議を記録しました",
            "consultation.called_off": "決めた体制の変更を取りやめました",
            "worker.added": "従事者を名簿に加えました",
            "worker.changed": "従事者の登録を変えました",
            "worker.career_added": "経歴を加えました",
            "worker.career_removed": "経歴を消しました",
            "worker.post_given": "役割に就けました",
            "worker.post_ended": "役割を終えました",
        }
    )
    registry.register_fields(
        {
            "seats_added": "増やした席",
            "seats_from": "増席の始まり",
            "seats_until": "増席の終わり",
            "shift": "シフト",
            "shift_of": "シフトの人",
            "shift_hours": "時間",
            "substitute": "代わりの人",
            "held_on": "協議した日",
            "regime": "体制",
            "seats": "席数",
            "contract_change": "契約変更",
            "worker_name": "氏名",
            "employment": "雇用",
            "post": "役割",
            "post_until": "最後の日",
        }
    )
    registry.register_words({"post": lambda value: POST_LABELS[Post(value)]})
    registry.register_words({"employment": lambda value: EMPLOYMENT_LABELS[Employment(value)]})


def _day_in_words(key: str) -> str:
    day = date.fromisoformat(key)
    return f"{day.year}年{day.month}月{day.day}日のシフト"
