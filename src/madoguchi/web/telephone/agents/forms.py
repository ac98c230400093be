"""What is typed at a seat, about seats and about extensions."""

from typing import Any

from django import forms

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import RIGHTS_BY_ROLE, ROLE_LABELS, Role
from madoguchi.calls.agents.models import Agent, Seat
from madoguchi.calls.agents.queries import MAY_EDIT, devices_offered, has_bases
from madoguchi.calls.agents.rules import CHOSEN, DEVICE_LABELS, STATE_LABELS, Device, State
from madoguchi.calls.orders.rules import PURPOSE_LABELS, Purpose
from madoguchi.web.frame.forms import FrameForm, offer

ANSWERING = [role for role in Role if MAY_EDIT in RIGHTS_BY_ROLE[role]]


class SitForm(FrameForm):
    seat = forms.ModelChoiceField(label="席", queryset=Seat.objects.none(), empty_label="席を選ぶ")

    def __init__(self, data: Any = None, *, seats: Any) -> None:
        super().__init__(data)
        field = self.fields["seat"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = seats


class ReasonForm(FrameForm):
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "middle"}),
    )


class DialForm(FrameForm):
    autofill = False

    number = forms.CharField(
        label="電話番号または内線",
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "class": "middle", "autocomplete": "off"}),
    )
    purpose = forms.ChoiceField(
        label="目的",
        choices=[("", "選んでください"), *((one.value, PURPOSE_LABELS[one]) for one in Purpose)],
        help_text="発信は、番号・長さ・目的とともに記録されます。",
    )


class StateForm(FrameForm):
    state = forms.ChoiceField(label="新しい状態")
    reason = forms.CharField(label="理由", required=False, max_length=120)

    def __init__(self, data: Any = None, *, choices: list[State]) -> None:
        super().__init__(data)
        chosen = [*(one for one in choices if one in CHOSEN), State.SIGNED_OUT]
        offer(self, "state", [(one.value, STATE_LABELS[one]) for one in chosen])


class SeatForm(FrameForm):
    may_override = True

    name = forms.CharField(label="席の名前", max_length=40, help_text="例：1番席")
    base = forms.CharField(
        label="拠点", required=False, max_length=40, help_text="拠点が1か所なら、空のままで構いません。"
    )
    is_in_use = forms.BooleanField(label="使う", required=False, initial=True)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if not has_bases():
            del self.fields["base"]


class AgentForm(FrameForm):
    device = forms.ChoiceField(label="電話機", widget=forms.RadioSelect)
    is_active = forms.BooleanField(label="使う", required=False, initial=True)

    def __init__(self, data: Any = None, *, agent: Agent | None = None) -> None:
        super().__init__(data, initial={"device": agent.device, "is_active": agent.is_active} if agent else None)
        offered = devices_offered()
        if agent and Device(agent.device) not in offered:
            offered = [*offered, Device(agent.device)]
        offer(self, "device", [(one.value, DEVICE_LABELS[one]) for one in offered])
        self.fields["device"].initial = self.fields["device"].initial or offered[0].value


class NewAgentForm(AgentForm):
    staff = forms.ChoiceField(label="人")
    extension = forms.CharField(
        label="内線番号",
        required=False,
        max_length=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        help_text="空のままなら、空いている番号を付けます。あとから変えられません。",
    )
    field_order = ["staff", "extension", "device", "is_active"]

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        del self.fields["is_active"]
        people = Staff.objects.get_queryset().of_roles(ANSWERING).active().filter(agent=None).order_by("login_id")
        names = ((one.login_id, f"{one.name}（{ROLE_LABELS[Role(one.role)]}）") for one in people)
        offer(self, "staff", [("", "選んでください"), *names])
