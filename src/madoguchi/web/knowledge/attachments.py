"""Files of a version: put in, taken out, downloaded. What a file is, its own bytes say, not the browser."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.refusals import Refusal
from madoguchi.core.text.my_number import contains_my_number
from madoguchi.knowledge.documents.actions import add_file, open_file, remove_file
from madoguchi.knowledge.documents.queries import documents_visible_to, files_visible_to, versions_visible_to
from madoguchi.knowledge.documents.rules import ENDINGS, MAY_EDIT, MAY_VIEW, MOST_BYTES
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes


class DocumentFileField(forms.FileField):
    """Read once, and only so far: the form's guard does not walk through a whole file."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if not isinstance(found, UploadedFile):
            return found
        name = found.name or ""
        if contains_my_number(name):
            raise forms.ValidationError("ファイルの名前に12桁の番号があります。名前を変えてから、選んでください。")
        return Upload(name, found.read(MOST_BYTES + 1))


class FileForm(FrameForm):
    file = DocumentFileField(
        label="付けるファイル（PDF、Excel、Word）",
        max_length=200,
        help_text=f"{MOST_BYTES // 1024 // 1024}MBまで。市民の個人情報の入ったものは、付けないでください。",
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS.values())}),
        error_messages={"required": "ファイルを選んでください。"},
    )


@require_POST
@staff_view(MAY_EDIT)
def add(request: StaffRequest, number: str, version: int) -> HttpResponse:
    document = get_object_or_404(documents_visible_to(request.actor), number=number)
    found = get_object_or_404(versions_visible_to(request.actor, document), number=version)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for errors in form.errors.values() for text in errors))
    else:
        upload: Upload = form.cleaned_data["file"]
        try:
            file = add_file(found, name=upload.name, content=upload.content, by=request.actor)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"{file.name}を付けました。")
    return redirect("knowledge:version", number, version)


@require_POST
@staff_view(MAY_EDIT)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(files_visible_to(request.actor), pk=pk)
    try:
        remove_file(file, by=request.actor)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{file.name}を外しました。")
    return redirect("knowledge:version", file.version.document.number, file.version.number)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def download(request: StaffRequest, pk: int) -> HttpResponse:
    """Saved, never shown by the browser under this site's own address."""
    file = get_object_or_404(files_visible_to(request.actor), pk=pk)
    answer = HttpResponse(open_file(file, by=request.actor), content_type=file.media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
