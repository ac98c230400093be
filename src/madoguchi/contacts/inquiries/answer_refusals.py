"""What answering an inquiry refuses; only staff read it."""

from madoguchi.core.refusals import Refusal


class NoAddressForThat(Refusal):
    message = "この問い合わせには、その方法の連絡先がありません。"


class WordsMissing(Refusal):
    message = "回答した内容を入力してください。"


class NotThatOutcome(Refusal):
    message = "その方法では選べない結果です。選び直してください。"


class AnsweredAlready(Refusal):
    message = "この問い合わせには、すでに回答しています。画面を開き直して確かめてください。"
