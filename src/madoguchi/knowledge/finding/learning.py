"""What was learned, as the index reads it."""

from madoguchi.knowledge.finding.models import LearnedPhrase
from madoguchi.knowledge.finding.rules import newest_first


def learned_phrases(article_key: int) -> list[str]:
    """The newest first, and never more than a few: nobody's habit outweighs what the article says."""
    phrases = LearnedPhrase.objects.filter(article=article_key).order_by("-learned_at", "-pk")
    return newest_first(phrases.values_list("phrase", flat=True))
