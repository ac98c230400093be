"""A person, a line of their career, a post."""

from typing import Any

from django import forms

from madoguchi.accounts.models import Staff
from madoguchi.core import clock
from madoguchi.web.frame.fields import NameField, TolerantDateField
from madoguchi.web.frame.forms import FrameForm
from madoguchi.workforce.register.actions import Experience
from madoguchi.workforce.register.models import Worker
from madoguchi.workforce.register.rules import EMPLOYMENT_LABELS, POST_LABELS, WORK_LABELS, Post, Work
from madoguchi.workforce.shifts.queries import people_to_plan

POSTS = [(post.value, label) for post, label in POST_LABELS.items()]
KINDS = [(work.value, label) for work, label in WORK_LABELS.items()]


class WorkerForm(FrameForm):
    may_override = True
    autofill = False

    name = NameField(autocomplete="off")
    employment = forms.ChoiceField(
        label="雇用", choices=[(one.value, label) for one, label in EMPLOYMENT_LABELS.items()]
    )
    employer = forms.CharField(label="所属", required=False, max_length=80, help_text="例：見本株式会社")
    staff = forms.ModelChoiceField(
        label="アカウント",
        queryset=Staff.objects.none(),
        to_field_name="login_id",
        required=False,
        empty_label="なし",
        help_text="役割とアカウントの役割が合っているかを確かめます。",
    )

    def __init__(self, data: Any = None, *, worker: Worker | None = None) -> None:
        initial = (
            {
                "name": worker.name,
                "employment": worker.employment,
                "employer": worker.employer,
                "staff": worker.staff.login_id if worker.staff else None,
            }
            if worker
            else None
        )
        super().__init__(data, initial=initial)
        self.fields["staff"].queryset = people_to_plan()  # type: ignore[attr-defined]


class CareerForm(FrameForm):
    may_override = True
    autofill = False

    work = forms.ChoiceField(label="何として", choices=KINDS)
    since = TolerantDateField(label="いつから")
    until = TolerantDateField(label="いつまで", required=False, help_text="いまも続いているときは、空にします。")
    is_call_centre = forms.BooleanField(label="コールセンターの業務", required=False)
    is_card_work = forms.BooleanField(label="マイナンバーカードの業務", required=False)
    municipality = forms.CharField(label="自治体", required=False, max_length=40, help_text="例：見本市")
    note = forms.CharField(label="業務の名前", required=False, max_length=120)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"is_call_centre": True, "work": Work.ANSWERING.value})

    def experience(self) -> Experience:
        typed = self.cleaned_data
        return Experience(
            work=Work(typed["work"]),
            since=typed["since"],
            until=typed["until"],
            is_call_centre=typed["is_call_centre"],
            is_card_work=typed["is_card_work"],
            municipality=typed["municipality"],
            note=typed["note"],
        )


class PostForm(FrameForm):
    post = forms.ChoiceField(label="役割", choices=POSTS)
    since = TolerantDateField(label="いつから")
    until = TolerantDateField(label="いつまで", required=False, help_text="決まっていないときは、空にします。")
    also_elsewhere = forms.BooleanField(label="ほかの業務と兼ねる", required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"since": clock.today(), "post": Post.OPERATOR.value})


class EndForm(FrameForm):
    until = TolerantDateField(label="最後の日")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"until": clock.today()})
