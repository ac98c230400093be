"""郵便番号 → 住所: by a button of the form, and by a script that spares people the page in between. From our own table;
nobody outside learns where somebody lives."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from madoguchi.core.postal import normalise_postal_code, place_of

# A house number without the place before it.
NUMBER_ONLY = re.compile(r"^[0-9０-９一二三四五六七八九十]")


@dataclass(frozen=True)
class LookedUp:
    place: str = ""
    said: str = ""

    @property
    def kept(self) -> str:
        return _("この郵便番号は「%(place)s」です。入力してあった住所は、そのままにしました。") % {
            "place": self.place
        }

    @property
    def is_found(self) -> bool:
        return bool(self.place)


def look_up(written: str) -> LookedUp:
    code = normalise_postal_code(written)
    if not code:
        return LookedUp(said=_("郵便番号は、7桁の数字で入力してください。例：123-4567"))
    if not (place := place_of(code)):
        return LookedUp(said=_("この郵便番号は見つかりません。番号を確かめるか、住所をそのまま入力してください。"))
    return LookedUp(place, _("住所を入れました。続きの番地などを入力してください。"))


def filled_in(typed: dict[str, Any]) -> tuple[dict[str, Any], LookedUp]:
    """What was typed, with the place before it. Nothing that somebody has typed is lost."""
    found = look_up(str(typed.get("postal_code") or ""))
    address = str(typed.get("address") or "").strip()
    if not found.is_found or address.startswith(found.place):
        return typed, found
    if not address or NUMBER_ONLY.match(address):
        return {**typed, "address": f"{found.place}{address}"}, found
    return typed, LookedUp(found.place, found.kept)


@require_POST
def address_of_code(request: HttpRequest) -> JsonResponse:
    """For the script. Where somebody lives does not stand in an address, which proxies write down."""
    found = look_up(request.POST.get("postal_code", "")[:20])
    return JsonResponse({"place": found.place, "said": found.said, "kept": found.kept})
