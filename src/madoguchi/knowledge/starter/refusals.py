from madoguchi.core.refusals import Refusal


class NothingToConfirm(Refusal):
    message = "確認を待っているFAQではありません。確認されたか、書き換えられています。一覧を開き直してください。"
