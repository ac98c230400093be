"""What a takeover refuses, by name."""

from madoguchi.core.refusals import Refusal


class FileUnreadable(Refusal):
    message = "ファイルを読み取れません。CSVとして保存してから選んでください。"


class FileTooLong(Refusal):
    message = "ファイルが大きすぎます。分けて取り込んでください。"


class TakenOverAlready(Refusal):
    message = "同じ中身のファイルを、すでに取り込んでいます。先のものを取り消してから、もう一度選んでください。"


class ColumnsMissing(Refusal):
    message = "受付日と内容の列を選んでください。"


class NotNow(Refusal):
    message = "この取込みは、いまその操作ができません。画面を開き直して確かめてください。"


class TakeoverTouched(Refusal):
    def __init__(self, count: int) -> None:
        super().__init__(
            f"この取込みの応対のうち{count}件は、そのあとに手が加えられているか、保全されています。まとめて取り消せません。"
        )
