"""When a rule fits. Pure: words in, an answer out."""

from collections.abc import Iterable, Sequence, Set

Ways = Sequence[Sequence[str]]  # every way to say one thing, each as words that stand together
Phrase = Sequence[Ways]  # things that must all be said


def says(phrase: Phrase, said: Set[str]) -> bool:
    return bool(phrase) and all(any(all(word in said for word in way) for way in ways) for ways in phrase)


def fits(phrases: Iterable[Phrase], said: Set[str], *, rule_topic: str, topic: str) -> bool:
    """One of its phrases is said, in the topic that it is meant for (none: in any)."""
    return (not rule_topic or rule_topic == topic) and any(says(phrase, said) for phrase in phrases)


def phrases_in(text: str) -> list[str]:
    """One phrase a line, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
