"""The list on paper, as settings."""

from typing import Annotated

from pydantic import Field

from madoguchi.core.preset import ReadBy, Section


class PaperSection(Section):
    nightly: Annotated[
        bool,
        ReadBy("madoguchi.web.city.paper.jobs:make_lists"),
        Field(
            title="毎晩、次の日の名簿を作る",
            description="停電やシステム停止のときに、紙で窓口を続けるための名簿です。",
        ),
    ]
    keep_days: Annotated[
        int,
        ReadBy("madoguchi.booking.paper.actions:forget_old_lists"),
        Field(title="名簿を残す日数", description="その日が過ぎてから数えます。", ge=0, le=60),
    ]
