"""Files of a version as they come and go. What a file is, its own bytes say, not the browser."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.core.text.my_number import contains_my_number
from madoguchi.knowledge.documents.actions import NewFile, open_file
from madoguchi.knowledge.documents.queries import files_visible_to
from madoguchi.knowledge.documents.rules import ENDINGS, MAY_VIEW, MOST_BYTES
from madoguchi.web.frame.access import StaffRequest, staff_view


class DocumentFileField(forms.FileField):
    """Read once, and only so far: the form's guard does not walk through a whole file."""

    def __init__(self) -> None:
        super().__init__(
            label="付けるファイル（PDF、Excel、Word）",
            required=False,
            allow_empty_file=True,
            help_text=f"{MOST_BYTES // 1024 // 1024}MBまで。市民の個人情報の入ったものは、付けないでください。",
            widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS.values())}),
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if not isinstance(found, UploadedFile):
            return None
        name = found.name or ""
        if contains_my_number(name):
            raise forms.ValidationError("ファイルの名前に12桁の番号があります。名前を変えてから、選んでください。")
        return NewFile(name, found.read(MOST_BYTES + 1))


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def download(request: StaffRequest, pk: int) -> HttpResponse:
    """Saved, never shown by the browser under this site's own address."""
    file = get_object_or_404(files_visible_to(request.actor), pk=pk)
    answer = HttpResponse(open_file(file, by=request.actor), content_type=file.media_type)
    named = content_disposition_header(as_attachment=True, filename=file.name)
    answer["Content-Disposition"] = named or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
