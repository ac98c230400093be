"""What the register of devices needs: the terminal by which the city follows the records."""

from collections.abc import Iterator

from django.urls import reverse

from madoguchi.core.actors import Actor
from madoguchi.municipality.equipment.queries import is_terminal_missing
from madoguchi.web.home.need import Need


def terminal_missing(actor: Actor) -> Iterator[Need]:
    """RTV-03 (A-12)."""
    if is_terminal_missing():
        yield Need(
            "warning",
            "市に貸す閲覧用端末が登録されていません",
            "この契約では、市が応対の履歴を見るための端末を、受託者が用意します。用意した端末を登録してください。",
            reverse("office_equipment:home"),
            "貸与機器を開く",
        )
