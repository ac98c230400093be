"""The assistants' part of a preset: what engines may be used."""

from typing import Annotated

from pydantic import Field

from madoguchi.core.preset import NotReadYet, Section
from madoguchi.municipality.kept import settings_part

LATER = NotReadYet("assist")


class Assist(Section):
    ismap_engines_only: Annotated[bool, LATER] = Field(title="ISMAP 登録のクラウドだけを使う", description="A-40")
    voicebot_prepared: Annotated[bool, LATER] = Field(
        title="ボイスボットの準備", description="A-34: 用意し、切っておく"
    )
    chatbot_connector_ready: Annotated[bool, LATER] = Field(title="チャットボットの接続口")
    proposal_allowed: Annotated[bool, LATER] = Field(title="提案してよい")


PART = settings_part("assist", sections={"assist": Assist})
