"""What taking a file in, or writing one, refuses by name."""

from collections.abc import Sequence

from madoguchi.core.refusals import Refusal


class FileUnreadable(Refusal):
    message = "このファイルは読めません。CSV（UTF-8 か Shift_JIS）か、Excel（.xlsx）を選んでください。"


class FileTooLarge(Refusal):
    message = "ファイルが大きすぎます。分けて取り込んでください。"


class CellsDoNotFit(Refusal):
    """Named before anything is sent: half a text would come back as the whole one."""

    SHOWN = 10

    def __init__(self, what: str, cells: Sequence[str]) -> None:
        self.cells = tuple(cells)
        more = f" ほか{len(cells) - self.SHOWN}件" if len(cells) > self.SHOWN else ""
        super().__init__(f"{what}：{'、'.join(cells[: self.SHOWN])}{more}")


class NotAllLinesFit(Refusal):
    message = "取り込めない行があります。ファイルを直して、もう一度読み込んでください。"


class NothingToTakeIn(Refusal):
    message = "新しい行も、変わった行もありません。"


class TooMuchAtOnce(Refusal):
    pass


class ChangedSinceShown(Refusal):
    message = "確かめたあとに、ほかの人がFAQを変えました。もう一度、内容を確かめてください。"


class ImportIsOver(Refusal):
    message = "この取込みは、すでに終わっています。"


class MayOnlyDraft(Refusal):
    message = "公開まで進められるのは、その分類を承認できる人だけです。下書きとして取り込んでください。"
