"""Weighing words, and which phrases may mean the same. Pure: text and numbers come in, decisions go out."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

# Words of any question, which say nothing about what is asked. As the dictionary writes them.
STOP_WORDS = frozenset(
    [
        "為る",
        "居る",
        "有る",
        "成る",
        "出来る",
        "下さる",
        "良い",
        "宜しい",
        "教える",
        "知る",
        "聞く",
        "尋ねる",
        "思う",
        "言う",
        "願う",
        "致す",
        "おる",
        "頂く",
        "呉れる",
        "仕舞う",
        "遣る",
        "行う",
        "つく",
        "関する",
        "対する",
        "よる",
        "すむ",
        "困る",
        "見る",
        "置く",
        "御",
        "こと",
        "事",
        "物",
        "時",
        "所",
        "よう",
        "為",
        "場合",
        "方",
        "方法",
        "遣り方",
        "訳",
        "筈",
        "風",
        "件",
        "質問",
        "程",
        "等",
        "何か",
        "どう",
        "如何",
        "どの",
        "どんな",
        "此れ",
        "其れ",
        "彼れ",
        "此処",
        "そこ",
        "一寸",
        "もう",
        "未だ",
        "又",
        "とても",
        "旨",
        "たら",
        "大丈夫",
    ]
)
ASKING = frozenset(["何", "何時", "いつ", "どこ", "何処", "誰", "だれ", "どれ", "どちら"])

# BM25's saturation, and how much a long document counts against itself.
SATURATION, LENGTH_MATTERS = 3.0, 0.4
WEIGHT_SCALE = 1000
READING_WEIGHT = 0.5
GRAM = 3
NO_LETTER = re.compile(r"[\W_]+")
KATAKANA_ABOVE = ord("ァ") - ord("ぁ")


def is_asking(form: str) -> bool:
    return form in ASKING


def term_of(kind: str, word: str) -> int:
    """The word of this kind as a signed number of 64 bits."""
    return int.from_bytes(blake2b(f"{kind}\0{word}".encode(), digest_size=8).digest(), "big", signed=True)


def covered(kind: str) -> str:
    """The kind under which stand the words that not everybody may read."""
    return f"{kind}*"


def grams_of(reading: str) -> list[str]:
    """Runs of three of a reading; they stand in the index beside the words, marked so that none is taken for one."""
    return [f"~{reading[start : start + GRAM]}" for start in range(len(reading) - GRAM + 1)]


def letters_of(text: str) -> str:
    """A (normalised) text as it is compared letter by letter: no signs, no spaces, カード as かーど."""
    return "".join(
        chr(ord(sign) - KATAKANA_ABOVE) if "ァ" <= sign <= "ヶ" else sign for sign in NO_LETTER.sub("", text)
    )


def pairs_of(letters: str) -> frozenset[str]:
    """Each two letters that stand together, and which begins and ends."""
    whole = f"^{letters}$"
    return frozenset(whole[start : start + 2] for start in range(len(whole) - 1))


def weights_of(counts: Mapping[str, float], *, usual: int) -> dict[str, int]:
    """What each word of a document weighs in it (BM25 without the part that other documents decide, so that writing
    one document never rewrites another). `counts`: how often, times the weight of the field."""
    length = sum(count for word, count in counts.items() if not word.startswith("~"))
    norm = SATURATION * (1 - LENGTH_MATTERS + LENGTH_MATTERS * length / usual)
    return {
        word: max(1, round(WEIGHT_SCALE * count * (SATURATION + 1) / (count + norm)))
        for word, count in counts.items()
    }


def rarity(found: int, documents: int) -> float:
    """How much a word tells that stands in so many documents (BM25's idf)."""
    return math.log(1 + (max(documents, found) - found + 0.5) / (found + 0.5))


@dataclass(frozen=True)
class Meaning:
    """A part of what was asked, and every way to say it: each a few words that must stand together in a document.
    As it was said comes first."""

    ways: tuple[tuple[str, ...], ...]


def share_of_kana(text: str) -> float:
    letters = [sign for sign in text if sign.isalnum() or sign == "ー"]
    return sum("ぁ" <= sign <= "ヿ" for sign in letters) / len(letters) if letters else 0.0


def counted(fields: Iterable[tuple[float, Iterable[str]]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for weight, words in fields:
        for word in words:
            counts[word] += weight  # type: ignore[assignment]
    return counts


def root_of(variant: str, canonical_of: Mapping[str, str]) -> str:
    """The word that a variant stands for in the end; a loop, which nobody can enter, ends where it began."""
    seen = {variant}
    while (following := canonical_of.get(variant)) and following not in seen:
        variant = following
        seen.add(variant)
    return variant


def makes_a_loop(variant: str, canonical: str, canonical_of: Mapping[str, str]) -> bool:
    """Would the variant in the end stand for itself?"""
    return variant == canonical or root_of(canonical, {**canonical_of, variant: ""}) == variant
