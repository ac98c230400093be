"""What is written about a department, who belongs to it, and the file."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import ROLE_LABELS, USER_KINDS, Role
from madoguchi.core.actors import UserKind
from madoguchi.municipality import rules
from madoguchi.municipality.departments.models import Department
from madoguchi.municipality.models import Site
from madoguchi.municipality.rules import DAY_KIND_LABELS, DAY_KINDS
from madoguchi.web.frame.forms import FrameForm, offer

MOST_BYTES = 1_000_000
CITY_ROLES = [role for role in Role if USER_KINDS[role] is UserKind.CITY]


class SearchForm(FrameForm):
    q = forms.CharField(
        label="用件・名称・よみ",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "autofocus": True}),
    )


class SpansField(forms.CharField):
    """08:30-12:00 13:00-17:15"""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=80, **options)
        self.widget.attrs["class"] = "middle"

    def clean(self, value: Any) -> list[str]:
        try:
            return rules.tidy_hours(super().clean(value).split())
        except ValueError as error:
            raise forms.ValidationError(str(error), code="no_hours") from error


class DepartmentForm(FrameForm):
    may_override = True

    name = forms.CharField(label="名称", max_length=80)
    reading = forms.CharField(
        label="よみ", required=False, max_length=120, help_text="ひらがなで。検索に使います。"
    )
    duties = forms.CharField(
        label="担当する仕事",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="1行に1つ。市民の言い方も書くと、見つけやすくなります。",
    )
    is_transferable = forms.ChoiceField(
        label="電話の転送",
        choices=[("yes", "転送できる"), ("no", "転送できない（電話番号を読み上げる）")],
        widget=forms.RadioSelect,
        initial="yes",
    )
    extension = forms.CharField(label="内線", required=False, max_length=40)
    phone = forms.CharField(
        label="電話番号（外線）",
        required=False,
        max_length=40,
        help_text="区切りも書くと、そのとおりに読み上げの区切りになります。例：042-000-0000",
    )
    transfer_first = forms.CharField(label="はじめにかける先", required=False, max_length=200)
    transfer_then = forms.CharField(label="出ないときにかける先", required=False, max_length=200)
    when_closed = forms.CharField(label="閉まっているとき", required=False, max_length=200)
    site = forms.ChoiceField(label="会場", required=False)
    own_hours = forms.BooleanField(label="受付時間を、ほかと別に決める", required=False)
    is_active = forms.BooleanField(label="使う", required=False, initial=True)
    note = forms.CharField(label="メモ", required=False, max_length=300, help_text="出典や「市と協議」など。")

    def __init__(self, data: Any = None, *, department: Department | None = None) -> None:
        days = {
            kind: SpansField(label=f"{DAY_KIND_LABELS[kind]}{'' if kind == 'holiday' else '曜日'}")
            for kind in DAY_KINDS
        }
        self.base_fields = {**type(self).base_fields, **days}  # type: ignore[misc]  # made for this form
        super().__init__(data, initial=_initial(department) if department else None)
        sites = Site.objects.values_list("code", "name")
        offer(self, "site", [("", "決めない（窓口の時間に合わせる）"), *sites])

    def days(self) -> list[forms.BoundField]:
        return [self[kind] for kind in DAY_KINDS]

    def values(self) -> dict[str, Any]:
        typed = self.cleaned_data
        plain = (
            "name",
            "reading",
            "duties",
            "extension",
            "phone",
            "transfer_first",
            "transfer_then",
            "when_closed",
        )
        return {
            **{name: typed[name] for name in (*plain, "is_active", "note")},
            "is_transferable": typed["is_transferable"] == "yes",
            "site": Site.objects.filter(code=typed["site"]).first() if typed["site"] else None,
            "week": {kind: typed[kind] for kind in DAY_KINDS} if typed["own_hours"] else None,
        }


class NewDepartmentForm(DepartmentForm):
    code = forms.SlugField(
        label="記号", max_length=30, help_text="半角の英小文字で始めます。あとから変えられません。例：shimin-ka"
    )
    field_order = ["code"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if not code[:1].isalpha() or code in {"new", "csv", "import"}:
            raise forms.ValidationError("英小文字で始まる、ほかと違う記号にしてください。")
        return code


class MembersForm(FrameForm):
    members = forms.MultipleChoiceField(label="属する人", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, chosen: list[str]) -> None:
        super().__init__(data, initial={"members": chosen})
        people = Staff.objects.get_queryset().of_roles(CITY_ROLES).filter(is_active=True).order_by("login_id")
        offer(self, "members", [(one.login_id, f"{one.name}（{ROLE_LABELS[Role(one.role)]}）") for one in people])


class CsvFileField(forms.FileField):
    """Read once; the form's guard does not walk through a whole file."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        return found.read(MOST_BYTES + 1) if isinstance(found, UploadedFile) else found


class FileForm(FrameForm):
    file = CsvFileField(
        label="所管課の一覧（CSV）",
        help_text="この画面から出したファイルと同じ列です。文字コードは、UTF-8でもShift_JISでもかまいません。",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": "ファイルを選んでください。"},
    )


def _initial(department: Department) -> dict[str, Any]:
    week = department.week or {}
    return {
        **{name: getattr(department, name) for name in DepartmentForm.base_fields if hasattr(department, name)},
        "is_transferable": "yes" if department.is_transferable else "no",
        "site": department.site.code if department.site else "",
        "own_hours": department.week is not None,
        **{kind: " ".join(week.get(kind, ())) for kind in DAY_KINDS},
    }
