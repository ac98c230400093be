"""What the taking over of a ledger refuses, by name."""

from madoguchi.core.refusals import Refusal


class OnlyTheCityImports(Refusal):
    message = "台帳を取り込むのは、市です。"


class LedgerUnreadable(Refusal):
    message = "このファイルは、CSVとして読めません。"


class LedgerTooLong(Refusal):
    message = "ファイルが大きすぎます。分けて取り込んでください。"


class LedgerNotReady(Refusal):
    message = "予約にできない行があります。直してから、もう一度読み込んでください。"


class LedgerLineRefused(Refusal):
    """One line that does not go any more takes the others back with it."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"{line}行目を予約にできませんでした。何も取り込んでいません。（{why}）")


class ImportIsOver(Refusal):
    message = "この取込みは、すでに終わっています。"


class ImportTouched(Refusal):
    def __init__(self, count: int) -> None:
        super().__init__(
            f"取り込んだあとに扱った予約が{count}件あるため、まとめては取り消せません。予約を一件ずつ取り消してください。"
        )
