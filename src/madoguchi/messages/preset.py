"""The messages' part of a preset: from which address, what is sent when."""

from typing import Annotated

from pydantic import Field

from madoguchi.core.preset import ReadBy, Section
from madoguchi.municipality.kept import settings_part


class Messages(Section):
    sender_domain: Annotated[str, ReadBy("madoguchi.messages.addresses:sender_domain")] = Field(
        title="差出人のドメイン",
        description="受託者が選びます（000 Q42）。空なら、サーバーの設定によります。",
        pattern=r"^$|^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$",
    )
    no_reply: Annotated[bool, ReadBy("madoguchi.messages.addresses:cannot_be_answered")] = Field(
        title="返信できない差出人"
    )
    booking_made: Annotated[bool, ReadBy("madoguchi.messages.reactions:tell_made")] = Field(
        title="予約完了のメール"
    )
    booking_changed: Annotated[bool, ReadBy("madoguchi.messages.reactions:tell_changed")] = Field(
        title="変更完了のメール"
    )
    booking_cancelled: Annotated[bool, ReadBy("madoguchi.messages.reactions:tell_cancelled")] = Field(
        title="取消しのメール", description="A-06"
    )
    reminder_days_before: Annotated[int, ReadBy("madoguchi.messages.reminders:day_to_remind_of")] = Field(
        title="お知らせを送る日（何日前）", description="0なら送りません。朝10時に送ります。", ge=0, le=14
    )
    stops_announced_days_before: Annotated[int, ReadBy("madoguchi.messages.stops.queries:stop_announced")] = Field(
        title="計画停止を何日前からサイトで知らせるか", ge=0, le=60
    )


PART = settings_part("messages", sections={"messages": Messages})
