from madoguchi.core.refusals import Refusal


class EndsBeforeItBegins(Refusal):
    message = "通話の時刻と長さを確かめてください。まだ終わっていない通話は記録できません。"


class NoNumberDialled(Refusal):
    message = "かけた番号を入力してください。"
