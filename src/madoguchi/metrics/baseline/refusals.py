from madoguchi.core.refusals import Refusal


class SourceMissing(Refusal):
    message = "出どころ（だれの、どの報告書か）を入力してください。"


class NotAShare(Refusal):
    message = "割合の値は、0から100までにしてください。"


class FigureUnknown(Refusal):
    message = "この指標はありません。"


class NothingToKeep(Refusal):
    message = "入れる値がありません。"
