"""Writing synonyms: a word with all its sayings at once, or a whole file, all or nothing."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from django.db import transaction

from madoguchi.core.actors import SYSTEM, Actor
from madoguchi.core.history.models import Event
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import Refusal
from madoguchi.core.search.models import Synonym, new_version
from madoguchi.core.search.synonyms import compared
from madoguchi.core.text.kana import tidy
from madoguchi.core.text.my_number import contains_my_number
from madoguchi.knowledge.words.history import SYNONYMS
from madoguchi.knowledge.words.rules import HEADINGS, MAY_EDIT, SynonymRefused, refuse_pair

STARTER = Path(__file__).with_name("starter.csv")
AT_ONCE = 500
ABOUT = About(SYNONYMS, "all")


class FileRefused(Refusal):
    """Nothing was changed; every fault is named with its line."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(faults))


@transaction.atomic
def save_group(canonical: str, variants: Iterable[str], *, by: Actor, was: str = "") -> None:
    """The word has exactly these sayings from now on. `was`: the word as it was registered before; none left: the
    group is gone."""
    by.need(MAY_EDIT)
    word = tidy(canonical)
    wanted = {compared(one): one for one in map(tidy, variants) if one}
    own = Synonym.objects.select_for_update().filter(canonical_key__in={compared(was or word), compared(word)})
    before = {row.variant_key: row for row in own}
    others = Synonym.objects.exclude(pk__in=[row.pk for row in before.values()])
    _refuse_any(word, wanted, others)
    gone = [row.pk for key, row in before.items() if key not in wanted]
    Synonym.objects.filter(pk__in=gone).delete()
    for key, written in wanted.items():
        _save(before.get(key), written, word)
    record(
        "synonyms.changed",
        by=by,
        about=ABOUT,
        facts={"word": word},
        changes={
            "variants": (sorted(row.variant for row in before.values()), sorted(wanted.values())),
            "canonical": (was or None, word) if was else (None, None),
        },
    )


def remove_group(canonical: str, *, by: Actor) -> None:
    save_group(canonical, (), by=by)


@transaction.atomic
def replace_all(lines: Sequence[tuple[int, str, str]], *, by: Actor) -> int:
    """(line, word, saying): what stands in the file is what holds, nothing else. How many sayings there are."""
    by.need(MAY_EDIT)
    before = {row.variant_key: row for row in Synonym.objects.select_for_update()}
    wanted = _checked(lines)
    Synonym.objects.filter(pk__in=[row.pk for key, row in before.items() if key not in wanted]).delete()
    for key, (variant, canonical) in wanted.items():
        if key in before:
            _save(before[key], variant, canonical)
    _add(pair for key, pair in wanted.items() if key not in before)
    record(
        "synonyms.replaced",
        by=by,
        about=ABOUT,
        facts={"count": len(wanted), "removed": len(before.keys() - wanted.keys())},
    )
    return len(wanted)


@transaction.atomic
def add_all(lines: Sequence[tuple[int, str, str]], *, by: Actor) -> int:
    """What is there stays; a saying that the file gives to another word goes there."""
    by.need(MAY_EDIT)
    taken = {compared(tidy(variant)) for _, _, variant in lines}
    kept = Synonym.objects.select_for_update().exclude(variant_key__in=taken).order_by("pk")
    there = [(0, row.canonical, row.variant) for row in kept]
    return replace_all([*there, *lines], by=by)


@transaction.atomic
def add_starter_synonyms() -> int:
    """On an installation that never had a synonym; a second time, and after somebody changed any, nothing."""
    if Synonym.objects.exists() or Event.objects.filter(about_kind=SYNONYMS).exists():
        return 0
    pairs = starter_pairs()
    _add((variant, canonical) for canonical, variant in pairs)
    record("synonyms.laid", by=SYSTEM, about=ABOUT, facts={"count": len(pairs)})
    return len(pairs)


def starter_pairs() -> list[tuple[str, str]]:
    with STARTER.open(encoding="utf-8", newline="") as file:
        return [(row[HEADINGS[0]], row[HEADINGS[1]]) for row in csv.DictReader(file)]


def _checked(lines: Sequence[tuple[int, str, str]]) -> dict[str, tuple[str, str]]:
    pairs: dict[str, tuple[str, str]] = {}
    canonical_of: dict[str, str] = {}
    names: dict[str, str] = {}
    faults = []
    for line, canonical, variant in lines:
        word, saying = tidy(canonical), tidy(variant)
        key, root = compared(saying), compared(word)
        names |= {key: saying, root: word}
        try:
            _refuse_number(saying, word)
            refuse_pair(key, root, canonical_of, names)
        except Refusal as refusal:
            faults.append(f"{line}行目：{refusal.message}")
            continue
        pairs[key], canonical_of[key] = (saying, word), root
    if faults:
        raise FileRefused(faults)
    return pairs


def _refuse_any(word: str, wanted: Mapping[str, str], others: Iterable[Synonym]) -> None:
    rows = list(others)
    names = {row.variant_key: row.variant for row in rows} | {row.canonical_key: row.canonical for row in rows}
    names |= {**wanted, compared(word): word}
    canonical_of = {row.variant_key: row.canonical_key for row in rows}
    for key, saying in wanted.items():
        _refuse_number(saying, word)
        refuse_pair(key, compared(word), canonical_of, names)


def _refuse_number(*texts: str) -> None:
    if any(contains_my_number(text) for text in texts):
        raise SynonymRefused("12桁の番号は登録できません。")


def _save(row: Synonym | None, variant: str, canonical: str) -> None:
    if row is None:
        _add([(variant, canonical)])
    elif (row.variant, row.canonical) != (variant, canonical):
        row.variant, row.canonical, row.canonical_key = variant, canonical, compared(canonical)
        row.version = new_version()
        row.save()


def _add(pairs: Iterable[tuple[str, str]]) -> None:
    Synonym.objects.bulk_create(
        (
            Synonym(
                variant=variant,
                canonical=canonical,
                variant_key=compared(variant),
                canonical_key=compared(canonical),
            )
            for variant, canonical in pairs
        ),
        batch_size=AT_ONCE,
    )
