"""The messages' part of a preset: from which address, what is sent when."""

from typing import Annotated

from pydantic import Field

from madoguchi.core.preset import NotReadYet, Section
from madoguchi.municipality.kept import settings_part

LATER = NotReadYet("messages")


class Messages(Section):
    sender_domain: Annotated[str, LATER] = Field(
        title="差出人のドメイン", description="受託者が選びます（000 Q42）。空なら決まっていません。"
    )
    no_reply: Annotated[bool, LATER] = Field(title="返信できない差出人")
    booking_made: Annotated[bool, LATER] = Field(title="予約完了のメール")
    booking_changed: Annotated[bool, LATER] = Field(title="変更完了のメール")
    booking_cancelled: Annotated[bool, LATER] = Field(title="取消しのメール", description="A-06")
    reminder_days_before: Annotated[int, LATER] = Field(title="お知らせを送る日（何日前）", ge=0, le=14)


PART = settings_part("messages", sections={"messages": Messages})
