"""Words and their other sayings. Pure."""

from collections.abc import Mapping

from madoguchi.core.refusals import Refusal
from madoguchi.core.search.rules import makes_a_loop

MAY_VIEW, MAY_EDIT, MAY_EXPORT = "faq.view", "faq.edit", "faq.export"
LONGEST = 60
HEADINGS = ("代表の言葉", "言い方")


class SynonymRefused(Refusal):
    pass


def refuse_pair(variant: str, canonical: str, canonical_of: Mapping[str, str], names: Mapping[str, str]) -> None:
    """`canonical_of`: everything else that is registered, in the spelling in which it is compared; `names`: the same
    as it was written, for the message."""
    if not variant or not canonical:
        raise SynonymRefused("代表の言葉と言い方の両方を書いてください。")
    shown, word = names[variant], names[canonical]
    if max(len(shown), len(word)) > LONGEST:
        raise SynonymRefused(f"「{shown[:20]}…」は長すぎます。{LONGEST}文字までで書いてください。")
    if variant == canonical:
        raise SynonymRefused(f"「{shown}」は、代表の言葉と同じです。別の言い方を書いてください。")
    other = canonical_of.get(variant)
    if other is not None and other != canonical:
        raise SynonymRefused(f"「{shown}」は、すでに「{names[other]}」の言い方として登録されています。")
    if makes_a_loop(variant, canonical, canonical_of):
        raise SynonymRefused(
            f"「{word}」は、すでに「{shown}」の言い方です。お互いの言い方になる登録（循環）はできません。"
        )


def split_variants(typed: str) -> list[str]:
    """One a line, or with 、 or a comma between them."""
    for sign in "、，,\r":
        typed = typed.replace(sign, "\n")
    return list(dict.fromkeys(" ".join(one.split()) for one in typed.split("\n") if one.strip()))
