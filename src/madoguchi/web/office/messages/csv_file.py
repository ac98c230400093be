"""The messages as a file: states and times, without text and address."""

from collections.abc import Iterator

from django.db.models import QuerySet

from madoguchi.core import clock
from madoguchi.messages.models import Message
from madoguchi.web.frame.csv_file import csv_lines

HEADINGS = (
    "書いた日時",
    "予約番号",
    "種類",
    "言語",
    "状態",
    "状態の日時",
    "試した回数",
    "相手の答え",
    "もう一度送った理由",
)


def messages_as_csv(messages: QuerySet[Message]) -> Iterator[str]:
    return csv_lines(HEADINGS, (_row(message) for message in messages.iterator(chunk_size=500)))


def _row(message: Message) -> tuple[str, ...]:
    settled = clock.in_tokyo(message.settled_at) if message.settled_at else None
    return (
        f"{clock.in_tokyo(message.made_at):%Y-%m-%d %H:%M}",
        message.visited.spoken_number,
        message.kind_label,
        message.language,
        message.state_label,
        f"{settled:%Y-%m-%d %H:%M}" if settled else "",
        str(message.attempts),
        message.answer,
        message.resent_for,
    )


def file_name() -> str:
    return f"mails-{clock.now():%Y%m%d-%H%M}.csv"
