"""What rules for tags refuse, by name."""

from madoguchi.core.refusals import Refusal


class NoWords(Refusal):
    message = "ことばを書いてください。「は」「こと」のような語だけでは、どの記録にも当たりません。"
