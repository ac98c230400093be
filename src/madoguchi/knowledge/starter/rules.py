"""What confirming changes. Pure."""

from dataclasses import replace

from madoguchi.knowledge.articles.rules import Audience, Content


def confirmed(content: Content, *, audience: Audience) -> Content:
    return replace(content, to_confirm=False, audience=audience)
